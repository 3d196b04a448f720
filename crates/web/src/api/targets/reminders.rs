//! `POST /targets/{id}/reminders`: one act for all who miss a target. `DELETE`: takes it back.

use anlu_app::target::remind::{self, Done};
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    error::{Problem, WriteProblems},
    extract::{PathParam, Session},
};

/// What the act did.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TargetReminders {
    /// Those it is about.
    subjects: u64,
    /// Enterprises that see it in their list of today, or see it no longer.
    enterprises: u64,
}

impl From<Done> for TargetReminders {
    fn from(d: Done) -> Self {
        Self { subjects: d.subjects, enterprises: d.enterprises }
    }
}

/// Reminds everybody who misses the target and was not reminded yet.
#[utoipa::path(post, path = "/targets/{id}/reminders", operation_id = "remind_target", tag = "targets",
    params(("id" = String, Path, description = "Target")),
    responses((status = 200, body = TargetReminders), WriteProblems))]
pub(crate) async fn remind_target(
    session: Session,
    PathParam(id): PathParam<String>,
) -> Result<Json<TargetReminders>, Problem> {
    Ok(Json(remind::remind(&session.ctx, &id).await?.into()))
}

/// Takes the reminders of the target back.
#[utoipa::path(delete, path = "/targets/{id}/reminders", operation_id = "take_target_reminders_back", tag = "targets",
    params(("id" = String, Path, description = "Target")),
    responses((status = 200, body = TargetReminders), WriteProblems))]
pub(crate) async fn take_target_reminders_back(
    session: Session,
    PathParam(id): PathParam<String>,
) -> Result<Json<TargetReminders>, Problem> {
    Ok(Json(remind::take_back(&session.ctx, &id).await?.into()))
}
