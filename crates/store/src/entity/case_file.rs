//! Table `case_file`: enforcement cases. The record is JSON text; what lists filter by is a column.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "case_file")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) no: String,
    pub(crate) enterprise_id: Uuid,
    pub(crate) procedure: String,
    pub(crate) party_kind: String,
    pub(crate) state: String,
    pub(crate) source: String,
    pub(crate) source_id: Option<Uuid>,
    pub(crate) pair_id: Option<Uuid>,
    pub(crate) violation: String,
    pub(crate) search: String,
    pub(crate) handlers: String,
    pub(crate) shown: bool,
    pub(crate) due: Option<i32>,
    pub(crate) penalty_yuan: Option<i64>,
    pub(crate) penalty_at: Option<i64>,
    pub(crate) opened_at: i64,
    pub(crate) body: String,
    pub(crate) version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
