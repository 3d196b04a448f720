//! Inspections by the authority on the spot, with the exact text that was sealed.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, integer, integer_null, string, text, uuid, uuid_null},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("field_inspection")
            .col(uuid("id").primary_key())
            .col(string("no"))
            .col(uuid("enterprise_id"))
            .col(uuid_null("draw_id"))
            .col(big_integer("finished_at"))
            .col(big_integer("received_at"))
            .col(string("seal"))
            .col(integer("met"))
            .col(integer("unmet"))
            .col(integer("not_applicable"))
            .col(integer_null("publish_due"))
            .col(big_integer_null("published_at"))
            .col(text("content"))
            .col(text("body"))
            .to_owned();
        manager.create_table(table).await?;
        for (name, columns) in [
            ("field_inspection_enterprise_idx", &["enterprise_id", "finished_at"][..]),
            ("field_inspection_draw_idx", &["draw_id"]),
            ("field_inspection_published_idx", &["published_at"]),
        ] {
            let mut index = Index::create().name(name).table("field_inspection").to_owned();
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("field_inspection").to_owned()).await
    }
}
