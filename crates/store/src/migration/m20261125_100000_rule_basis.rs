//! What the rules of each pack version rest on, so that a finding can be explained when that pack is no longer in use.

use sea_orm_migration::{
    prelude::*,
    schema::{integer, integer_null, string, text},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let basis = Table::create()
            .table("rule_basis")
            .col(string("pack_id"))
            .col(string("pack_version"))
            .col(string("rule"))
            .col(integer("valid_from"))
            .col(integer_null("valid_to"))
            .col(text("basis"))
            .primary_key(Index::create().col("pack_id").col("pack_version").col("rule").col("valid_from"))
            .to_owned();
        manager.create_table(basis).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("rule_basis").to_owned()).await
    }
}
