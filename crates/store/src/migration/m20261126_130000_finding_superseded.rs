//! Figures of findings that late data have replaced, so that a revision stays visible.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, double, integer, string, uuid},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("finding_superseded")
            .col(uuid("finding_id"))
            .col(integer("revision"))
            .col(string("phase"))
            .col(integer("severity"))
            .col(big_integer("start_at"))
            .col(big_integer("end_at"))
            .col(double("driving_minutes"))
            .col(big_integer("told_at"))
            .col(big_integer("superseded_at"))
            .primary_key(Index::create().col("finding_id").col("revision"))
            .to_owned();
        manager.create_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("finding_superseded").to_owned()).await
    }
}
