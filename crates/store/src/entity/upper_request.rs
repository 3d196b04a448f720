//! Table `upper_request`: what upper platforms want of us, and how it was answered.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "upper_request")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) link: String,
    pub(crate) kind: String,
    #[sea_orm(column_type = "Text")]
    pub(crate) reply_to: String,
    pub(crate) vehicle_id: Option<Uuid>,
    pub(crate) enterprise_id: Option<Uuid>,
    pub(crate) signal_id: Option<Uuid>,
    pub(crate) driver_id: Option<Uuid>,
    pub(crate) plate: String,
    pub(crate) colour: i32,
    pub(crate) alarm: String,
    pub(crate) alarm_at: Option<i64>,
    pub(crate) urgent: bool,
    pub(crate) asker: String,
    pub(crate) contact: String,
    #[sea_orm(column_type = "Text")]
    pub(crate) text: String,
    pub(crate) received_at: i64,
    pub(crate) deadline: Option<i64>,
    pub(crate) open: bool,
    pub(crate) outcome: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub(crate) answer: Option<String>,
    pub(crate) answered_by: Option<String>,
    pub(crate) phone: String,
    pub(crate) answered_at: Option<i64>,
    pub(crate) delivery: Option<String>,
    pub(crate) tries: i32,
    pub(crate) problem: Option<String>,
    pub(crate) next_at: Option<i64>,
    pub(crate) done_at: Option<i64>,
    pub(crate) version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
