//! What a watch holds after its proposal: confirmation, end, deliveries, answers, sightings. Rows from before have none.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer_null, text_null},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// One statement per column: `SQLite` adds no two at once.
const TEXTS: [&str; 4] = ["confirmed", "deliveries", "answers", "hits"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in TEXTS {
            manager.alter_table(Table::alter().table("watch").add_column(text_null(name)).to_owned()).await?;
        }
        let expires = Table::alter().table("watch").add_column(big_integer_null("expires_at")).to_owned();
        manager.alter_table(expires).await?;
        let vehicle = Index::create().name("watch_vehicle_idx").table("watch").col("vehicle_id").to_owned();
        manager.create_index(vehicle).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("watch_vehicle_idx").table("watch").to_owned()).await?;
        for name in TEXTS.into_iter().chain(["expires_at"]) {
            manager.alter_table(Table::alter().table("watch").drop_column(name).to_owned()).await?;
        }
        Ok(())
    }
}
