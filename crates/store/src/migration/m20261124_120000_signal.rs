//! Findings, the signals that group them, and watches.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, double, double_null, integer, string, string_null, text, text_null, uuid,
        uuid_null,
    },
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let finding = Table::create()
            .table("finding")
            .col(uuid("id").primary_key())
            .col(string("rule"))
            .col(string("pack_id"))
            .col(string("pack_version"))
            .col(string("vehicle_key"))
            .col(uuid_null("vehicle_id"))
            .col(uuid_null("enterprise_id"))
            .col(uuid_null("driver_id"))
            .col(string_null("driver_mark"))
            .col(big_integer("start_at"))
            .col(big_integer("end_at"))
            .col(string("phase"))
            .col(integer("revision"))
            .col(integer("severity"))
            .col(double("driving_minutes"))
            .col(double("max_gap_minutes"))
            .col(double("limit_minutes"))
            .col(double_null("lon"))
            .col(double_null("lat"))
            .col(string("group_key"))
            .col(big_integer("stored_at"))
            .to_owned();
        manager.create_table(finding).await?;
        let signal = Table::create()
            .table("signal")
            .col(uuid("id").primary_key())
            .col(string("group_key"))
            .col(integer("seq"))
            .col(integer("day"))
            .col(string("kind"))
            .col(uuid_null("vehicle_id"))
            .col(uuid_null("enterprise_id"))
            .col(uuid_null("driver_id"))
            .col(integer("severity"))
            .col(string("state"))
            .col(string_null("owner"))
            .col(uuid_null("assignee_id"))
            .col(string_null("assignee_name"))
            .col(big_integer("opened_at"))
            .col(big_integer("since"))
            .col(big_integer_null("due_at"))
            .col(big_integer_null("escalated_at"))
            .col(text_null("false_alarm"))
            .col(uuid_null("hazard_id"))
            .col(uuid_null("watch_id"))
            .col(text_null("triaged"))
            .col(text_null("replied"))
            .col(text_null("closed"))
            .col(big_integer("first_at"))
            .col(big_integer("last_at"))
            .col(integer("findings"))
            .col(big_integer("version"))
            .to_owned();
        manager.create_table(signal).await?;
        let link = Table::create()
            .table("signal_finding")
            .col(uuid("signal_id"))
            .col(uuid("finding_id"))
            .primary_key(Index::create().col("signal_id").col("finding_id"))
            .to_owned();
        manager.create_table(link).await?;
        let watch = Table::create()
            .table("watch")
            .col(uuid("id").primary_key())
            .col(uuid("signal_id"))
            .col(uuid_null("vehicle_id"))
            .col(uuid_null("enterprise_id"))
            .col(string("state"))
            .col(text("proposed"))
            .col(text_null("ended"))
            .col(big_integer("version"))
            .to_owned();
        manager.create_table(watch).await?;
        for (name, table, columns, unique) in [
            ("finding_group_idx", "finding", &["group_key"][..], false),
            ("finding_vehicle_idx", "finding", &["vehicle_id", "start_at"][..], false),
            ("signal_group_idx", "signal", &["group_key", "seq"][..], true),
            ("signal_state_idx", "signal", &["state", "opened_at"][..], false),
            ("signal_owner_idx", "signal", &["owner", "due_at"][..], false),
            ("signal_enterprise_idx", "signal", &["enterprise_id", "state"][..], false),
            ("signal_finding_finding_idx", "signal_finding", &["finding_id"][..], false),
            ("watch_state_idx", "watch", &["state"][..], false),
        ] {
            let mut index = Index::create().name(name).table(table).to_owned();
            for column in columns {
                index.col(*column);
            }
            if unique {
                index.unique();
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["watch", "signal_finding", "signal", "finding"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
