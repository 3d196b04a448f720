//! The schema, step by step. Published files never change (docs/MIGRATIONS.md).

use sea_orm::{ConnectionTrait, DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait};
use sea_orm_migration::{MigrationTrait, MigratorTrait};

use crate::{Backend, Store, StoreError};

mod m20261124_100000_registry;
mod m20261124_100100_ledger;
mod m20261124_110000_account;
mod m20261124_120000_signal;
mod m20261124_130000_hazard;
mod m20261125_100000_rule_basis;
mod m20261125_100100_expiry_indexes;
mod m20261126_090000_watch_steps;
mod m20261126_091000_watch_outbox;
mod m20261126_100000_finding_speed;
mod m20261126_110000_links;
mod m20261126_110100_indices;
mod m20261126_110200_zones;
mod m20261126_120000_duties;
mod m20261126_120000_vehicle_commands;
mod m20261126_130000_finding_superseded;
mod m20261126_140000_upward;
mod m20261126_150000_zone_rules;
mod m20261126_160500_risks;
mod m20261126_170000_packs;
mod m20261126_173000_risk_area;
mod m20261126_180000_major_hazards;
mod m20261126_190000_targets;
mod m20261126_191000_campaigns;
mod m20261126_200000_grades;
mod m20261126_210000_cases;
mod m20261126_220000_draws;
mod m20261126_220100_field_inspections;
mod m20261126_230000_documents;
mod m20261126_231000_ledger_tiles;
mod m20261127_013700_talks;
mod m20261127_030000_projects;
mod m20261127_091500_remote;
mod m20261127_093000_zone_bounds;
mod m20261127_100000_erased_people;
mod m20261127_101000_withdrawn_visits;
mod m20261127_150000_upper_request_driver;
mod m20261127_170000_downward;
mod m20261127_200000_duty_checks;

struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261124_100000_registry::Migration),
            Box::new(m20261124_100100_ledger::Migration),
            Box::new(m20261124_110000_account::Migration),
            Box::new(m20261124_120000_signal::Migration),
            Box::new(m20261124_130000_hazard::Migration),
            Box::new(m20261125_100000_rule_basis::Migration),
            Box::new(m20261125_100100_expiry_indexes::Migration),
            Box::new(m20261126_090000_watch_steps::Migration),
            Box::new(m20261126_091000_watch_outbox::Migration),
            Box::new(m20261126_100000_finding_speed::Migration),
            Box::new(m20261126_110000_links::Migration),
            Box::new(m20261126_110100_indices::Migration),
            Box::new(m20261126_110200_zones::Migration),
            Box::new(m20261126_120000_duties::Migration),
            Box::new(m20261126_120000_vehicle_commands::Migration),
            Box::new(m20261126_130000_finding_superseded::Migration),
            Box::new(m20261126_140000_upward::Migration),
            Box::new(m20261126_150000_zone_rules::Migration),
            Box::new(m20261126_160500_risks::Migration),
            Box::new(m20261126_170000_packs::Migration),
            Box::new(m20261126_173000_risk_area::Migration),
            Box::new(m20261126_180000_major_hazards::Migration),
            Box::new(m20261126_190000_targets::Migration),
            Box::new(m20261126_191000_campaigns::Migration),
            Box::new(m20261126_200000_grades::Migration),
            Box::new(m20261126_220000_draws::Migration),
            Box::new(m20261126_220100_field_inspections::Migration),
            Box::new(m20261126_210000_cases::Migration),
            Box::new(m20261126_230000_documents::Migration),
            Box::new(m20261126_231000_ledger_tiles::Migration),
            Box::new(m20261127_013700_talks::Migration),
            Box::new(m20261127_030000_projects::Migration),
            Box::new(m20261127_091500_remote::Migration),
            Box::new(m20261127_093000_zone_bounds::Migration),
            Box::new(m20261127_100000_erased_people::Migration),
            Box::new(m20261127_101000_withdrawn_visits::Migration),
            Box::new(m20261127_150000_upper_request_driver::Migration),
            Box::new(m20261127_170000_downward::Migration),
            Box::new(m20261127_200000_duty_checks::Migration),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Keys;

    #[tokio::test]
    async fn a_database_of_a_newer_program_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("anlu.db").display());
        let keys = Keys::generate().unwrap();
        let store = Store::connect(&url, keys.clone()).await.unwrap();
        let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29990101_000000_of_tomorrow', 0)";
        store.inner.writer.execute_unprepared(newer).await.unwrap();
        store.close().await.unwrap();
        let Err(refused) = Store::connect(&url, keys.clone()).await else { panic!("it was opened") };
        assert_eq!(refused.code(), "store_newer");
        assert!(refused.to_string().contains("m29990101_000000_of_tomorrow"), "{refused}");
    }
}
