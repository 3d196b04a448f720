//! Table `vehicle_command`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "vehicle_command")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) vehicle_id: Uuid,
    pub(crate) enterprise_id: Uuid,
    pub(crate) kind: String,
    pub(crate) order_json: String,
    pub(crate) state: String,
    pub(crate) result: Option<String>,
    pub(crate) by_id: Uuid,
    pub(crate) by_name: String,
    pub(crate) given_at: i64,
    pub(crate) sent_at: Option<i64>,
    pub(crate) answered_at: Option<i64>,
    pub(crate) open_until: Option<i64>,
    pub(crate) version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
