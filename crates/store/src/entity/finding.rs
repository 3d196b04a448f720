//! Table `finding`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "finding")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) rule: String,
    pub(crate) pack_id: String,
    pub(crate) pack_version: String,
    pub(crate) vehicle_key: String,
    pub(crate) vehicle_id: Option<Uuid>,
    pub(crate) enterprise_id: Option<Uuid>,
    pub(crate) driver_id: Option<Uuid>,
    pub(crate) driver_mark: Option<String>,
    pub(crate) start_at: i64,
    pub(crate) end_at: i64,
    pub(crate) phase: String,
    pub(crate) revision: i32,
    pub(crate) severity: i32,
    pub(crate) driving_minutes: f64,
    pub(crate) max_gap_minutes: f64,
    pub(crate) limit_minutes: f64,
    pub(crate) lon: Option<f64>,
    pub(crate) lat: Option<f64>,
    pub(crate) peak_kmh: Option<f64>,
    pub(crate) limit_kmh: Option<f64>,
    pub(crate) zone_id: Option<Uuid>,
    /// The name it had then.
    pub(crate) zone_name: Option<String>,
    pub(crate) group_key: String,
    pub(crate) stored_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
