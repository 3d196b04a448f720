//! `GET /documents/{id}/file`: the PDF with its receipt.

use anlu_app::document::file::file;
use anlu_domain::ids::DocumentId;
use axum::response::Response;

use crate::{
    api::attachment,
    error::{OneProblems, Problem},
    extract::{Id, Session},
};

/// The file: PDF/A with the receipt of the ledger in it. Made at the first call when it is not made yet.
#[utoipa::path(get, path = "/documents/{id}/file", operation_id = "get_document_file", tag = "documents",
    params(("id" = Uuid, Path, description = "Document")),
    responses((status = 200, description = "The file.", content_type = "application/pdf", body = crate::api::Bytes), OneProblems))]
pub(crate) async fn get_document_file(session: Session, Id(id): Id) -> Result<Response, Problem> {
    let made = file(&session.ctx, DocumentId(id)).await?;
    Ok(attachment::pdf(&made.name, made.bytes))
}
