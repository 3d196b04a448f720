//! Table `vehicle_index`: indices of the vehicles that sent something on a day.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "vehicle_index")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) vehicle_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) day: i32,
    /// Owner when it was computed.
    pub(crate) enterprise_id: Uuid,
    pub(crate) online: bool,
    pub(crate) drifting: bool,
    /// Figures of the day as JSON.
    pub(crate) figures: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
