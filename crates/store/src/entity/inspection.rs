//! Table `inspection`: self-inspections by controls. Answers are JSON text, never changed.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "inspection")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) enterprise_id: Uuid,
    pub(crate) started_at: i64,
    pub(crate) finished_at: i64,
    pub(crate) received_at: i64,
    pub(crate) by_id: Uuid,
    pub(crate) by_name: String,
    pub(crate) note: String,
    pub(crate) answers: String,
    pub(crate) kept: i32,
    pub(crate) failed: i32,
    pub(crate) not_applicable: i32,
    pub(crate) digest: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
