//! Enforcement cases.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, boolean, integer_null, string, text, uuid, uuid_null},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const INDEXES: &[(&str, &str, &[&str])] = &[
    ("case_file_enterprise_idx", "case_file", &["enterprise_id"]),
    ("case_file_state_idx", "case_file", &["state", "due"]),
    ("case_file_source_idx", "case_file", &["source_id"]),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let case = Table::create()
            .table("case_file")
            .col(uuid("id").primary_key())
            .col(string("no"))
            .col(uuid("enterprise_id"))
            .col(string("procedure"))
            .col(string("party_kind"))
            .col(string("state"))
            .col(string("source"))
            .col(uuid_null("source_id"))
            .col(uuid_null("pair_id"))
            .col(string("violation"))
            .col(text("search"))
            .col(text("handlers"))
            .col(boolean("shown"))
            .col(integer_null("due"))
            .col(big_integer_null("penalty_yuan"))
            .col(big_integer_null("penalty_at"))
            .col(big_integer("opened_at"))
            .col(text("body"))
            .col(big_integer("version"))
            .to_owned();
        manager.create_table(case).await?;
        for (name, table, columns) in INDEXES {
            let mut index = Index::create().name(*name).table(*table).to_owned();
            for column in *columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("case_file").to_owned()).await
    }
}
