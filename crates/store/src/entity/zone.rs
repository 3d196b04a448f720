//! Table `zone`: zones and corridors.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "zone")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) name: String,
    pub(crate) search: String,
    pub(crate) usage: String,
    /// `Shape` as JSON, WGS-84.
    pub(crate) shape: String,
    pub(crate) datum: String,
    /// `[Hours]` as JSON.
    pub(crate) hours: String,
    pub(crate) limit_kmh: Option<i32>,
    /// Names of classes as JSON.
    pub(crate) classes: String,
    /// Names of sectors as JSON; none: all.
    pub(crate) sectors: Option<String>,
    pub(crate) enterprise_id: Option<Uuid>,
    pub(crate) retired: bool,
    /// The rectangle around the shape, degrees; missing in rows older than it.
    pub(crate) west: Option<f64>,
    pub(crate) south: Option<f64>,
    pub(crate) east: Option<f64>,
    pub(crate) north: Option<f64>,
    pub(crate) version: i64,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
