//! Table `inquiry`: proposals to handle something as an accident investigation. The record is JSON text; what lists filter
//! by is a column.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "inquiry")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) no: String,
    pub(crate) enterprise_id: Uuid,
    pub(crate) hazard_id: Option<Uuid>,
    pub(crate) ground: String,
    pub(crate) state: String,
    pub(crate) body: String,
    pub(crate) created_at: i64,
    pub(crate) version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
