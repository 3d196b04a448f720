//! `POST /hazards/{id}/close`: 销号.

use anlu_app::hazard::close;
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

/// Closing of a hazard.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HazardClosing {
    /// Version the step is based on.
    pub(crate) version: i64,
    /// Note.
    #[schema(max_length = 1000)]
    pub(crate) note: Option<String>,
    /// Evidence uploaded before; what became major late may lack the state before mending.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub(crate) evidence: Vec<Attachment>,
}

/// Closes a verified hazard.
#[utoipa::path(post, path = "/hazards/{id}/close", operation_id = "close_hazard", tag = "hazards",
    params(("id" = Uuid, Path, description = "Hazard")), request_body = HazardClosing,
    responses((status = 200, body = HazardRecord), WriteProblems))]
pub(crate) async fn close_hazard(
    session: Session,
    Id(id): Id,
    Body(input): Body<HazardClosing>,
) -> Result<Json<HazardRecord>, Problem> {
    let (note, evidence) = (input.note.unwrap_or_default(), attached(&input.evidence)?);
    Ok(Json(close::close(&session.ctx, HazardId(id), input.version, &note, &evidence).await?.into()))
}
