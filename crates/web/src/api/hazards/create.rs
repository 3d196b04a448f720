//! `POST /hazards`: record a hazard.

use anlu_app::hazard::report::{NewHazard, report};
use anlu_domain::ids::EnterpriseId;
use axum::{Json, http::StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    get::HazardRecord,
    list::{HazardLevel, HazardSource},
};
use crate::{
    api::{
        evidence::upload::{Attachment, attached},
        values::{Day, Place},
    },
    error::{Problem, WriteProblems},
    extract::{Body, Session},
};

/// What was found.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"enterprise_id": "0192f0c4-0000-7000-8000-000000000002", "title": "灭火器压力不足",
    "description": "停车场东侧两具灭火器指针在红区", "level": "general", "deadline": "2026-12-01"}))]
pub(crate) struct HazardDraft {
    /// The enterprise that must mend it; an enterprise account may leave it out.
    pub(crate) enterprise_id: Option<Uuid>,
    /// How it came to be known; without it by the viewer's role (enterprise: self-check, grid chief: patrol, others:
    /// inspection).
    pub(crate) source: Option<HazardSource>,
    /// One line.
    #[schema(min_length = 1, max_length = 200)]
    pub(crate) title: String,
    /// What exactly.
    #[serde(default)]
    #[schema(max_length = 4000)]
    pub(crate) description: String,
    /// The clause it offends; required for a major hazard that meets no criterion.
    #[schema(max_length = 300)]
    pub(crate) clause: Option<String>,
    /// The criterion of major hazards that was chosen: `GET /hazard-criteria`. Its clause is kept.
    #[schema(max_length = 100)]
    pub(crate) criterion_id: Option<String>,
    /// Level.
    pub(crate) level: HazardLevel,
    /// Where, in words.
    #[schema(max_length = 200)]
    pub(crate) place: Option<String>,
    /// Where.
    pub(crate) location: Option<Place>,
    /// Last day for mending; with it the enterprise is notified at once.
    pub(crate) deadline: Option<Day>,
    /// Evidence uploaded before.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub(crate) evidence: Vec<Attachment>,
}

/// Records a hazard.
#[utoipa::path(post, path = "/hazards", operation_id = "create_hazard", tag = "hazards", request_body = HazardDraft,
    responses((status = 201, body = HazardRecord), WriteProblems))]
pub(crate) async fn create_hazard(
    session: Session,
    Body(draft): Body<HazardDraft>,
) -> Result<(StatusCode, Json<HazardRecord>), Problem> {
    let new = NewHazard {
        enterprise: draft.enterprise_id.map(EnterpriseId),
        source: draft.source.map(Into::into),
        title: draft.title,
        description: draft.description,
        clause: draft.clause,
        criterion: draft.criterion_id,
        level: draft.level.into(),
        place: draft.place,
        location: draft.location.map(Into::into),
        deadline: draft.deadline.map(|d| d.0),
        evidence: attached(&draft.evidence)?,
    };
    let recorded = report(&session.ctx, new).await?;
    Ok((StatusCode::CREATED, Json(recorded.into())))
}
