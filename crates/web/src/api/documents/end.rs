//! `POST /documents/{id}/withdrawal` and `/erasure`.

use anlu_app::document::{erase::erase, withdraw::withdraw};
use anlu_domain::ids::DocumentId;
use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;

use super::get::DocumentRecord;
use crate::{
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// Why a document is withdrawn or erased.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DocumentEnd {
    /// Reason; it stays in the ledger, so it names no personal data.
    #[schema(min_length = 1, max_length = 2000)]
    reason: String,
}

/// Withdraws a document: it stays with its number and the reason, and whoever verifies it learns that.
#[utoipa::path(post, path = "/documents/{id}/withdrawal", operation_id = "withdraw_document", tag = "documents",
    params(("id" = Uuid, Path, description = "Document")), request_body = DocumentEnd,
    responses((status = 200, body = DocumentRecord), WriteProblems))]
pub(crate) async fn withdraw_document(
    session: Session,
    Id(id): Id,
    Body(input): Body<DocumentEnd>,
) -> Result<Json<DocumentRecord>, Problem> {
    Ok(Json(withdraw(&session.ctx, DocumentId(id), &input.reason).await?.into()))
}

/// Erases what a document says and its file, for good. Number, kind, day and the commitment in the ledger stay.
#[utoipa::path(post, path = "/documents/{id}/erasure", operation_id = "erase_document", tag = "documents",
    params(("id" = Uuid, Path, description = "Document")), request_body = DocumentEnd,
    responses((status = 200, body = DocumentRecord), WriteProblems))]
pub(crate) async fn erase_document(
    session: Session,
    Id(id): Id,
    Body(input): Body<DocumentEnd>,
) -> Result<Json<DocumentRecord>, Problem> {
    Ok(Json(erase(&session.ctx, DocumentId(id), &input.reason).await?.into()))
}
