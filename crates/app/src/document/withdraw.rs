//! Withdraws a document: it stays, with its number and the reason.

use anlu_domain::{document::DocumentState, ids::DocumentId};
use anlu_store::{Tx, repo::document as repo};
use serde_json::json;

use super::{
    DocumentError,
    get::{DocumentView, get},
    issue::entry,
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    step_error::{self, StepError},
};

/// Longest reason, characters.
pub(super) const MAX_REASON_CHARS: usize = 2_000;

/// Withdraws it and answers it.
pub async fn withdraw(ctx: &Ctx, id: DocumentId, reason: &str) -> Result<DocumentView, DocumentError> {
    require(ctx, Action::DocumentWithdraw)?;
    let reason = step_error::reason(reason, MAX_REASON_CHARS)?.to_owned();
    ctx.store
        .tx(async |tx: Tx| {
            repo::get(tx.read(), &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
            if !repo::end(&tx, id, DocumentState::Withdrawn, Some(reason.clone())).await? {
                return Err(DocumentError::Ended);
            }
            tx.record([entry(ctx, "document_withdrawn", id, json!({"state": "withdrawn", "note": reason}))], ctx.now());
            Ok(())
        })
        .await?;
    get(ctx, id).await
}
