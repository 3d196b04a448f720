//! Table `grade_objection`: objections (申诉) against grades.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "grade_objection")]
#[expect(clippy::struct_field_names, reason = "the scoring model, as the column is called")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) enterprise_id: Uuid,
    pub(crate) model: String,
    pub(crate) grade: String,
    /// References of the contested facts, as JSON.
    pub(crate) contested: String,
    pub(crate) reason: String,
    pub(crate) state: String,
    pub(crate) due: i32,
    pub(crate) filed_by: Uuid,
    pub(crate) filed_by_name: String,
    pub(crate) filed_at: i64,
    pub(crate) decided_by: Option<Uuid>,
    pub(crate) decided_by_name: Option<String>,
    pub(crate) decided_at: Option<i64>,
    pub(crate) note: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
