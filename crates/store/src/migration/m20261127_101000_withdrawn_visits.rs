//! When what a visit was planned for was cancelled.

use sea_orm_migration::{prelude::*, schema::big_integer_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let withdrawn = Table::alter().table("assignment").add_column(big_integer_null("withdrawn_at")).to_owned();
        manager.alter_table(withdrawn).await
    }
}
