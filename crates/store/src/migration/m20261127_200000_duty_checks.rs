//! Whether somebody is on duty at a platform below (查岗), and what it answered.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, boolean, integer, string, string_null, text, text_null, uuid},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let checks = Table::create()
            .table("duty_check")
            .col(uuid("id").primary_key())
            .col(big_integer("number"))
            .col(string("link"))
            .col(integer("object_type"))
            .col(string("object"))
            .col(text("text"))
            .col(big_integer("deadline"))
            .col(uuid("asked_by"))
            .col(string("asked_name"))
            .col(big_integer("asked_at"))
            .col(boolean("open"))
            .col(big_integer_null("serial"))
            .col(string("delivery"))
            .col(integer("tries"))
            .col(string_null("problem"))
            .col(big_integer_null("next_at"))
            .col(big_integer_null("done_at"))
            .col(text_null("answer"))
            .col(string_null("answer_by"))
            .col(string_null("answer_phone"))
            .col(big_integer_null("answered_at"))
            .col(big_integer_null("closed_at"))
            .col(big_integer("version"))
            .to_owned();
        manager.create_table(checks).await?;
        for (name, column) in [
            ("duty_check_number_idx", "number"),
            ("duty_check_serial_idx", "serial"),
            ("duty_check_next_idx", "next_at"),
            ("duty_check_by_idx", "asked_by"),
        ] {
            manager.create_index(Index::create().name(name).table("duty_check").col(column).to_owned()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("duty_check").to_owned()).await
    }
}
