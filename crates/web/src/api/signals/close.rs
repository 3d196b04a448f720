//! `POST /signals/{id}/close`: settle a signal.

use anlu_app::signal::close;
use anlu_domain::ids::SignalId;
use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;

use super::get::SignalRecord;
use crate::{
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// Closing of a signal.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignalClosing {
    /// Version the step is based on.
    pub(crate) version: i64,
    /// Note.
    #[schema(max_length = 1000)]
    pub(crate) note: Option<String>,
}

/// Closes a signal that was acknowledged, answered or watched.
#[utoipa::path(post, path = "/signals/{id}/close", operation_id = "close_signal", tag = "signals",
    params(("id" = Uuid, Path, description = "Signal")), request_body = SignalClosing,
    responses((status = 200, body = SignalRecord), WriteProblems))]
pub(crate) async fn close_signal(
    session: Session,
    Id(id): Id,
    Body(input): Body<SignalClosing>,
) -> Result<Json<SignalRecord>, Problem> {
    let note = input.note.unwrap_or_default();
    Ok(Json(close::close(&session.ctx, SignalId(id), input.version, &note).await?.into()))
}
