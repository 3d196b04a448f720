//! Enforcement at a distance: one-time links of cases, and short messages on their way.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, integer, string, string_null, text, text_null, uuid},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let link = Table::create()
            .table("remote_link")
            .col(uuid("id").primary_key())
            .col(uuid("case_id"))
            .col(string("token_hash").unique_key())
            .col(text("body"))
            .col(big_integer("made_at"))
            .col(big_integer("version"))
            .to_owned();
        manager.create_table(link).await?;
        let message = Table::create()
            .table("sms_outbox")
            .col(uuid("id").primary_key())
            .col(uuid("link_id"))
            .col(string("kind"))
            .col(text_null("body"))
            .col(string("state"))
            .col(integer("tries"))
            .col(string_null("problem"))
            .col(big_integer("created_at"))
            .col(big_integer("until"))
            .col(big_integer_null("next_at"))
            .col(big_integer_null("done_at"))
            .col(big_integer("version"))
            .to_owned();
        manager.create_table(message).await?;
        for (name, table, column) in [
            ("remote_link_case_idx", "remote_link", "case_id"),
            ("sms_outbox_link_idx", "sms_outbox", "link_id"),
            ("sms_outbox_next_idx", "sms_outbox", "next_at"),
        ] {
            manager.create_index(Index::create().name(name).table(table).col(column).to_owned()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("sms_outbox").to_owned()).await?;
        manager.drop_table(Table::drop().table("remote_link").to_owned()).await
    }
}
