//! `POST /watches/{id}/withdraw`: the vehicle shall not be stopped after all.

use anlu_app::watch::step::withdraw;
use anlu_domain::ids::WatchId;
use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;

use super::get::WatchRecord;
use crate::{
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// Withdrawal of a watch.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WatchWithdrawal {
    /// Version the step is based on.
    pub(crate) version: i64,
    /// Why; required.
    #[schema(max_length = 1000)]
    pub(crate) note: Option<String>,
}

/// Withdraws a watch.
#[utoipa::path(post, path = "/watches/{id}/withdraw", operation_id = "withdraw_watch", tag = "watches",
    params(("id" = Uuid, Path, description = "Watch")), request_body = WatchWithdrawal,
    responses((status = 200, body = WatchRecord), WriteProblems))]
pub(crate) async fn withdraw_watch(
    session: Session,
    Id(id): Id,
    Body(input): Body<WatchWithdrawal>,
) -> Result<Json<WatchRecord>, Problem> {
    let note = input.note.unwrap_or_default();
    let done = withdraw(&session.ctx, WatchId(id), input.version, &note).await?;
    Ok(Json(WatchRecord::of(&session.ctx, done)))
}
