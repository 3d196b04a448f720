//! `POST /hazards/{id}/extension`: ask for a later deadline.

use anlu_app::hazard::extension;
use anlu_domain::ids::HazardId;
use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;

use super::get::HazardRecord;
use crate::{
    api::values::Day,
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// A wish for a later deadline.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExtensionRequest {
    /// Version the step is based on.
    pub(crate) version: i64,
    /// The deadline asked for, later than the present one.
    pub(crate) new_deadline: Day,
    /// Why; required.
    #[schema(min_length = 1, max_length = 1000)]
    pub(crate) reason: String,
}

/// Asks for a later deadline.
#[utoipa::path(post, path = "/hazards/{id}/extension", operation_id = "request_extension", tag = "hazards",
    params(("id" = Uuid, Path, description = "Hazard")), request_body = ExtensionRequest,
    responses((status = 200, body = HazardRecord), WriteProblems))]
pub(crate) async fn request_extension(
    session: Session,
    Id(id): Id,
    Body(input): Body<ExtensionRequest>,
) -> Result<Json<HazardRecord>, Problem> {
    let (version, deadline) = (input.version, input.new_deadline.0);
    Ok(Json(extension::request(&session.ctx, HazardId(id), version, deadline, &input.reason).await?.into()))
}
