//! One document: what it says, and how the ledger vouches for it.

use anlu_domain::{document::Paper, ids::DocumentId};
use anlu_store::{
    ledger,
    repo::{document as repo, names},
};

use super::{Document, DocumentError};
use crate::{
    access::{self, Action, require},
    ctx::Ctx,
    step_error::StepError,
    timeline::{self, TimelineItem},
};

/// A document with its content.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentView {
    /// The record.
    pub document: Document,
    /// Name of the enterprise it concerns.
    pub enterprise_name: Option<String>,
    /// What it says; `None` once it was erased.
    pub paper: Option<Paper>,
    /// Place in the ledger of its issue.
    pub ledger_seq: Option<i64>,
    /// The viewer may withdraw it.
    pub can_withdraw: bool,
    /// The viewer may erase its content.
    pub can_erase: bool,
    /// What became of it.
    pub timeline: Vec<TimelineItem>,
}

/// It, when the viewer may see it.
pub async fn get(ctx: &Ctx, id: DocumentId) -> Result<DocumentView, DocumentError> {
    require(ctx, Action::DocumentRead)?;
    let db = ctx.store.read();
    let document = repo::get(db, &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
    let known = names::enterprises(db, document.enterprise).await?;
    let issued = document.state == anlu_domain::document::DocumentState::Issued;
    Ok(DocumentView {
        enterprise_name: known.into_values().next().map(|e| e.name),
        paper: repo::paper(db, id).await?,
        ledger_seq: ledger::seq_of(db, "document", &id.to_string(), "document_issued").await?,
        can_withdraw: issued && access::may(ctx.viewer.role, Action::DocumentWithdraw),
        can_erase: !document.erased && access::may(ctx.viewer.role, Action::DocumentErase),
        timeline: timeline::of(db, "document", id.to_string()).await?,
        document,
    })
}
