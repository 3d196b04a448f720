//! Construction projects, their parties, and what the parties did.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, integer, string, text, uuid},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &[&str] = &["project", "project_party", "project_record"];

const INDEXES: &[(&str, &str, &[&str])] = &[
    ("project_grid_idx", "project", &["grid_id"]),
    ("project_party_enterprise_idx", "project_party", &["enterprise_id"]),
    ("project_record_project_idx", "project_record", &["project_id", "day"]),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let project = Table::create()
            .table("project")
            .col(uuid("id").primary_key())
            .col(string("no").unique_key())
            .col(string("kind"))
            .col(uuid("grid_id"))
            .col(text("search"))
            .col(integer("active"))
            .col(integer("blind"))
            .col(big_integer("created_at"))
            .col(text("body"))
            .col(big_integer("version"))
            .to_owned();
        let party = Table::create()
            .table("project_party")
            .col(uuid("project_id"))
            .col(string("role"))
            .col(uuid("enterprise_id"))
            .primary_key(Index::create().col("project_id").col("role"))
            .to_owned();
        let record = Table::create()
            .table("project_record")
            .col(uuid("id").primary_key())
            .col(uuid("project_id"))
            .col(uuid("item_id"))
            .col(string("duty"))
            .col(integer("day"))
            .col(text("body"))
            .to_owned();
        for table in [project, party, record] {
            manager.create_table(table).await?;
        }
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
        for table in TABLES {
            manager.drop_table(Table::drop().table(*table).to_owned()).await?;
        }
        Ok(())
    }
}
