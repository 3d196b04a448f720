//! `POST /watches/{id}/close`: nothing is left to do.

use anlu_app::watch::step::close;
use anlu_domain::ids::WatchId;
use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;

use super::get::WatchRecord;
use crate::{
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// Closing of a watch.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WatchClosing {
    /// Version the step is based on.
    pub(crate) version: i64,
    /// Note; required while no partner has answered.
    #[schema(max_length = 1000)]
    pub(crate) note: Option<String>,
}

/// Closes a watch.
#[utoipa::path(post, path = "/watches/{id}/close", operation_id = "close_watch", tag = "watches",
    params(("id" = Uuid, Path, description = "Watch")), request_body = WatchClosing,
    responses((status = 200, body = WatchRecord), WriteProblems))]
pub(crate) async fn close_watch(
    session: Session,
    Id(id): Id,
    Body(input): Body<WatchClosing>,
) -> Result<Json<WatchRecord>, Problem> {
    let note = input.note.unwrap_or_default();
    let done = close(&session.ctx, WatchId(id), input.version, &note).await?;
    Ok(Json(WatchRecord::of(&session.ctx, done)))
}
