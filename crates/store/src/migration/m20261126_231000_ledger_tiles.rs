//! Roots of complete subtrees of the ledger, and finding entries by what they are about and their verb.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, integer, string},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tile = Table::create()
            .table("ledger_tile")
            .col(integer("level"))
            .col(big_integer("idx"))
            .col(string("hash"))
            .primary_key(Index::create().col("level").col("idx"))
            .to_owned();
        manager.create_table(tile).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("ledger_tile").to_owned()).await
    }
}
