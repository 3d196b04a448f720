//! `POST /hazards/{id}/extension/decision`: grant or refuse a later deadline.

use anlu_app::hazard::extension;
use anlu_domain::ids::HazardId;
use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;

use super::get::HazardRecord;
use crate::{
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// Decision on a later deadline.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExtensionDecision {
    /// Version the step is based on.
    pub(crate) version: i64,
    /// Granted, or refused with a note.
    pub(crate) approved: bool,
    /// Note.
    #[schema(max_length = 1000)]
    pub(crate) note: Option<String>,
}

/// Grants or refuses the waiting extension.
#[utoipa::path(post, path = "/hazards/{id}/extension/decision", operation_id = "decide_extension", tag = "hazards",
    params(("id" = Uuid, Path, description = "Hazard")), request_body = ExtensionDecision,
    responses((status = 200, body = HazardRecord), WriteProblems))]
pub(crate) async fn decide_extension(
    session: Session,
    Id(id): Id,
    Body(input): Body<ExtensionDecision>,
) -> Result<Json<HazardRecord>, Problem> {
    let (ctx, id, note) = (&session.ctx, HazardId(id), input.note.unwrap_or_default());
    let decided = if input.approved {
        extension::grant(ctx, id, input.version, &note).await?
    } else {
        extension::refuse(ctx, id, input.version, &note).await?
    };
    Ok(Json(decided.into()))
}
