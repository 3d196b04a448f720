//! `POST /tasks/{id}/waiver`: asks that a task be excused.

use anlu_app::duty::waive;
use anlu_domain::{
    duty::waiver::{Waiver, WaiverState as State},
    ids::TaskId,
};
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        values::{Named, Time},
        vocabulary::mirror,
    },
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

mirror! {
    /// How a waiver stands.
    WaiverState = State { Asked, Approved, Refused }
}

/// A waiver of one task.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WaiverRecord {
    /// Id.
    pub(crate) id: Uuid,
    /// How it stands.
    pub(crate) state: WaiverState,
    /// Why the task should be excused.
    pub(crate) reason: String,
    /// Who asked.
    pub(crate) asked_by: Named,
    /// When.
    pub(crate) asked_at: Time,
    /// Who decided.
    pub(crate) decided_by: Option<Named>,
    /// When.
    pub(crate) decided_at: Option<Time>,
    /// Words of the decision.
    pub(crate) note: Option<String>,
}

impl From<Waiver> for WaiverRecord {
    fn from(w: Waiver) -> Self {
        let (decided_by, decided_at, note) = match w.decided {
            Some(d) => (Some(d.by.into()), Some(d.at.into()), Some(d.note).filter(|n| !n.is_empty())),
            None => (None, None, None),
        };
        Self {
            id: w.id.0,
            state: w.state.into(),
            reason: w.reason,
            asked_by: w.asked_by.into(),
            asked_at: w.asked_at.into(),
            decided_by,
            decided_at,
            note,
        }
    }
}

/// A wish to be excused.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WaiverWish {
    /// Why.
    #[schema(max_length = 1000)]
    pub(crate) reason: String,
}

/// Asks that a task be excused; another person decides.
#[utoipa::path(post, path = "/tasks/{id}/waiver", operation_id = "ask_waiver", tag = "duties",
    params(("id" = Uuid, Path, description = "Task")), request_body = WaiverWish,
    responses((status = 201, body = WaiverRecord), WriteProblems))]
pub(crate) async fn ask_waiver(
    session: Session,
    Id(id): Id,
    Body(input): Body<WaiverWish>,
) -> Result<(axum::http::StatusCode, Json<WaiverRecord>), Problem> {
    let asked = waive::ask(&session.ctx, TaskId(id), &input.reason).await?;
    Ok((axum::http::StatusCode::CREATED, Json(asked.into())))
}
