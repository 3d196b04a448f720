//! Erases what a document says, when the law on personal data asks for it. Number, kind, dates and the commitment stay:
//! the ledger holds no more than these, so the tree still verifies.

use anlu_domain::ids::DocumentId;
use anlu_store::{Tx, repo::document as repo};
use serde_json::json;

use super::{
    DocumentError,
    get::{DocumentView, get},
    issue::entry,
    withdraw::MAX_REASON_CHARS,
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    step_error::{self, StepError},
};

/// Erases the content and the file, and answers what is left.
pub async fn erase(ctx: &Ctx, id: DocumentId, reason: &str) -> Result<DocumentView, DocumentError> {
    require(ctx, Action::DocumentErase)?;
    let reason = step_error::reason(reason, MAX_REASON_CHARS)?;
    let file = ctx
        .store
        .tx(async |tx: Tx| {
            let before = repo::get(tx.read(), &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
            if !repo::erase(&tx, id).await? {
                return Err(DocumentError::Erased);
            }
            tx.record([entry(ctx, "document_erased", id, json!({"note": reason}))], ctx.now());
            Ok::<_, DocumentError>(before.pdf)
        })
        .await?;
    if let Some(hash) = file {
        let blobs = ctx.blobs.clone();
        let gone = tokio::task::spawn_blocking(move || blobs.remove(hash)).await;
        if !matches!(gone, Ok(Ok(()))) {
            tracing::error!(document = %id, "the file of an erased document is still on the disk");
        }
    }
    get(ctx, id).await
}
