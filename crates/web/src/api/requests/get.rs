//! `GET /requests/{id}`: one request of an upper platform.

use anlu_app::upward::list;
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::list::RequestRow;
use crate::{
    api::signals::get::Activity,
    error::{OneProblems, Problem},
    extract::{Id, Session},
};

/// One request and what became of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RequestRecord {
    /// The request.
    #[serde(flatten)]
    row: RequestRow,
    /// What happened to it, oldest first.
    activity: Vec<Activity>,
}

/// One request of an upper platform.
#[utoipa::path(get, path = "/requests/{id}", operation_id = "get_request", tag = "requests",
    params(("id" = Uuid, Path, description = "Request")),
    responses((status = 200, body = RequestRecord), OneProblems))]
pub(crate) async fn get_request(session: Session, Id(id): Id) -> Result<Json<RequestRecord>, Problem> {
    let (view, timeline) = list::get(&session.ctx, id).await?;
    Ok(Json(RequestRecord { row: view.into(), activity: timeline.into_iter().map(Activity::from).collect() }))
}
