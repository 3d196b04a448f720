//! Table `vehicle`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "vehicle")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) plate: String,
    pub(crate) colour: String,
    pub(crate) class: String,
    pub(crate) search: String,
    pub(crate) total_mass_kg: Option<i64>,
    pub(crate) line_km: Option<i64>,
    /// Digits without leading zeros, unique.
    pub(crate) sim: Option<String>,
    pub(crate) terminal_id: Option<String>,
    pub(crate) enterprise_id: Uuid,
    pub(crate) licence_no: Option<String>,
    pub(crate) licence_expiry: Option<i32>,
    pub(crate) retired: bool,
    pub(crate) version: i64,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
