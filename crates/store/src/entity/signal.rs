//! Table `signal`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signal")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) group_key: String,
    pub(crate) seq: i32,
    pub(crate) day: i32,
    pub(crate) kind: String,
    pub(crate) vehicle_id: Option<Uuid>,
    pub(crate) enterprise_id: Option<Uuid>,
    pub(crate) driver_id: Option<Uuid>,
    pub(crate) severity: i32,
    pub(crate) state: String,
    pub(crate) owner: Option<String>,
    pub(crate) assignee_id: Option<Uuid>,
    pub(crate) assignee_name: Option<String>,
    pub(crate) opened_at: i64,
    pub(crate) since: i64,
    pub(crate) due_at: Option<i64>,
    pub(crate) escalated_at: Option<i64>,
    pub(crate) false_alarm: Option<String>,
    pub(crate) hazard_id: Option<Uuid>,
    pub(crate) watch_id: Option<Uuid>,
    pub(crate) triaged: Option<String>,
    pub(crate) replied: Option<String>,
    pub(crate) closed: Option<String>,
    pub(crate) first_at: i64,
    pub(crate) last_at: i64,
    pub(crate) findings: i32,
    pub(crate) version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
