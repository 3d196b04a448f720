//! `POST /signals/{id}/answer`: the enterprise answers.

use anlu_app::signal::answer;
use anlu_domain::ids::SignalId;
use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;

use super::get::SignalRecord;
use crate::{
    api::evidence::upload::{Attachment, attached},
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// What the enterprise found and did.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignalAnswer {
    /// Version the step is based on.
    pub(crate) version: i64,
    /// What was found and done; required.
    #[schema(min_length = 1, max_length = 4000)]
    pub(crate) note: String,
    /// Evidence uploaded before.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub(crate) evidence: Vec<Attachment>,
}

/// Answers a signal that was handed over.
#[utoipa::path(post, path = "/signals/{id}/answer", operation_id = "answer_signal", tag = "signals",
    params(("id" = Uuid, Path, description = "Signal")), request_body = SignalAnswer,
    responses((status = 200, body = SignalRecord), WriteProblems))]
pub(crate) async fn answer_signal(
    session: Session,
    Id(id): Id,
    Body(input): Body<SignalAnswer>,
) -> Result<Json<SignalRecord>, Problem> {
    let evidence = attached(&input.evidence)?;
    Ok(Json(answer::answer(&session.ctx, SignalId(id), input.version, &input.note, &evidence).await?.into()))
}
