//! `GET /grids/{id}`: one node with its boundary.

use anlu_app::registry::grid;
use anlu_domain::ids::GridId;
use axum::Json;

use super::list::GridNode;
use crate::{
    error::{OneProblems, Problem},
    extract::{Id, Session},
};

/// One node with its boundary.
#[utoipa::path(get, path = "/grids/{id}", operation_id = "get_grid", tag = "grids",
    params(("id" = Uuid, Path, description = "Grid node")),
    responses((status = 200, body = GridNode), OneProblems))]
pub(crate) async fn get_grid(session: Session, Id(id): Id) -> Result<Json<GridNode>, Problem> {
    Ok(Json(grid::get(&session.ctx, GridId(id)).await?.into()))
}
