//! Hazards, evidence (stored once, linked many times) and the counters behind human numbers.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, boolean, double_null, integer_null, string, string_null, string_uniq, text,
        text_null, uuid, uuid_null,
    },
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let hazard = Table::create()
            .table("hazard")
            .col(uuid("id").primary_key())
            .col(string_uniq("no"))
            .col(uuid("enterprise_id"))
            .col(string("source"))
            .col(uuid_null("signal_id"))
            .col(text("title"))
            .col(text("description"))
            .col(text_null("clause"))
            .col(string("level"))
            .col(string("state"))
            .col(uuid("found_by_id"))
            .col(string("found_by_name"))
            .col(big_integer("found_at"))
            .col(text_null("place"))
            .col(double_null("lon"))
            .col(double_null("lat"))
            .col(integer_null("deadline"))
            .col(text_null("plan"))
            .col(text_null("extension"))
            .col(boolean("extension_pending"))
            .col(uuid_null("verifier_id"))
            .col(string_null("verifier_name"))
            .col(text_null("notified"))
            .col(text_null("submitted"))
            .col(uuid_null("submitted_by"))
            .col(big_integer_null("submitted_at"))
            .col(text_null("verified"))
            .col(text_null("sent_back"))
            .col(text_null("closed"))
            .col(big_integer("version"))
            .to_owned();
        manager.create_table(hazard).await?;
        let evidence = Table::create()
            .table("evidence")
            .col(string("hash").primary_key())
            .col(string("media_type"))
            .col(big_integer("size"))
            .col(big_integer("stored_at"))
            .to_owned();
        manager.create_table(evidence).await?;
        let upload = Table::create()
            .table("evidence_upload")
            .col(string("hash"))
            .col(uuid("user_id"))
            .col(string("user_name"))
            .col(text("name"))
            .col(big_integer_null("captured_at"))
            .col(big_integer("uploaded_at"))
            .primary_key(Index::create().col("hash").col("user_id"))
            .to_owned();
        manager.create_table(upload).await?;
        let link = Table::create()
            .table("evidence_link")
            .col(string("subject_kind"))
            .col(uuid("subject_id"))
            .col(string("hash"))
            .col(string("phase"))
            .col(text("name"))
            .col(big_integer_null("captured_at"))
            .col(uuid("attached_by"))
            .col(string("attached_by_name"))
            .col(big_integer("attached_at"))
            .primary_key(Index::create().col("subject_kind").col("subject_id").col("hash").col("phase"))
            .to_owned();
        manager.create_table(link).await?;
        let counter =
            Table::create().table("counter").col(string("name").primary_key()).col(big_integer("value")).to_owned();
        manager.create_table(counter).await?;
        for (name, table, columns) in [
            ("hazard_state_idx", "hazard", &["state", "deadline"][..]),
            ("hazard_enterprise_idx", "hazard", &["enterprise_id", "state"][..]),
            ("hazard_found_idx", "hazard", &["found_at"][..]),
            ("evidence_link_hash_idx", "evidence_link", &["hash"][..]),
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
        for table in ["counter", "evidence_link", "evidence_upload", "evidence", "hazard"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
