//! Table `finding_superseded`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "finding_superseded")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) finding_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) revision: i32,
    pub(crate) phase: String,
    pub(crate) severity: i32,
    pub(crate) start_at: i64,
    pub(crate) end_at: i64,
    pub(crate) driving_minutes: f64,
    pub(crate) told_at: i64,
    pub(crate) superseded_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
