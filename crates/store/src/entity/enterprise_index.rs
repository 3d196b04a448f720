//! Table `enterprise_index`: indices of the vehicles of an enterprise on a day.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "enterprise_index")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) enterprise_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) day: i32,
    pub(crate) vehicles: i64,
    pub(crate) online: i64,
    pub(crate) drifting: i64,
    pub(crate) positions: i64,
    pub(crate) sound: i64,
    pub(crate) track_m: i64,
    pub(crate) hole_m: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
