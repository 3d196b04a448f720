//! `GET /documents/{id}/file`: the PDF with its receipt.

use std::fmt::Write as _;

use anlu_app::document::file::file;
use anlu_domain::ids::DocumentId;
use axum::{
    http::header,
    response::{IntoResponse, Response},
};

use crate::{
    error::{OneProblems, Problem},
    extract::{Id, Session},
};

/// The file: PDF/A with the receipt of the ledger in it. Made at the first call when it is not made yet.
#[utoipa::path(get, path = "/documents/{id}/file", operation_id = "get_document_file", tag = "documents",
    params(("id" = Uuid, Path, description = "Document")),
    responses((status = 200, description = "The file.", content_type = "application/pdf", body = crate::api::Bytes), OneProblems))]
pub(crate) async fn get_document_file(session: Session, Id(id): Id) -> Result<Response, Problem> {
    let made = file(&session.ctx, DocumentId(id)).await?;
    // RFC 6266: a plain name for old readers, the real one in UTF-8.
    let encoded: String = made.name.bytes().fold(String::new(), |mut out, b| {
        if b.is_ascii_alphanumeric() || b".-_".contains(&b) {
            out.push(char::from(b));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{b:02X}");
        }
        out
    });
    let headers = [
        (header::CONTENT_TYPE, String::from("application/pdf")),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"document.pdf\"; filename*=UTF-8''{encoded}")),
        (header::X_CONTENT_TYPE_OPTIONS, String::from("nosniff")),
        (header::CACHE_CONTROL, String::from("private, no-store")),
    ];
    Ok((headers, made.bytes).into_response())
}
