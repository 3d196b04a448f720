//! When what the register said of a person was erased.

use sea_orm_migration::{prelude::*, schema::big_integer_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let erased = Table::alter().table("person").add_column(big_integer_null("erased_at")).to_owned();
        manager.alter_table(erased).await
    }
}
