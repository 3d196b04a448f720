//! Accounts and log-in sessions. A session is stored as the SHA-256 of its token; the token itself never is.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, boolean, integer, string, string_uniq, text, uuid, uuid_null},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let account = Table::create()
            .table("user_account")
            .col(uuid("id").primary_key())
            .col(string_uniq("login"))
            .col(string("name"))
            .col(string("role"))
            .col(uuid_null("grid_id"))
            .col(uuid_null("enterprise_id"))
            .col(uuid_null("person_id"))
            .col(text("password_hash"))
            .col(boolean("disabled"))
            .col(boolean("must_change"))
            .col(integer("failures"))
            .col(big_integer_null("locked_until"))
            .col(big_integer("created_at"))
            .col(big_integer("version"))
            .to_owned();
        manager.create_table(account).await?;
        let session = Table::create()
            .table("session")
            .col(uuid("id").primary_key())
            .col(string_uniq("token_hash"))
            .col(uuid("user_id"))
            .col(big_integer("created_at"))
            .col(big_integer("idle_until"))
            .col(big_integer("expires_at"))
            .foreign_key(
                ForeignKey::create()
                    .name("session_user")
                    .from("session", "user_id")
                    .to("user_account", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        manager.create_table(session).await?;
        let by_user = Index::create().name("session_user_idx").table("session").col("user_id").to_owned();
        manager.create_index(by_user).await?;
        let by_firm = Index::create().name("user_enterprise_idx").table("user_account").col("enterprise_id").to_owned();
        manager.create_index(by_firm).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("session").to_owned()).await?;
        manager.drop_table(Table::drop().table("user_account").to_owned()).await
    }
}
