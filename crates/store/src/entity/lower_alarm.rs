//! Table `lower_alarm`: alarms that platforms below report.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lower_alarm")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) link: String,
    pub(crate) vehicle_id: Uuid,
    pub(crate) signal_id: Uuid,
    pub(crate) plate: String,
    pub(crate) colour: i32,
    pub(crate) platform: String,
    pub(crate) source_kind: i32,
    pub(crate) source_serial: i64,
    pub(crate) info_id: Option<i64>,
    pub(crate) origin: i32,
    pub(crate) alarm_type: i32,
    pub(crate) alarm: String,
    #[sea_orm(column_type = "Text")]
    pub(crate) text: String,
    pub(crate) at: i64,
    pub(crate) received_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
