//! `GET /imports/{id}/workbook`: the file with its faults marked.

use anlu_app::import::allowed;
use axum::{extract::State, response::Response};

use crate::{
    api::attachment::workbook,
    error::{OneProblems, Problem},
    extract::{Id, Session},
    state::AppState,
};

/// The workbook that was sent, with faulty cells marked and explained.
#[utoipa::path(get, path = "/imports/{id}/workbook", operation_id = "get_import_workbook", tag = "imports",
    params(("id" = Uuid, Path, description = "Import")),
    responses((status = 200, description = "Workbook.",
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = crate::api::Bytes), OneProblems))]
pub(crate) async fn get_import_workbook(
    session: Session,
    State(state): State<AppState>,
    Id(id): Id,
) -> Result<Response, Problem> {
    allowed(&session.ctx)?;
    let job = state.jobs().get(id, session.ctx.viewer.user).ok_or_else(|| Problem::new("not_found"))?;
    let path = job.workbook().ok_or_else(|| Problem::new("not_found"))?;
    let bytes = tokio::fs::read(path).await.map_err(|e| Problem::internal(&e))?;
    let stem = job.file_name.rsplit_once('.').map_or(job.file_name.as_str(), |(stem, _)| stem);
    Ok(workbook(&format!("{stem}-导入结果"), bytes))
}
