//! What upper platforms want of us and how it was answered; alarms that they are told of.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, boolean, integer, string, string_null, text, text_null, uuid, uuid_null},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let requests = Table::create()
            .table("upper_request")
            .col(uuid("id").primary_key())
            .col(string("link"))
            .col(string("kind"))
            .col(text("reply_to"))
            .col(uuid_null("vehicle_id"))
            .col(uuid_null("enterprise_id"))
            .col(uuid_null("signal_id"))
            .col(string("plate"))
            .col(integer("colour"))
            .col(string("alarm"))
            .col(big_integer_null("alarm_at"))
            .col(boolean("urgent"))
            .col(string("asker"))
            .col(string("contact"))
            .col(text("text"))
            .col(big_integer("received_at"))
            .col(big_integer_null("deadline"))
            .col(boolean("open"))
            .col(string_null("outcome"))
            .col(text_null("answer"))
            .col(string_null("answered_by"))
            .col(string("phone"))
            .col(big_integer_null("answered_at"))
            .col(string_null("delivery"))
            .col(integer("tries"))
            .col(string_null("problem"))
            .col(big_integer_null("next_at"))
            .col(big_integer_null("done_at"))
            .col(big_integer("version"))
            .to_owned();
        manager.create_table(requests).await?;
        let reports = Table::create()
            .table("upper_report")
            .col(uuid("id").primary_key())
            .col(string("link"))
            .col(uuid("finding_id"))
            .col(uuid("vehicle_id"))
            .col(text("body"))
            .col(big_integer_null("serial"))
            .col(string("delivery"))
            .col(integer("tries"))
            .col(string_null("problem"))
            .col(big_integer("created_at"))
            .col(big_integer_null("next_at"))
            .col(big_integer_null("done_at"))
            .to_owned();
        manager.create_table(reports).await?;
        for (name, table, column) in [
            ("upper_request_open_idx", "upper_request", "open"),
            ("upper_request_received_idx", "upper_request", "received_at"),
            ("upper_request_next_idx", "upper_request", "next_at"),
            ("upper_report_next_idx", "upper_report", "next_at"),
            ("upper_report_serial_idx", "upper_report", "serial"),
        ] {
            manager.create_index(Index::create().name(name).table(table).col(column).to_owned()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("upper_report").to_owned()).await?;
        manager.drop_table(Table::drop().table("upper_request").to_owned()).await
    }
}
