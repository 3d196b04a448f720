//! `POST /waivers/{id}/decision`: decides a waiver.

use anlu_app::duty::waive;
use anlu_domain::ids::WaiverId;
use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;

use super::waiver::WaiverRecord;
use crate::{
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// A decision on a waiver.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WaiverDecision {
    /// Whether the task is excused.
    pub(crate) approved: bool,
    /// Words; required for a refusal.
    #[schema(max_length = 1000)]
    pub(crate) note: Option<String>,
}

/// Decides a waiver; whoever asked for it may not.
#[utoipa::path(post, path = "/waivers/{id}/decision", operation_id = "decide_waiver", tag = "duties",
    params(("id" = Uuid, Path, description = "Waiver")), request_body = WaiverDecision,
    responses((status = 200, body = WaiverRecord), WriteProblems))]
pub(crate) async fn decide_waiver(
    session: Session,
    Id(id): Id,
    Body(input): Body<WaiverDecision>,
) -> Result<Json<WaiverRecord>, Problem> {
    let note = input.note.unwrap_or_default();
    Ok(Json(waive::decide(&session.ctx, WaiverId(id), input.approved, &note).await?.into()))
}
