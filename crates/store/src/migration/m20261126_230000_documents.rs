//! Issued documents.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, boolean, integer, string, string_null, text_null, uuid, uuid_null},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let document = Table::create()
            .table("document")
            .col(uuid("id").primary_key())
            .col(string("kind"))
            .col(string("title"))
            .col(string("number"))
            .col(integer("paper_version"))
            .col(string("state"))
            .col(boolean("for_party"))
            .col(string("subject_kind"))
            .col(string("subject_id"))
            .col(uuid_null("enterprise_id"))
            .col(integer("day"))
            .col(big_integer("issued_at"))
            .col(string("issued_by"))
            .col(text_null("content"))
            .col(string("salt"))
            .col(string("commitment"))
            .col(text_null("reason"))
            .col(string_null("pdf_hash"))
            .col(big_integer_null("typeset_at"))
            .col(integer("attempts"))
            .col(text_null("fault"))
            .to_owned();
        manager.create_table(document).await?;
        let index = |name: &str| Index::create().name(name).table("document").to_owned();
        manager
            .create_index(index("document_number_idx").col("number").col("paper_version").unique().to_owned())
            .await?;
        manager.create_index(index("document_subject_idx").col("subject_kind").col("subject_id").to_owned()).await?;
        manager.create_index(index("document_enterprise_idx").col("enterprise_id").to_owned()).await?;
        manager.create_index(index("document_typeset_idx").col("pdf_hash").col("issued_at").to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("document").to_owned()).await
    }
}
