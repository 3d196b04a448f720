//! Orders to terminals with what became of them, and what terminals sent: pictures, files of alarms.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, integer, string, string_null, text, uuid, uuid_null},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let command = Table::create()
            .table("vehicle_command")
            .col(uuid("id").primary_key())
            .col(uuid("vehicle_id"))
            .col(uuid("enterprise_id"))
            .col(string("kind"))
            .col(text("order_json"))
            .col(string("state"))
            .col(string_null("result"))
            .col(uuid("by_id"))
            .col(string("by_name"))
            .col(big_integer("given_at"))
            .col(big_integer_null("sent_at"))
            .col(big_integer_null("answered_at"))
            .col(big_integer_null("open_until"))
            .col(big_integer("version"))
            .to_owned();
        manager.create_table(command).await?;
        let media = Table::create()
            .table("vehicle_media")
            .col(uuid("id").primary_key())
            .col(uuid("vehicle_id"))
            .col(uuid("enterprise_id"))
            .col(string("hash"))
            .col(string("name"))
            .col(string("source"))
            .col(integer("channel"))
            .col(integer("event"))
            .col(big_integer_null("captured_at"))
            .col(big_integer("received_at"))
            .col(uuid_null("command_id"))
            .col(string_null("alarm"))
            .to_owned();
        manager.create_table(media).await?;
        for (name, table, columns) in [
            ("vehicle_command_vehicle_idx", "vehicle_command", &["vehicle_id", "given_at"][..]),
            ("vehicle_command_open_idx", "vehicle_command", &["open_until"][..]),
            ("vehicle_media_vehicle_idx", "vehicle_media", &["vehicle_id", "received_at"][..]),
            ("vehicle_media_hash_idx", "vehicle_media", &["hash"][..]),
        ] {
            let mut index = Index::create().name(name).table(table).to_owned();
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["vehicle_media", "vehicle_command"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
