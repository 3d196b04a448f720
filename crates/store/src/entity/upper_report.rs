//! Table `upper_report`: alarms that upper platforms are told of.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "upper_report")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) link: String,
    pub(crate) finding_id: Uuid,
    pub(crate) vehicle_id: Uuid,
    #[sea_orm(column_type = "Text")]
    pub(crate) body: String,
    pub(crate) serial: Option<i64>,
    pub(crate) delivery: String,
    pub(crate) tries: i32,
    pub(crate) problem: Option<String>,
    pub(crate) created_at: i64,
    pub(crate) next_at: Option<i64>,
    pub(crate) done_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
