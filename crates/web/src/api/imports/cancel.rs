//! `POST /imports/{id}/cancel`: stop an import.

use anlu_app::import::allowed;
use axum::{Json, extract::State};

use super::status::ImportStatus;
use crate::{
    error::{OneProblems, Problem},
    extract::{Id, Session},
    state::AppState,
};

/// Stops an import before it is written. One that has ended stays as it is.
#[utoipa::path(post, path = "/imports/{id}/cancel", operation_id = "cancel_import", tag = "imports",
    params(("id" = Uuid, Path, description = "Import")),
    responses((status = 200, body = ImportStatus), OneProblems))]
pub(crate) async fn cancel_import(
    session: Session,
    State(state): State<AppState>,
    Id(id): Id,
) -> Result<Json<ImportStatus>, Problem> {
    allowed(&session.ctx)?;
    let job = state.jobs().get(id, session.ctx.viewer.user).ok_or_else(|| Problem::new("not_found"))?;
    job.cancel.cancel();
    Ok(Json(job.status()))
}
