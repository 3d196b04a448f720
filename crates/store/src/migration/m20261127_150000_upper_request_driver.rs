//! Who was at the wheel when an upper platform asked who drives.

use sea_orm_migration::{prelude::*, schema::uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let driver = Table::alter().table("upper_request").add_column(uuid_null("driver_id")).to_owned();
        manager.alter_table(driver).await
    }
}
