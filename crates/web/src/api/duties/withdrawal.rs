//! `POST /records/{id}/withdrawal`: takes a record back.

use anlu_app::duty::withdraw;
use anlu_domain::ids::RecordId;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// Why a record is taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Withdrawal {
    /// Why.
    #[schema(max_length = 500)]
    pub(crate) reason: String,
}

/// Takes a record back: it proves nothing any more, and stays in the list.
#[utoipa::path(post, path = "/records/{id}/withdrawal", operation_id = "withdraw_record", tag = "duties",
    params(("id" = Uuid, Path, description = "Record")), request_body = Withdrawal,
    responses((status = 204, description = "Taken back."), WriteProblems))]
pub(crate) async fn withdraw_record(
    session: Session,
    Id(id): Id,
    Body(input): Body<Withdrawal>,
) -> Result<StatusCode, Problem> {
    withdraw::withdraw(&session.ctx, RecordId(id), &input.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
