//! Grids, enterprises, people, vehicles.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, boolean, double_null, integer_null, pk_uuid, string, string_null, string_uniq,
        text, text_null, uuid, uuid_null,
    },
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("grid")
                    .col(pk_uuid("id"))
                    .col(string_uniq("code"))
                    .col(string("name"))
                    .col(text("search"))
                    .col(string("level"))
                    .col(uuid_null("parent_id"))
                    .col(text("path"))
                    .col(string_null("chief_name"))
                    .col(text_null("boundary"))
                    .col(big_integer("version"))
                    .col(big_integer("created_at"))
                    .col(big_integer("updated_at"))
                    .foreign_key(ForeignKey::create().from("grid", "parent_id").to("grid", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("enterprise")
                    .col(pk_uuid("id"))
                    .col(string_uniq("uscc"))
                    .col(string("name"))
                    .col(text("name_pinyin"))
                    .col(text("search"))
                    .col(text("sectors"))
                    .col(text_null("business_scope"))
                    .col(text_null("address"))
                    .col(double_null("lon"))
                    .col(double_null("lat"))
                    .col(uuid_null("grid_id"))
                    .col(string_null("principal_name"))
                    .col(text("safety_officers"))
                    .col(string_null("phone"))
                    .col(big_integer_null("headcount"))
                    .col(string_null("licence_no"))
                    .col(integer_null("licence_expiry"))
                    .col(string("standing"))
                    .col(big_integer("version"))
                    .col(big_integer("created_at"))
                    .col(big_integer("updated_at"))
                    .foreign_key(ForeignKey::create().from("enterprise", "grid_id").to("grid", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("person")
                    .col(pk_uuid("id"))
                    .col(uuid("enterprise_id"))
                    .col(string("name"))
                    .col(text("name_pinyin"))
                    .col(text("search"))
                    .col(text("id_number"))
                    .col(string_uniq("id_number_index"))
                    .col(string("id_number_masked"))
                    .col(text_null("phone"))
                    .col(string_null("phone_index"))
                    .col(string_null("phone_masked"))
                    .col(text("posts"))
                    .col(string("employment"))
                    .col(string_null("certificate_no"))
                    .col(integer_null("certificate_expiry"))
                    .col(boolean("has_left"))
                    .col(big_integer("version"))
                    .col(big_integer("created_at"))
                    .col(big_integer("updated_at"))
                    .foreign_key(ForeignKey::create().from("person", "enterprise_id").to("enterprise", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("vehicle")
                    .col(pk_uuid("id"))
                    .col(string("plate"))
                    .col(string("colour"))
                    .col(string("class"))
                    .col(text("search"))
                    .col(big_integer_null("total_mass_kg"))
                    .col(ColumnDef::new("sim").string().unique_key())
                    .col(string_null("terminal_id"))
                    .col(uuid("enterprise_id"))
                    .col(string_null("licence_no"))
                    .col(integer_null("licence_expiry"))
                    .col(boolean("retired"))
                    .col(big_integer("version"))
                    .col(big_integer("created_at"))
                    .col(big_integer("updated_at"))
                    .foreign_key(ForeignKey::create().from("vehicle", "enterprise_id").to("enterprise", "id"))
                    .to_owned(),
            )
            .await?;
        for (name, table, columns, unique) in [
            ("grid_path", "grid", &["path"][..], true),
            ("enterprise_grid", "enterprise", &["grid_id"], false),
            ("enterprise_order", "enterprise", &["name_pinyin", "id"], false),
            ("enterprise_name", "enterprise", &["name"], false),
            ("person_enterprise", "person", &["enterprise_id"], false),
            ("person_phone", "person", &["phone_index"], false),
            ("vehicle_plate", "vehicle", &["plate", "colour"], true),
            ("vehicle_enterprise", "vehicle", &["enterprise_id"], false),
        ] {
            let mut index = Index::create();
            index.name(name).table(table);
            for column in columns {
                index.col(*column);
            }
            if unique {
                index.unique();
            }
            manager.create_index(index.clone()).await?;
        }
        Ok(())
    }
}
