//! Table `hazard`. Nested parts (plan, extension, steps) are JSON text; what lists filter by is a column.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "hazard")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) no: String,
    pub(crate) enterprise_id: Uuid,
    pub(crate) source: String,
    pub(crate) signal_id: Option<Uuid>,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) clause: Option<String>,
    pub(crate) level: String,
    pub(crate) state: String,
    pub(crate) found_by_id: Uuid,
    pub(crate) found_by_name: String,
    pub(crate) found_at: i64,
    pub(crate) place: Option<String>,
    pub(crate) lon: Option<f64>,
    pub(crate) lat: Option<f64>,
    pub(crate) deadline: Option<i32>,
    pub(crate) plan: Option<String>,
    pub(crate) extension: Option<String>,
    pub(crate) extension_pending: bool,
    pub(crate) verifier_id: Option<Uuid>,
    pub(crate) verifier_name: Option<String>,
    pub(crate) notified: Option<String>,
    pub(crate) submitted: Option<String>,
    pub(crate) submitted_by: Option<Uuid>,
    pub(crate) submitted_at: Option<i64>,
    pub(crate) verified: Option<String>,
    pub(crate) sent_back: Option<String>,
    pub(crate) closed: Option<String>,
    pub(crate) version: i64,
    pub(crate) risk_id: Option<Uuid>,
    pub(crate) control_id: Option<Uuid>,
    pub(crate) inspection_id: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
