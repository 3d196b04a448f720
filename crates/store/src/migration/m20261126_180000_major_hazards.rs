//! What major hazards have beyond the loop, what the criteria said, repeats; filters that accounts keep; proposals to
//! handle something as an accident investigation.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, boolean, integer_null, string, string_null, text, text_null, uuid, uuid_null},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Columns that `hazard` gets.
fn columns() -> [ColumnDef; 9] {
    [
        text_null("judged"),
        string_null("criterion_id"),
        string_null("clause_key"),
        text_null("governance"),
        string_null("listing_level"),
        integer_null("progress_due"),
        boolean("notice_unread").default(false).to_owned(),
        boolean("published").default(false).to_owned(),
        uuid_null("repeats_id"),
    ]
}

/// Name, table, columns.
const INDEXES: [(&str, &str, &[&str]); 5] = [
    ("hazard_clause_idx", "hazard", &["enterprise_id", "clause_key"]),
    ("hazard_progress_idx", "hazard", &["progress_due"]),
    ("saved_filter_user_idx", "saved_filter", &["user_id", "area"]),
    ("inquiry_enterprise_idx", "inquiry", &["enterprise_id"]),
    ("inquiry_state_idx", "inquiry", &["state"]),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time.
        for column in columns() {
            manager.alter_table(Table::alter().table("hazard").add_column(column).to_owned()).await?;
        }
        let filter = Table::create()
            .table("saved_filter")
            .col(uuid("id").primary_key())
            .col(uuid("user_id"))
            .col(string("area"))
            .col(string("name"))
            .col(text("query"))
            .col(big_integer("created_at"))
            .to_owned();
        manager.create_table(filter).await?;
        let inquiry = Table::create()
            .table("inquiry")
            .col(uuid("id").primary_key())
            .col(string("no"))
            .col(uuid("enterprise_id"))
            .col(uuid_null("hazard_id"))
            .col(string("ground"))
            .col(string("state"))
            .col(text("body"))
            .col(big_integer("created_at"))
            .col(big_integer("version"))
            .to_owned();
        manager.create_table(inquiry).await?;
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
        for table in ["inquiry", "saved_filter"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        for name in ["hazard_clause_idx", "hazard_progress_idx"] {
            manager.drop_index(Index::drop().name(name).table("hazard").to_owned()).await?;
        }
        for column in columns() {
            let name = column.get_column_name().clone();
            manager.alter_table(Table::alter().table("hazard").drop_column(name).to_owned()).await?;
        }
        Ok(())
    }
}
