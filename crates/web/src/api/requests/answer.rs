//! `POST /requests/{id}/answer`: 答复 an upper platform.

use anlu_app::upward::answer::{NewAnswer, answer};
use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;

use super::list::{RequestOutcome, RequestRow};
use crate::{
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// An answer to an upper platform.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RequestAnswering {
    /// Version the answer is based on.
    pub(crate) version: i64,
    /// What became of a supervised alarm; required there.
    pub(crate) outcome: Option<RequestOutcome>,
    /// Words; required as the answer to 查岗, a note of ours otherwise.
    #[schema(max_length = 500)]
    pub(crate) text: Option<String>,
    /// Telephone of who answers, where the upper platform wants one.
    #[schema(max_length = 20)]
    pub(crate) phone: Option<String>,
}

/// Answers a request of an upper platform; it is sent when the link is up.
#[utoipa::path(post, path = "/requests/{id}/answer", operation_id = "answer_request", tag = "requests",
    params(("id" = Uuid, Path, description = "Request")), request_body = RequestAnswering,
    responses((status = 200, body = RequestRow), WriteProblems))]
pub(crate) async fn answer_request(
    session: Session,
    Id(id): Id,
    Body(input): Body<RequestAnswering>,
) -> Result<Json<RequestRow>, Problem> {
    let new = NewAnswer {
        outcome: input.outcome.map(Into::into),
        text: input.text.unwrap_or_default(),
        phone: input.phone.unwrap_or_default(),
    };
    Ok(Json(answer(&session.ctx, id, input.version, new).await?.into()))
}
