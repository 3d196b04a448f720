//! `POST /hazards/{id}/notify`: tell the enterprise to mend it.

use anlu_app::hazard::notify::{Notice, notify};
use anlu_domain::ids::{HazardId, UserId};
use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::get::HazardRecord;
use crate::{
    api::values::Day,
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// Notice to the enterprise.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HazardNotice {
    /// Version the step is based on.
    pub(crate) version: i64,
    /// Last day for mending, today or later.
    pub(crate) deadline: Day,
    /// Account that shall verify the mending; without it, whoever may.
    pub(crate) verifier_id: Option<Uuid>,
    /// Note.
    #[schema(max_length = 1000)]
    pub(crate) note: Option<String>,
}

/// Notifies the enterprise and sets the deadline.
#[utoipa::path(post, path = "/hazards/{id}/notify", operation_id = "notify_hazard", tag = "hazards",
    params(("id" = Uuid, Path, description = "Hazard")), request_body = HazardNotice,
    responses((status = 200, body = HazardRecord), WriteProblems))]
pub(crate) async fn notify_hazard(
    session: Session,
    Id(id): Id,
    Body(input): Body<HazardNotice>,
) -> Result<Json<HazardRecord>, Problem> {
    let notice = Notice {
        deadline: input.deadline.0,
        verifier: input.verifier_id.map(UserId),
        note: input.note.unwrap_or_default(),
    };
    Ok(Json(notify(&session.ctx, HazardId(id), input.version, notice).await?.into()))
}
