//! `GET /watches/{id}`: one watch with its steps and history.

use anlu_app::watch::{WatchView, get};
use anlu_domain::{hazard::Step, ids::WatchId, watch};
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::list::WatchRow;
use crate::{
    api::{signals::get::Activity, values::Time, vocabulary::mirror},
    error::{OneProblems, Problem},
    extract::{Id, Session},
};

mirror! {
    /// A step on a watch.
    WatchAction = watch::Action { Confirm, Withdraw, Close }
}

/// Who did a step, when and why.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct WatchStep {
    /// Name; `detectors` when no person did it.
    pub(crate) by: String,
    /// When.
    pub(crate) at: Time,
    /// Why; may be empty.
    pub(crate) note: String,
}

/// One watch in full.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WatchRecord {
    /// The row of the list.
    #[serde(flatten)]
    pub(crate) row: WatchRow,
    /// Who proposed it.
    pub(crate) proposed: WatchStep,
    /// The second officer.
    pub(crate) confirmed: Option<WatchStep>,
    /// Who ended it.
    pub(crate) ended: Option<WatchStep>,
    /// What was done, oldest first.
    pub(crate) activity: Vec<Activity>,
    /// Steps the viewer may do now, in screen order.
    pub(crate) actions: Vec<WatchAction>,
}

impl From<Step> for WatchStep {
    fn from(s: Step) -> Self {
        Self { by: s.by.name, at: s.at.into(), note: s.note }
    }
}

impl From<WatchView> for WatchRecord {
    fn from(mut v: WatchView) -> Self {
        Self {
            proposed: v.watch.proposed.clone().into(),
            confirmed: v.watch.confirmed.take().map(Into::into),
            ended: v.watch.ended.take().map(Into::into),
            activity: std::mem::take(&mut v.activity).into_iter().map(Into::into).collect(),
            actions: std::mem::take(&mut v.actions).into_iter().map(Into::into).collect(),
            row: v.into(),
        }
    }
}

/// One watch the viewer may see.
#[utoipa::path(get, path = "/watches/{id}", operation_id = "get_watch", tag = "watches",
    params(("id" = Uuid, Path, description = "Watch")),
    responses((status = 200, body = WatchRecord), OneProblems))]
pub(crate) async fn get_watch(session: Session, Id(id): Id) -> Result<Json<WatchRecord>, Problem> {
    Ok(Json(get::get(&session.ctx, WatchId(id)).await?.into()))
}
