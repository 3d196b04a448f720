//! Table `grade_event`: accidents, penalties and roadside checks that ratings count.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "grade_event")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) enterprise_id: Uuid,
    /// `accident`, `penalty` or `check`.
    pub(crate) kind: String,
    pub(crate) class: String,
    pub(crate) day: i32,
    pub(crate) title: String,
    /// Record that it was written by, e.g. `case:…`; none: an officer entered it.
    pub(crate) source: Option<String>,
    /// Of a check: what was checked and found, as JSON.
    pub(crate) detail: Option<String>,
    pub(crate) entered_by: Uuid,
    pub(crate) entered_by_name: String,
    pub(crate) entered_at: i64,
    pub(crate) withdrawn_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
