//! Table `enterprise_plan`: how each enterprise stands with its duties, and whether it waits to be planned again.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "enterprise_plan")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) enterprise_id: Uuid,
    /// Of the tasks as they were planned last.
    pub(crate) digest: Option<i64>,
    /// Milliseconds; since when something has changed that bears on the plan.
    pub(crate) dirty_since: Option<i64>,
    pub(crate) due_tasks: i32,
    pub(crate) late_tasks: i32,
    /// Deadline of the task that is late longest.
    pub(crate) oldest_due: Option<i32>,
    /// Highest step of a late task.
    pub(crate) top_step: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
