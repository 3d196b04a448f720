//! Versions of the policy pack that people imported, and which of them was put in force from when.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, integer, string, text, uuid, uuid_null},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let version = Table::create()
            .table("pack_version")
            .col(uuid("id").primary_key())
            .col(string("pack"))
            .col(string("version"))
            .col(string("title_zh"))
            .col(string("title_en"))
            .col(text("note"))
            .col(text("files"))
            .col(uuid("author_id"))
            .col(string("author_name"))
            .col(big_integer("created_at"))
            .to_owned();
        manager.create_table(version).await?;
        let activation = Table::create()
            .table("pack_activation")
            .col(uuid("id").primary_key())
            .col(uuid_null("version_id"))
            .col(integer("effect_from"))
            .col(uuid("by_id"))
            .col(string("by_name"))
            .col(big_integer("at"))
            .col(text("reason"))
            .to_owned();
        manager.create_table(activation).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["pack_activation", "pack_version"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
