//! `GET /evidence/{hash}`: the file.

use axum::response::Response;

use crate::{
    error::{OneProblems, Problem},
    extract::{PathParam, Session},
};

/// The file, for whoever may see a record it is attached to (or uploaded it).
#[utoipa::path(get, path = "/evidence/{hash}", operation_id = "get_evidence", tag = "evidence",
    params(("hash" = String, Path, description = "SHA-256 of the content, 64 lower-case hex digits")),
    responses((status = 200, description = "The file.", content_type = "application/octet-stream", body = crate::api::Bytes), OneProblems))]
pub(crate) async fn get_evidence(session: Session, PathParam(hash): PathParam<String>) -> Result<Response, Problem> {
    crate::error::pending((session, hash))
}
