//! Ratings of enterprises with their history, what officers enter for them, objections.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, boolean, double, integer, integer_null, string, string_null, text, text_null,
        uuid, uuid_null,
    },
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let now = Table::create()
            .table("rating")
            .col(uuid("enterprise_id"))
            .col(string("model"))
            .col(boolean("gives_grade"))
            .col(integer("day"))
            .col(string("pack"))
            .col(double("score"))
            .col(string_null("grade"))
            .col(string_null("was"))
            .col(integer_null("moved_on"))
            .col(integer("peer_group"))
            .col(text("body"))
            .col(big_integer("digest"))
            .col(boolean("notice_unread"))
            .primary_key(Index::create().col("enterprise_id").col("model"))
            .to_owned();
        manager.create_table(now).await?;
        let graded = Index::create().name("rating_grade_idx").table("rating").col("model").col("grade").to_owned();
        manager.create_index(graded).await?;
        let unread = Index::create().name("rating_unread_idx").table("rating").col("notice_unread").to_owned();
        manager.create_index(unread).await?;
        let history = Table::create()
            .table("rating_history")
            .col(uuid("enterprise_id"))
            .col(string("model"))
            .col(integer("day"))
            .col(string("pack"))
            .col(double("score"))
            .col(string_null("grade"))
            .col(text("body"))
            .primary_key(Index::create().col("enterprise_id").col("model").col("day"))
            .to_owned();
        manager.create_table(history).await?;
        let event = Table::create()
            .table("grade_event")
            .col(uuid("id").primary_key())
            .col(uuid("enterprise_id"))
            .col(string("kind"))
            .col(string("class"))
            .col(integer("day"))
            .col(text("title"))
            .col(string_null("source"))
            .col(text_null("detail"))
            .col(uuid("entered_by"))
            .col(string("entered_by_name"))
            .col(big_integer("entered_at"))
            .col(big_integer_null("withdrawn_at"))
            .to_owned();
        manager.create_table(event).await?;
        let of = Index::create()
            .name("grade_event_enterprise_idx")
            .table("grade_event")
            .col("enterprise_id")
            .col("day")
            .to_owned();
        manager.create_index(of).await?;
        let objection = Table::create()
            .table("grade_objection")
            .col(uuid("id").primary_key())
            .col(uuid("enterprise_id"))
            .col(string("model"))
            .col(string("grade"))
            .col(text("contested"))
            .col(text("reason"))
            .col(string("state"))
            .col(integer("due"))
            .col(uuid("filed_by"))
            .col(string("filed_by_name"))
            .col(big_integer("filed_at"))
            .col(uuid_null("decided_by"))
            .col(string_null("decided_by_name"))
            .col(big_integer_null("decided_at"))
            .col(text("note"))
            .to_owned();
        manager.create_table(objection).await?;
        let of = Index::create()
            .name("grade_objection_enterprise_idx")
            .table("grade_objection")
            .col("enterprise_id")
            .to_owned();
        manager.create_index(of).await?;
        let findings = Index::create()
            .name("finding_enterprise_idx")
            .table("finding")
            .col("enterprise_id")
            .col("start_at")
            .to_owned();
        manager.create_index(findings).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("finding_enterprise_idx").table("finding").to_owned()).await?;
        for table in ["grade_objection", "grade_event", "rating_history", "rating"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
