//! The schema, step by step. Published files never change (docs/MIGRATIONS.md).

use sea_orm::{ConnectionTrait, DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait};
use sea_orm_migration::{MigrationTrait, MigratorTrait};

use crate::{Backend, Store, StoreError};

mod m20261124_100000_registry;
mod m20261124_100100_ledger;
mod m20261124_110000_account;
mod m20261124_120000_signal;
mod m20261124_130000_hazard;

struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261124_100000_registry::Migration),
            Box::new(m20261124_100100_ledger::Migration),
            Box::new(m20261124_110000_account::Migration),
            Box::new(m20261124_120000_signal::Migration),
            Box::new(m20261124_130000_hazard::Migration),
        ]
    }
}

/// Brings the schema up to date. One process at a time: `SQLite` by its write lock, `PostgreSQL` by an advisory lock.
pub(crate) async fn run(store: &Store) -> Result<(), StoreError> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let tx = store.inner.writer.begin_with_options(options).await?;
    if store.backend() == Backend::Postgres {
        // "anlu" in ASCII.
        tx.execute_unprepared("SELECT pg_advisory_xact_lock(1634626677)").await?;
    }
    Migrator::up(&tx, None).await.map_err(newer)?;
    tx.commit().await?;
    Ok(())
}

/// A step that stands in the database and that this program does not know: a newer one made it.
fn newer(error: DbErr) -> StoreError {
    match error {
        DbErr::Custom(text) if text.contains("is missing") => StoreError::Newer(text),
        other => other.into(),
    }
}
