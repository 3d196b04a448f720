//! Table `supervision`: what is demanded of platforms below (督办), and how they answered.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "supervision")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) number: i64,
    pub(crate) link: String,
    pub(crate) signal_id: Uuid,
    pub(crate) alarm_id: Option<Uuid>,
    pub(crate) plate: String,
    pub(crate) colour: i32,
    pub(crate) platform: String,
    pub(crate) source_kind: i32,
    pub(crate) source_serial: i64,
    pub(crate) origin: i32,
    pub(crate) alarm_type: i32,
    pub(crate) alarm_at: i64,
    pub(crate) deadline: i64,
    pub(crate) urgent: bool,
    pub(crate) supervisor: String,
    pub(crate) phone: String,
    pub(crate) email: String,
    pub(crate) demanded_by: Uuid,
    pub(crate) demanded_name: String,
    pub(crate) demanded_at: i64,
    pub(crate) open: bool,
    pub(crate) serial: Option<i64>,
    pub(crate) delivery: String,
    pub(crate) tries: i32,
    pub(crate) problem: Option<String>,
    pub(crate) next_at: Option<i64>,
    pub(crate) done_at: Option<i64>,
    pub(crate) outcome: Option<String>,
    pub(crate) answered_at: Option<i64>,
    pub(crate) version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
