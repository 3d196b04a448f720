//! `POST /enterprises/{id}/grades/events`: an accident, a penalty or a check. `POST /grade-events/{id}/withdrawal`.

use anlu_app::grade::{
    event::{self, Entry, GradeEvent},
    gather::CheckDetail,
};
use anlu_domain::ids::{EnterpriseId, GradeEventId};

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::values::{Day, Named, Time},
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// What an officer or a case entered.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GradeEventRow {
    /// Id.
    id: Uuid,
    /// `accident`, `penalty` or `check`.
    kind: String,
    /// Class; empty for a check.
    class: String,
    /// When it was.
    day: Day,
    /// What it was.
    title: String,
    /// Record that it was written by.
    source: Option<String>,
    /// Who entered it.
    entered_by: Named,
    /// When.
    entered_at: Time,
}

impl From<GradeEvent> for GradeEventRow {
    fn from(e: GradeEvent) -> Self {
        Self {
            id: e.id.0,
            kind: e.kind,
            class: e.class,
            day: e.day.into(),
            title: e.title,
            source: e.source,
            entered_by: e.entered_by.into(),
            entered_at: e.entered_at.into(),
        }
    }
}

/// What a check found.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ViolationDraft {
    /// Category of the SMS, e.g. `hours_of_service`.
    #[serde(default)]
    category: String,
    /// Severity of the SMS, 0 to 10.
    #[serde(default)]
    severity: f64,
    /// Vehicle or driver was put out of service.
    #[serde(default)]
    out_of_service: bool,
    /// `minor`, `serious`, `very_serious`, `most_serious`, or empty.
    #[serde(default)]
    class: String,
    /// How many of this type.
    number: u32,
}

/// A check at the roadside or at the premises.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckDraft {
    /// Vehicles that were checked.
    #[schema(minimum = 1)]
    vehicles: u32,
    /// What was looked at: `driver`, `vehicle`, `goods`.
    #[serde(default)]
    parts: Vec<String>,
    /// The whole fleet was found with smart tachographs.
    #[serde(default)]
    smart_fleet: bool,
    /// What was found; nothing in a clean check.
    #[serde(default)]
    violations: Vec<ViolationDraft>,
}

/// A fact to enter.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GradeEventDraft {
    /// `accident`, `penalty` or `check`.
    kind: String,
    /// Class of the accident or penalty.
    #[serde(default)]
    class: String,
    /// When it was.
    day: Day,
    /// What it was.
    #[schema(min_length = 1, max_length = 200)]
    title: String,
    /// Of a check.
    check: Option<CheckDraft>,
}

/// Why something is taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GradeEventWithdrawal {
    /// Why.
    #[schema(min_length = 1, max_length = 1000)]
    reason: String,
}

impl From<GradeEventDraft> for Entry {
    fn from(d: GradeEventDraft) -> Self {
        let violation = |v: ViolationDraft| anlu_app::grade::gather::Violation {
            category: v.category,
            severity: v.severity,
            out_of_service: v.out_of_service,
            class: v.class,
            number: v.number,
        };
        let check = |c: CheckDraft| CheckDetail {
            vehicles: c.vehicles,
            parts: c.parts,
            smart_fleet: c.smart_fleet,
            violations: c.violations.into_iter().map(violation).collect(),
        };
        Self { kind: d.kind, class: d.class, day: d.day.0, title: d.title, check: d.check.map(check) }
    }
}

/// Enters an accident, a penalty or a check that ratings count; the enterprise is rated again at once.
#[utoipa::path(post, path = "/enterprises/{id}/grades/events", operation_id = "enter_grade_event", tag = "grades",
    params(("id" = Uuid, Path, description = "Enterprise")), request_body = GradeEventDraft,
    responses((status = 200, body = GradeEventRow), WriteProblems))]
pub(crate) async fn enter_grade_event(
    session: Session,
    Id(id): Id,
    Body(draft): Body<GradeEventDraft>,
) -> Result<Json<GradeEventRow>, Problem> {
    Ok(Json(event::enter(&session.ctx, EnterpriseId(id), &draft.into()).await?.into()))
}

/// Takes back what was entered in error; the enterprise is rated again at once.
#[utoipa::path(post, path = "/grade-events/{id}/withdrawal", operation_id = "withdraw_grade_event", tag = "grades",
    params(("id" = Uuid, Path, description = "Fact")), request_body = GradeEventWithdrawal,
    responses((status = 204, description = "It no longer counts."), WriteProblems))]
pub(crate) async fn withdraw_grade_event(
    session: Session,
    Id(id): Id,
    Body(input): Body<GradeEventWithdrawal>,
) -> Result<axum::http::StatusCode, Problem> {
    event::withdraw(&session.ctx, GradeEventId(id), &input.reason).await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}
