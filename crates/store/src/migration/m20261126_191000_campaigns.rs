//! Campaigns and the enterprises on their lists.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, boolean, integer, string, string_null, text, text_null, uuid, uuid_null},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let campaign = Table::create()
            .table("campaign")
            .col(uuid("id").primary_key())
            .col(string("no"))
            .col(text("search"))
            .col(integer("deadline"))
            .col(big_integer("started_at"))
            .col(big_integer_null("closed_at"))
            .col(text("body"))
            .col(big_integer("version"))
            .to_owned();
        manager.create_table(campaign).await?;
        let subject = Table::create()
            .table("campaign_subject")
            .col(uuid("id").primary_key())
            .col(uuid("campaign_id"))
            .col(uuid("enterprise_id"))
            .col(boolean("later"))
            .col(big_integer("added_at"))
            .col(string_null("outcome"))
            .col(text_null("note"))
            .col(big_integer_null("recorded_at"))
            .col(uuid_null("recorded_by"))
            .col(string_null("recorded_by_name"))
            .col(big_integer("version"))
            .to_owned();
        manager.create_table(subject).await?;
        let once = Index::create()
            .name("campaign_subject_once_idx")
            .table("campaign_subject")
            .col("campaign_id")
            .col("enterprise_id")
            .unique()
            .to_owned();
        manager.create_index(once).await?;
        let of = Index::create()
            .name("campaign_subject_enterprise_idx")
            .table("campaign_subject")
            .col("enterprise_id")
            .to_owned();
        manager.create_index(of).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["campaign_subject", "campaign"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
