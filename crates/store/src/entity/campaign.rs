//! Table `campaign`: campaigns. The campaign itself is JSON text; what lists filter by is a column.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "campaign")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) no: String,
    pub(crate) search: String,
    pub(crate) deadline: i32,
    pub(crate) started_at: i64,
    pub(crate) closed_at: Option<i64>,
    pub(crate) body: String,
    pub(crate) version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
