//! Table `task`: tasks (待办), as the planner made them.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "task")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) enterprise_id: Uuid,
    pub(crate) person_id: Option<Uuid>,
    pub(crate) duty: String,
    pub(crate) post: String,
    /// Days since 1970-01-01, as the two below.
    pub(crate) period_start: i32,
    pub(crate) period_end: i32,
    pub(crate) due: i32,
    pub(crate) state: String,
    /// Rank of the step of the ladder that was reached, 0: none.
    pub(crate) step: i32,
    /// JSON list of record ids.
    pub(crate) proof: String,
    pub(crate) progress: Option<i64>,
    pub(crate) needed: Option<i64>,
    pub(crate) may_move: bool,
    pub(crate) periodic: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
