//! How enterprises and their people stand with the targets of the pack, who is listed by name, and each day's figures.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, integer, string, string_null, uuid, uuid_null},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let standing = Table::create()
            .table("target_standing")
            .col(string("target"))
            .col(uuid("enterprise_id"))
            .col(integer("about"))
            .col(integer("held"))
            .col(integer("unknown"))
            .primary_key(Index::create().col("target").col("enterprise_id"))
            .to_owned();
        manager.create_table(standing).await?;
        let name = Table::create()
            .table("target_name")
            .col(string("target"))
            .col(uuid("subject_id"))
            .col(uuid("enterprise_id"))
            .col(uuid_null("person_id"))
            .col(big_integer_null("reminded_at"))
            .col(string_null("reminded_by"))
            .primary_key(Index::create().col("target").col("subject_id"))
            .to_owned();
        manager.create_table(name).await?;
        let day = Table::create()
            .table("target_day")
            .col(string("target"))
            .col(integer("day"))
            .col(uuid("grid_id"))
            .col(big_integer("about"))
            .col(big_integer("held"))
            .primary_key(Index::create().col("target").col("day").col("grid_id"))
            .to_owned();
        manager.create_table(day).await?;
        for (name, table) in
            [("target_standing_enterprise_idx", "target_standing"), ("target_name_enterprise_idx", "target_name")]
        {
            let index = Index::create().name(name).table(table).col("enterprise_id").to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["target_day", "target_name", "target_standing"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
