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
    pub(crate) judged: Option<String>,
    pub(crate) criterion_id: Option<String>,
    /// What makes two hazards offend the same clause: the criterion, or the words without blanks.
    pub(crate) clause_key: Option<String>,
    pub(crate) governance: Option<String>,
    /// Level of a listing that stands.
    pub(crate) listing_level: Option<String>,
    /// Last day for the next report of progress, while one is due.
    pub(crate) progress_due: Option<i32>,
    /// A notice that the principal has not confirmed.
    pub(crate) notice_unread: bool,
    pub(crate) published: bool,
    pub(crate) repeats_id: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
