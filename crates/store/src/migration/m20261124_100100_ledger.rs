//! The ledger, its head and its signed checkpoints.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, integer, string, text, text_null},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("ledger")
                    .col(big_integer("seq").primary_key())
                    .col(big_integer("at"))
                    .col(string("actor"))
                    .col(string("action"))
                    .col(string("subject_kind"))
                    .col(string("subject_id"))
                    .col(text_null("before"))
                    .col(text_null("after"))
                    .col(string("leaf_hash"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("ledger_subject").table("ledger").col("subject_id").col("seq").to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("ledger_head")
                    .col(integer("id").primary_key())
                    .col(big_integer("size"))
                    .col(text("frontier"))
                    .col(string("root"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("ledger_checkpoint")
                    .col(big_integer("size").primary_key())
                    .col(string("root"))
                    .col(big_integer("at"))
                    .col(string("key"))
                    .col(string("signature"))
                    .to_owned(),
            )
            .await?;
        manager
            .exec_stmt(
                Query::insert()
                    .into_table("ledger_head")
                    .columns(["id", "size", "frontier", "root"])
                    // The empty tree: SHA-256 of nothing (RFC 6962 §2.1).
                    .values_panic([
                        1.into(),
                        0_i64.into(),
                        "".into(),
                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855".into(),
                    ])
                    .to_owned(),
            )
            .await
    }
}
