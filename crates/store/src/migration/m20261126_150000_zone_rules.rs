//! The zone of findings of rules about zones, sectors of owners a zone is about, length of the line of a vehicle.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer_null, string_null, text_null, uuid_null},
};

/// The migration.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time.
        let columns = [
            ("finding", uuid_null("zone_id")),
            ("finding", string_null("zone_name")),
            ("zone", text_null("sectors")),
            ("vehicle", big_integer_null("line_km")),
        ];
        for (table, column) in columns {
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [("finding", "zone_id"), ("finding", "zone_name"), ("zone", "sectors"), ("vehicle", "line_km")];
        for (table, column) in columns {
            manager.alter_table(Table::alter().table(table).drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
