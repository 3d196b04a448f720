//! `GET /imports/{id}/workbook`: the file with its faults marked.

use axum::response::Response;

use crate::{
    error::{OneProblems, Problem},
    extract::{Id, Session},
};

/// The workbook that was sent, with faulty cells marked and explained.
#[utoipa::path(get, path = "/imports/{id}/workbook", operation_id = "get_import_workbook", tag = "imports",
    params(("id" = Uuid, Path, description = "Import")),
    responses((status = 200, description = "Workbook.",
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = crate::api::Bytes), OneProblems))]
pub(crate) async fn get_import_workbook(session: Session, Id(id): Id) -> Result<Response, Problem> {
    crate::error::pending((session, id))
}
