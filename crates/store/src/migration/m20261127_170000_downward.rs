//! Alarms that platforms below report, and what is demanded of them (督办).

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, boolean, integer, string, string_null, text, uuid, uuid_null},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let alarms = Table::create()
            .table("lower_alarm")
            .col(uuid("id").primary_key())
            .col(string("link"))
            .col(uuid("vehicle_id"))
            .col(uuid("signal_id"))
            .col(string("plate"))
            .col(integer("colour"))
            .col(string("platform"))
            .col(integer("source_kind"))
            .col(big_integer("source_serial"))
            .col(big_integer_null("info_id"))
            .col(integer("origin"))
            .col(integer("alarm_type"))
            .col(string("alarm"))
            .col(text("text"))
            .col(big_integer("at"))
            .col(big_integer("received_at"))
            .to_owned();
        manager.create_table(alarms).await?;
        let supervisions = Table::create()
            .table("supervision")
            .col(uuid("id").primary_key())
            .col(big_integer("number"))
            .col(string("link"))
            .col(uuid("signal_id"))
            .col(uuid_null("alarm_id"))
            .col(string("plate"))
            .col(integer("colour"))
            .col(string("platform"))
            .col(integer("source_kind"))
            .col(big_integer("source_serial"))
            .col(integer("origin"))
            .col(integer("alarm_type"))
            .col(big_integer("alarm_at"))
            .col(big_integer("deadline"))
            .col(boolean("urgent"))
            .col(string("supervisor"))
            .col(string("phone"))
            .col(string("email"))
            .col(uuid("demanded_by"))
            .col(string("demanded_name"))
            .col(big_integer("demanded_at"))
            .col(boolean("open"))
            .col(big_integer_null("serial"))
            .col(string("delivery"))
            .col(integer("tries"))
            .col(string_null("problem"))
            .col(big_integer_null("next_at"))
            .col(big_integer_null("done_at"))
            .col(string_null("outcome"))
            .col(big_integer_null("answered_at"))
            .col(big_integer("version"))
            .to_owned();
        manager.create_table(supervisions).await?;
        for (name, table, column) in [
            ("lower_alarm_signal_idx", "lower_alarm", "signal_id"),
            ("supervision_signal_idx", "supervision", "signal_id"),
            ("supervision_number_idx", "supervision", "number"),
            ("supervision_source_idx", "supervision", "source_serial"),
            ("supervision_serial_idx", "supervision", "serial"),
            ("supervision_next_idx", "supervision", "next_at"),
            ("supervision_by_idx", "supervision", "demanded_by"),
        ] {
            manager.create_index(Index::create().name(name).table(table).col(column).to_owned()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("supervision").to_owned()).await?;
        manager.drop_table(Table::drop().table("lower_alarm").to_owned()).await
    }
}
