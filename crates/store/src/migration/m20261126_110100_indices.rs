//! Daily indices of the data that vehicles send, of each vehicle, enterprise and link.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, boolean, integer, string, text, uuid},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let day = Table::create()
            .table("index_day")
            .col(integer("day").primary_key())
            .col(big_integer("computed_at"))
            .col(boolean("settled"))
            .col(string("pack_id"))
            .col(string("pack_version"))
            .to_owned();
        manager.create_table(day).await?;
        let vehicle = Table::create()
            .table("vehicle_index")
            .col(uuid("vehicle_id"))
            .col(integer("day"))
            .col(uuid("enterprise_id"))
            .col(boolean("online"))
            .col(boolean("drifting"))
            .col(text("figures"))
            .primary_key(Index::create().col("vehicle_id").col("day"))
            .to_owned();
        manager.create_table(vehicle).await?;
        let mut enterprise = Table::create()
            .table("enterprise_index")
            .col(uuid("enterprise_id"))
            .col(integer("day"))
            .primary_key(Index::create().col("enterprise_id").col("day"))
            .to_owned();
        let mut link = Table::create()
            .table("link_index")
            .col(string("kind"))
            .col(string("name"))
            .col(integer("day"))
            .primary_key(Index::create().col("kind").col("name").col("day"))
            .to_owned();
        for table in [&mut enterprise, &mut link] {
            for column in ["vehicles", "online", "drifting", "positions", "sound", "track_m", "hole_m"] {
                table.col(big_integer(column));
            }
        }
        manager.create_table(enterprise).await?;
        manager.create_table(link).await?;
        for (name, table, columns) in [
            ("vehicle_index_day_idx", "vehicle_index", &["day", "enterprise_id"][..]),
            ("enterprise_index_day_idx", "enterprise_index", &["day"][..]),
            ("finding_start_idx", "finding", &["start_at"][..]),
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
        manager.drop_index(Index::drop().name("finding_start_idx").table("finding").to_owned()).await?;
        for table in ["link_index", "enterprise_index", "vehicle_index", "index_day"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
