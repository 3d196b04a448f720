//! Table `vehicle_media`: pictures and files that a vehicle's terminal sent.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "vehicle_media")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) vehicle_id: Uuid,
    pub(crate) enterprise_id: Uuid,
    pub(crate) hash: String,
    pub(crate) name: String,
    pub(crate) source: String,
    pub(crate) channel: i32,
    pub(crate) event: i32,
    pub(crate) captured_at: Option<i64>,
    pub(crate) received_at: i64,
    pub(crate) command_id: Option<Uuid>,
    pub(crate) alarm: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
