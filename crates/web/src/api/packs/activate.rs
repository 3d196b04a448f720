//! `POST /pack-activations`: puts a version in force.

use anlu_app::pack::activate::activate;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::values::Day,
    error::{Problem, WriteProblems},
    extract::{Body, Session},
};

/// What comes into force, from when, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PackActivation {
    /// The version; absent: the pack of the configuration.
    pub(crate) version_id: Option<Uuid>,
    /// First day on which it counts: today or later.
    pub(crate) effect_from: Day,
    /// Why.
    #[schema(max_length = 500)]
    pub(crate) reason: String,
}

/// Puts a version in force from a day on; never by its author. Duties are planned again in the background; what lies
/// before the day stays judged by the version before.
#[utoipa::path(post, path = "/pack-activations", operation_id = "activate_pack_version", tag = "packs",
    request_body = PackActivation, responses((status = 204, description = "Decided."), WriteProblems))]
pub(crate) async fn activate_pack_version(
    session: Session,
    Body(asked): Body<PackActivation>,
) -> Result<StatusCode, Problem> {
    activate(&session.ctx, asked.version_id, asked.effect_from.0, &asked.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
