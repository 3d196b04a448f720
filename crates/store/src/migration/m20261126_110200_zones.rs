//! Zones and corridors.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, boolean, integer_null, pk_uuid, string, text, uuid_null},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let zone = Table::create()
            .table("zone")
            .col(pk_uuid("id"))
            .col(string("name"))
            .col(text("search"))
            .col(string("usage"))
            .col(text("shape"))
            .col(string("datum"))
            .col(text("hours"))
            .col(integer_null("limit_kmh"))
            .col(text("classes"))
            .col(uuid_null("enterprise_id"))
            .col(boolean("retired"))
            .col(big_integer("version"))
            .col(big_integer("created_at"))
            .col(big_integer("updated_at"))
            .to_owned();
        manager.create_table(zone).await?;
        let index = Index::create().name("zone_name_idx").table("zone").col("retired").col("name").to_owned();
        manager.create_index(index).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("zone").to_owned()).await
    }
}
