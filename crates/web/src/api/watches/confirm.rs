//! `POST /watches/{id}/confirm`: a second officer stands for a watch.

use anlu_app::watch::step::confirm;
use anlu_domain::ids::WatchId;
use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;

use super::get::WatchRecord;
use crate::{
    api::values::Time,
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// Confirmation of a watch.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WatchConfirmation {
    /// Version the step is based on.
    pub(crate) version: i64,
    /// Last instant: after now and within 30 days.
    pub(crate) expires_at: Time,
    /// Ids of the partners to tell, from `partners` of the record. Absent: all of them.
    pub(crate) partners: Option<Vec<String>>,
    /// Why; required.
    #[schema(max_length = 1000)]
    pub(crate) note: Option<String>,
}

/// Confirms a watch that somebody else, or the detectors, proposed.
#[utoipa::path(post, path = "/watches/{id}/confirm", operation_id = "confirm_watch", tag = "watches",
    params(("id" = Uuid, Path, description = "Watch")), request_body = WatchConfirmation,
    responses((status = 200, body = WatchRecord), WriteProblems))]
pub(crate) async fn confirm_watch(
    session: Session,
    Id(id): Id,
    Body(input): Body<WatchConfirmation>,
) -> Result<Json<WatchRecord>, Problem> {
    let note = input.note.unwrap_or_default();
    let partners = input.partners.as_deref();
    let done = confirm(&session.ctx, WatchId(id), input.version, input.expires_at.0, &note, partners).await?;
    Ok(Json(WatchRecord::of(&session.ctx, done)))
}
