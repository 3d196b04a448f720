//! `POST /imports/{id}/cancel`: stop an import.

use axum::Json;

use super::status::ImportStatus;
use crate::{
    error::{OneProblems, Problem},
    extract::{Id, Session},
};

/// Stops an import before it is written. One that has ended stays as it is.
#[utoipa::path(post, path = "/imports/{id}/cancel", operation_id = "cancel_import", tag = "imports",
    params(("id" = Uuid, Path, description = "Import")),
    responses((status = 200, body = ImportStatus), OneProblems))]
pub(crate) async fn cancel_import(session: Session, Id(id): Id) -> Result<Json<ImportStatus>, Problem> {
    crate::error::pending((session, id))
}
