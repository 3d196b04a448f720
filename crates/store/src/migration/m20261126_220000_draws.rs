//! Double-random draws with their rosters, the pool of inspectors, and the visits that follow.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, boolean, integer, string, text, uuid, uuid_null},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: [&str; 5] = ["draw", "draw_roster", "inspector", "assignment", "assignment_officer"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let draw = Table::create()
            .table("draw")
            .col(uuid("id").primary_key())
            .col(string("no"))
            .col(text("search"))
            .col(string("state"))
            .col(big_integer("planned_at"))
            .col(big_integer_null("published_at"))
            .col(text("body"))
            .to_owned();
        manager.create_table(draw).await?;
        let roster =
            Table::create().table("draw_roster").col(uuid("draw_id").primary_key()).col(text("body")).to_owned();
        manager.create_table(roster).await?;
        let inspector = Table::create()
            .table("inspector")
            .col(uuid("id").primary_key())
            .col(uuid_null("user_id").unique_key())
            .col(string("name"))
            .col(string("department"))
            .col(boolean("active"))
            .col(text("body"))
            .col(big_integer("version"))
            .to_owned();
        manager.create_table(inspector).await?;
        let assignment = Table::create()
            .table("assignment")
            .col(uuid("id").primary_key())
            .col(uuid_null("draw_id"))
            .col(uuid("enterprise_id"))
            .col(integer("due"))
            .col(uuid_null("inspection_id"))
            .col(text("body"))
            .to_owned();
        manager.create_table(assignment).await?;
        let officer = Table::create()
            .table("assignment_officer")
            .col(uuid("assignment_id"))
            .col(uuid("user_id"))
            .primary_key(Index::create().col("assignment_id").col("user_id"))
            .to_owned();
        manager.create_table(officer).await?;
        for (name, table, columns) in [
            ("draw_planned_idx", "draw", &["planned_at"][..]),
            ("assignment_draw_idx", "assignment", &["draw_id"]),
            ("assignment_enterprise_idx", "assignment", &["enterprise_id"]),
            ("assignment_officer_user_idx", "assignment_officer", &["user_id"]),
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
        for table in TABLES {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
