//! `POST /hazards/{id}/submit`: hand in the mending.

use anlu_app::hazard::submit;
use anlu_domain::ids::HazardId;
use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;

use super::get::HazardRecord;
use crate::{
    api::evidence::upload::{Attachment, attached},
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// What was mended, with proof.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HazardSubmission {
    /// Version the step is based on.
    pub(crate) version: i64,
    /// Note.
    #[schema(max_length = 1000)]
    pub(crate) note: Option<String>,
    /// Evidence uploaded before.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub(crate) evidence: Vec<Attachment>,
}

/// Hands in the mending with evidence.
#[utoipa::path(post, path = "/hazards/{id}/submit", operation_id = "submit_hazard", tag = "hazards",
    params(("id" = Uuid, Path, description = "Hazard")), request_body = HazardSubmission,
    responses((status = 200, body = HazardRecord), WriteProblems))]
pub(crate) async fn submit_hazard(
    session: Session,
    Id(id): Id,
    Body(input): Body<HazardSubmission>,
) -> Result<Json<HazardRecord>, Problem> {
    let (note, evidence) = (input.note.unwrap_or_default(), attached(&input.evidence)?);
    Ok(Json(submit::submit(&session.ctx, HazardId(id), input.version, &note, &evidence).await?.into()))
}
