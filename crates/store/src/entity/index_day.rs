//! Table `index_day`: days whose indices were computed, and by which pack.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "index_day")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) day: i32,
    pub(crate) computed_at: i64,
    /// Nothing more is expected of the day.
    pub(crate) settled: bool,
    pub(crate) pack_id: String,
    pub(crate) pack_version: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
