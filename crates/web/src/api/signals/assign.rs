//! `POST /signals/{id}/assign`: name the officer who follows a signal.

use anlu_app::signal::assign;
use anlu_domain::ids::{SignalId, UserId};
use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::get::SignalRecord;
use crate::{
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// Who follows the signal.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignalAssignment {
    /// Version the step is based on.
    pub(crate) version: i64,
    /// Account of the officer.
    pub(crate) user_id: Uuid,
}

/// Names the officer who follows the signal; state and clock stay.
#[utoipa::path(post, path = "/signals/{id}/assign", operation_id = "assign_signal", tag = "signals",
    params(("id" = Uuid, Path, description = "Signal")), request_body = SignalAssignment,
    responses((status = 200, body = SignalRecord), WriteProblems))]
pub(crate) async fn assign_signal(
    session: Session,
    Id(id): Id,
    Body(input): Body<SignalAssignment>,
) -> Result<Json<SignalRecord>, Problem> {
    let to = UserId(input.user_id);
    Ok(Json(assign::assign(&session.ctx, SignalId(id), input.version, to).await?.into()))
}
