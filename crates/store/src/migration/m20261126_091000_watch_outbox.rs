//! What partners of a watch are to be told: written with the step that causes it, sent and tried again by a task.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, integer, string, string_null, text, uuid},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let outbox = Table::create()
            .table("watch_outbox")
            .col(uuid("id").primary_key())
            .col(uuid("watch_id"))
            .col(string("partner"))
            .col(string("kind"))
            .col(text("body"))
            .col(string("state"))
            .col(integer("tries"))
            .col(string_null("problem"))
            .col(big_integer("created_at"))
            .col(big_integer_null("next_at"))
            .col(big_integer_null("done_at"))
            .col(big_integer("version"))
            .to_owned();
        manager.create_table(outbox).await?;
        for (name, column) in [("watch_outbox_watch_idx", "watch_id"), ("watch_outbox_next_idx", "next_at")] {
            manager.create_index(Index::create().name(name).table("watch_outbox").col(column).to_owned()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("watch_outbox").to_owned()).await
    }
}
