//! The rectangle around a zone, so that a map asks only for those in view.

use sea_orm_migration::{prelude::*, schema::double_null};

/// The migration.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const COLUMNS: [&str; 4] = ["west", "south", "east", "north"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time.
        for column in COLUMNS {
            manager.alter_table(Table::alter().table("zone").add_column(double_null(column)).to_owned()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in COLUMNS {
            manager.alter_table(Table::alter().table("zone").drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
