//! Table `talk`: warning interviews. The record is JSON text; what lists filter by is a column.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "talk")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) no: String,
    pub(crate) enterprise_id: Uuid,
    pub(crate) state: String,
    pub(crate) source: String,
    pub(crate) source_id: Option<Uuid>,
    pub(crate) source_key: Option<Uuid>,
    pub(crate) search: String,
    pub(crate) handlers: String,
    pub(crate) shown: bool,
    pub(crate) due: Option<i32>,
    pub(crate) opened_at: i64,
    pub(crate) body: String,
    pub(crate) version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
