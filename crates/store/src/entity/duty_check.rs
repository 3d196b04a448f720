//! Table `duty_check`: whether somebody is on duty at a platform below (查岗), and what it answered.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "duty_check")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) number: i64,
    pub(crate) link: String,
    pub(crate) object_type: i32,
    pub(crate) object: String,
    pub(crate) text: String,
    pub(crate) deadline: i64,
    pub(crate) asked_by: Uuid,
    pub(crate) asked_name: String,
    pub(crate) asked_at: i64,
    pub(crate) open: bool,
    pub(crate) serial: Option<i64>,
    pub(crate) delivery: String,
    pub(crate) tries: i32,
    pub(crate) problem: Option<String>,
    pub(crate) next_at: Option<i64>,
    pub(crate) done_at: Option<i64>,
    pub(crate) answer: Option<String>,
    pub(crate) answer_by: Option<String>,
    pub(crate) answer_phone: Option<String>,
    pub(crate) answered_at: Option<i64>,
    pub(crate) closed_at: Option<i64>,
    pub(crate) version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
