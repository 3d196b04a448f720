//! `GET /requests/{id}`: one request of an upper platform.

use anlu_app::upward::list;
use axum::Json;

use super::list::RequestRow;
use crate::{
    error::{OneProblems, Problem},
    extract::{Id, Session},
};

/// One request of an upper platform.
#[utoipa::path(get, path = "/requests/{id}", operation_id = "get_request", tag = "requests",
    params(("id" = Uuid, Path, description = "Request")),
    responses((status = 200, body = RequestRow), OneProblems))]
pub(crate) async fn get_request(session: Session, Id(id): Id) -> Result<Json<RequestRow>, Problem> {
    Ok(Json(list::get(&session.ctx, id).await?.into()))
}
