//! Warning interviews of enterprises. One record makes one interview: `source_key` is the record, until it is cancelled.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, boolean, integer_null, string, text, uuid, uuid_null},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let talk = Table::create()
            .table("talk")
            .col(uuid("id").primary_key())
            .col(string("no"))
            .col(uuid("enterprise_id"))
            .col(string("state"))
            .col(string("source"))
            .col(uuid_null("source_id"))
            .col(uuid_null("source_key"))
            .col(text("search"))
            .col(text("handlers"))
            .col(boolean("shown"))
            .col(integer_null("due"))
            .col(big_integer("opened_at"))
            .col(text("body"))
            .col(big_integer("version"))
            .to_owned();
        manager.create_table(talk).await?;
        for (name, columns) in [
            ("talk_enterprise_idx", &["enterprise_id", "opened_at"][..]),
            ("talk_state_idx", &["state", "due"]),
            ("talk_source_idx", &["source_id"]),
        ] {
            let mut index = Index::create().name(name).table("talk").to_owned();
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        let once = Index::create().name("talk_source_key").table("talk").col("source_key").unique().to_owned();
        manager.create_index(once).await?;
        let told =
            Index::create().name("duty_fact_name_idx").table("duty_fact").col("name").col("subject_id").to_owned();
        manager.create_index(told).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("duty_fact_name_idx").table("duty_fact").to_owned()).await?;
        manager.drop_table(Table::drop().table("talk").to_owned()).await
    }
}
