//! Table `watch`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "watch")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) signal_id: Uuid,
    pub(crate) vehicle_id: Option<Uuid>,
    pub(crate) enterprise_id: Option<Uuid>,
    pub(crate) state: String,
    pub(crate) proposed: String,
    pub(crate) ended: Option<String>,
    pub(crate) confirmed: Option<String>,
    pub(crate) expires_at: Option<i64>,
    pub(crate) deliveries: Option<String>,
    pub(crate) answers: Option<String>,
    pub(crate) hits: Option<String>,
    pub(crate) version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
