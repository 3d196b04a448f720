//! Duties: records, facts that are told, waivers, the tasks that follow, and how each enterprise stands.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, boolean, integer, integer_null, string, string_null, text, text_null, uuid,
        uuid_null,
    },
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Name, table, columns.
const INDEXES: [(&str, &str, &[&str]); 9] = [
    ("duty_record_enterprise_idx", "duty_record", &["enterprise_id", "day"]),
    ("duty_fact_enterprise_idx", "duty_fact", &["enterprise_id"]),
    ("waiver_enterprise_idx", "waiver", &["enterprise_id"]),
    ("waiver_state_idx", "waiver", &["state", "asked_at"]),
    ("waiver_task_idx", "waiver", &["task_id"]),
    ("task_enterprise_idx", "task", &["enterprise_id", "state", "due"]),
    ("enterprise_plan_dirty_idx", "enterprise_plan", &["dirty_since"]),
    ("enterprise_plan_step_idx", "enterprise_plan", &["top_step", "oldest_due"]),
    ("enterprise_plan_late_idx", "enterprise_plan", &["late_tasks"]),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [record(), fact(), waiver(), task(), plan()] {
            manager.create_table(table).await?;
        }
        for (name, table, columns) in INDEXES {
            let mut index = Index::create().name(name).table(table).to_owned();
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        // Every enterprise has a plan from its first day; those that are there already wait for their first.
        let first = "INSERT INTO enterprise_plan (enterprise_id, dirty_since, due_tasks, late_tasks, top_step) \
                     SELECT id, 0, 0, 0, 0 FROM enterprise";
        manager.get_connection().execute_unprepared(first).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["enterprise_plan", "task", "waiver", "duty_fact", "duty_record"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn record() -> TableCreateStatement {
    Table::create()
        .table("duty_record")
        .col(uuid("id").primary_key())
        .col(uuid("enterprise_id"))
        .col(uuid_null("person_id"))
        .col(string("kind"))
        .col(integer("day"))
        .col(big_integer("quantity"))
        .col(text("note"))
        .col(text("details"))
        .col(uuid("by_id"))
        .col(string("by_name"))
        .col(big_integer("at"))
        .col(text_null("withdrawn"))
        .to_owned()
}

fn fact() -> TableCreateStatement {
    Table::create()
        .table("duty_fact")
        .col(uuid("subject_id"))
        .col(string("name"))
        .col(uuid("enterprise_id"))
        .col(text("value"))
        .col(string("by_name"))
        .col(big_integer("at"))
        .primary_key(Index::create().col("subject_id").col("name"))
        .to_owned()
}

fn waiver() -> TableCreateStatement {
    Table::create()
        .table("waiver")
        .col(uuid("id").primary_key())
        .col(uuid("task_id"))
        .col(uuid("enterprise_id"))
        .col(string("duty"))
        .col(text("reason"))
        .col(string("state"))
        .col(uuid("asked_by"))
        .col(string("asked_by_name"))
        .col(big_integer("asked_at"))
        .col(uuid_null("decided_by"))
        .col(string_null("decided_by_name"))
        .col(big_integer_null("decided_at"))
        .col(text("note"))
        .to_owned()
}

fn task() -> TableCreateStatement {
    Table::create()
        .table("task")
        .col(uuid("id").primary_key())
        .col(uuid("enterprise_id"))
        .col(uuid_null("person_id"))
        .col(string("duty"))
        .col(string("post"))
        .col(integer("period_start"))
        .col(integer("period_end"))
        .col(integer("due"))
        .col(string("state"))
        .col(integer("step"))
        .col(text("proof"))
        .col(big_integer_null("progress"))
        .col(big_integer_null("needed"))
        .col(boolean("may_move"))
        .col(boolean("periodic"))
        .to_owned()
}

fn plan() -> TableCreateStatement {
    Table::create()
        .table("enterprise_plan")
        .col(uuid("enterprise_id").primary_key())
        .col(big_integer_null("digest"))
        .col(big_integer_null("dirty_since"))
        .col(integer("due_tasks"))
        .col(integer("late_tasks"))
        .col(integer_null("oldest_due"))
        .col(integer("top_step"))
        .to_owned()
}
