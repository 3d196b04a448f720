//! Links over which positions come and go: how they stand, what was counted on each day, and which way each vehicle
//! came last.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, boolean_null, integer, string, text, uuid},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let link = Table::create()
            .table("link")
            .col(string("kind"))
            .col(string("name"))
            .col(boolean_null("main_up"))
            .col(boolean_null("sub_up"))
            .col(big_integer_null("changed_at"))
            .col(big_integer_null("last_at"))
            .primary_key(Index::create().col("kind").col("name"))
            .to_owned();
        manager.create_table(link).await?;
        let day = Table::create()
            .table("link_day")
            .col(string("kind"))
            .col(string("name"))
            .col(integer("day"))
            .col(big_integer("vehicles"))
            .col(text("counts"))
            .primary_key(Index::create().col("kind").col("name").col("day"))
            .to_owned();
        manager.create_table(day).await?;
        let vehicle = Table::create()
            .table("vehicle_link")
            .col(uuid("vehicle_id").primary_key())
            .col(string("kind"))
            .col(string("name"))
            .col(integer("day"))
            .to_owned();
        manager.create_table(vehicle).await?;
        let counted = Table::create()
            .table("link_counted")
            .col(integer("shard").primary_key())
            .col(big_integer("next"))
            .to_owned();
        manager.create_table(counted).await?;
        let index = Index::create()
            .name("vehicle_link_link_idx")
            .table("vehicle_link")
            .col("kind")
            .col("name")
            .col("day")
            .to_owned();
        manager.create_index(index).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["link_counted", "vehicle_link", "link_day", "link"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
