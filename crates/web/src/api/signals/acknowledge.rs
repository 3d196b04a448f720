//! `POST /signals/{id}/acknowledge`: the driver or the enterprise confirms a reminder.

use anlu_app::signal::acknowledge;
use anlu_domain::ids::SignalId;
use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;

use super::get::SignalRecord;
use crate::{
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// Confirmation of a reminder.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignalAcknowledgement {
    /// Version the step is based on.
    pub(crate) version: i64,
    /// Note.
    #[schema(max_length = 1000)]
    pub(crate) note: Option<String>,
}

/// Confirms a reminder.
#[utoipa::path(post, path = "/signals/{id}/acknowledge", operation_id = "acknowledge_signal", tag = "signals",
    params(("id" = Uuid, Path, description = "Signal")), request_body = SignalAcknowledgement,
    responses((status = 200, body = SignalRecord), WriteProblems))]
pub(crate) async fn acknowledge_signal(
    session: Session,
    Id(id): Id,
    Body(input): Body<SignalAcknowledgement>,
) -> Result<Json<SignalRecord>, Problem> {
    let note = input.note.unwrap_or_default();
    Ok(Json(acknowledge::acknowledge(&session.ctx, SignalId(id), input.version, &note).await?.into()))
}
