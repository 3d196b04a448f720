//! Risk points with their controls, self-inspections by controls, and where a hazard came from one.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, integer, integer_null, string, string_null, text, text_null, uuid, uuid_null,
    },
};

/// The migration.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Name, table, columns.
const INDEXES: [(&str, &str, &[&str]); 4] = [
    ("risk_enterprise_idx", "risk", &["enterprise_id", "grade"]),
    ("risk_standing_idx", "risk", &["standing"]),
    ("inspection_enterprise_idx", "inspection", &["enterprise_id", "finished_at"]),
    ("hazard_risk_idx", "hazard", &["risk_id"]),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(risk()).await?;
        manager.create_table(inspection()).await?;
        // SQLite adds one column at a time.
        for column in ["risk_id", "control_id", "inspection_id"] {
            let table = Table::alter().table("hazard").add_column(uuid_null(column)).to_owned();
            manager.alter_table(table).await?;
        }
        for (name, table, columns) in INDEXES {
            let mut index = Index::create().name(name).table(table).to_owned();
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("hazard_risk_idx").table("hazard").to_owned()).await?;
        for column in ["risk_id", "control_id", "inspection_id"] {
            manager.alter_table(Table::alter().table("hazard").drop_column(column).to_owned()).await?;
        }
        for table in ["inspection", "risk"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn risk() -> TableCreateStatement {
    Table::create()
        .table("risk")
        .col(uuid("id").primary_key())
        .col(uuid("enterprise_id"))
        .col(string("no"))
        .col(text("name"))
        .col(string("kind"))
        .col(text_null("place"))
        .col(text("accident"))
        .col(text("owner"))
        .col(integer("grade"))
        .col(big_integer("score"))
        .col(big_integer("assessed_at"))
        .col(text("assessment"))
        .col(text("controls"))
        .col(string_null("picture"))
        .col(integer_null("x"))
        .col(integer_null("y"))
        .col(string_null("standing"))
        .col(text_null("major"))
        .col(string_null("template"))
        .col(text_null("retired"))
        .col(big_integer_null("retired_at"))
        .col(big_integer("version"))
        .to_owned()
}

fn inspection() -> TableCreateStatement {
    Table::create()
        .table("inspection")
        .col(uuid("id").primary_key())
        .col(uuid("enterprise_id"))
        .col(big_integer("started_at"))
        .col(big_integer("finished_at"))
        .col(big_integer("received_at"))
        .col(uuid("by_id"))
        .col(string("by_name"))
        .col(text("note"))
        .col(text("answers"))
        .col(integer("kept"))
        .col(integer("failed"))
        .col(integer("not_applicable"))
        .col(string("digest"))
        .to_owned()
}
