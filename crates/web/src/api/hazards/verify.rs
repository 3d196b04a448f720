//! `POST /hazards/{id}/verify`: check the mending.

use anlu_app::hazard::verify;
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

/// Result of the check.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HazardVerification {
    /// Version the step is based on.
    pub(crate) version: i64,
    /// Whether it is mended; `false` sends it back and needs a note.
    pub(crate) passed: bool,
    /// Note.
    #[schema(max_length = 1000)]
    pub(crate) note: Option<String>,
    /// Evidence uploaded before.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub(crate) evidence: Vec<Attachment>,
}

/// Verifies the mending, or sends it back with a reason. Never by the person who handed it in.
#[utoipa::path(post, path = "/hazards/{id}/verify", operation_id = "verify_hazard", tag = "hazards",
    params(("id" = Uuid, Path, description = "Hazard")), request_body = HazardVerification,
    responses((status = 200, body = HazardRecord), WriteProblems))]
pub(crate) async fn verify_hazard(
    session: Session,
    Id(id): Id,
    Body(input): Body<HazardVerification>,
) -> Result<Json<HazardRecord>, Problem> {
    let (note, evidence) = (input.note.unwrap_or_default(), attached(&input.evidence)?);
    let (ctx, id) = (&session.ctx, HazardId(id));
    let done = if input.passed {
        verify::verify(ctx, id, input.version, &note, &evidence).await?
    } else {
        verify::send_back(ctx, id, input.version, &note, &evidence).await?
    };
    Ok(Json(done.into()))
}
