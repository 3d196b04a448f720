//! `POST /watches/{id}/resend`: partners whom nothing has reached are tried again.

use anlu_app::watch::step::resend;
use anlu_domain::ids::WatchId;
use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;

use super::get::WatchRecord;
use crate::{
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// Another round of deliveries.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WatchResending {
    /// Version the step is based on.
    pub(crate) version: i64,
}

/// Tries again what was given up.
#[utoipa::path(post, path = "/watches/{id}/resend", operation_id = "resend_watch", tag = "watches",
    params(("id" = Uuid, Path, description = "Watch")), request_body = WatchResending,
    responses((status = 200, body = WatchRecord), WriteProblems))]
pub(crate) async fn resend_watch(
    session: Session,
    Id(id): Id,
    Body(input): Body<WatchResending>,
) -> Result<Json<WatchRecord>, Problem> {
    let done = resend(&session.ctx, WatchId(id), input.version).await?;
    Ok(Json(WatchRecord::of(&session.ctx, done)))
}
