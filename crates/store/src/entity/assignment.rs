//! Table `assignment`: visits that a draw or an officer assigned.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assignment")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) draw_id: Option<Uuid>,
    pub(crate) enterprise_id: Uuid,
    pub(crate) due: i32,
    pub(crate) inspection_id: Option<Uuid>,
    /// What it was planned for was cancelled then.
    pub(crate) withdrawn_at: Option<i64>,
    pub(crate) body: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
