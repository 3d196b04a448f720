//! Issues a document.

use anlu_domain::{
    document::DocumentState,
    ids::{DocumentId, EnterpriseId},
};
use anlu_rules::{
    documents::{Fields, fill, number},
    pack::DocumentReader,
};
use anlu_store::{
    StoreError, Tx,
    ledger::LedgerDraft,
    repo::{
        document::{self as repo, NewDocument},
        hazard::next_number,
    },
};
use serde_json::json;

use super::DocumentError;
use crate::{ctx::Ctx, step_error::StepError};

/// What is to be issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Kind of the pack, e.g. `penalty.decision`.
    pub kind: &'static str,
    /// What it is about: kind and id, as in the ledger.
    pub subject: (&'static str, String),
    /// Enterprise it concerns; `None`: the authority alone sees it.
    pub enterprise: Option<EnterpriseId>,
    /// Values of the fields.
    pub fields: Fields,
    /// The issued document that this one corrects: it keeps the number, the version grows.
    pub replaces: Option<DocumentId>,
}

/// What was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// Id.
    pub id: DocumentId,
    /// Number as printed.
    pub number: String,
    /// Title as printed.
    pub title: String,
}

/// Issues it inside the transaction of the step that makes it; the caller has checked that the viewer may do the step.
/// Fails, and with it the step, when a field that the kind needs is missing: a paper with a blank is never issued.
pub async fn issue(ctx: &Ctx, tx: &Tx, draft: Draft) -> Result<Issued, DocumentError> {
    let now = ctx.now();
    let day = now.day();
    let unknown = || DocumentError::Kind(draft.kind.to_owned());
    let book = ctx.book().ok_or_else(unknown)?;
    let pack = book.pack();
    let kind = pack.document_on(draft.kind, day).ok_or_else(unknown)?;
    let (number, version) = if let Some(old) = draft.replaces {
        replaced(ctx, tx, old, draft.kind).await?
    } else {
        let year = day.ymd().map_or(0, |(y, ..)| y);
        let n = next_number(tx, &format!("document:{}:{}:{year}", pack.issuer.prefix, kind.series)).await?;
        (number(kind, &pack.issuer, day, n), 1)
    };
    let paper = fill(kind, &pack.issuer, &draft.fields, &number, version, day)?;
    let mut salt = [0_u8; 32];
    getrandom::fill(&mut salt).map_err(|e| StoreError::Unavailable(format!("random numbers: {e}")))?;
    let id = DocumentId(ctx.ids.next());
    let title = paper.title.clone();
    let new = NewDocument {
        id,
        paper,
        salt,
        for_party: kind.reader == DocumentReader::Party,
        subject: draft.subject,
        enterprise: draft.enterprise,
        at: now,
        by: ctx.viewer.name.clone(),
    };
    let commitment = repo::insert(tx, &new).await?;
    let after = json!({
        "kind": kind.id, "number": number, "version": version, "content": hex::encode(commitment),
        "about": new.subject.0, "about_id": new.subject.1,
    });
    tx.record([entry(ctx, "document_issued", id, after)], now);
    Ok(Issued { id, number, title })
}

/// Number and version that a correction takes over.
async fn replaced(ctx: &Ctx, tx: &Tx, old: DocumentId, kind: &str) -> Result<(String, u32), DocumentError> {
    let before = repo::get(tx.read(), &ctx.viewer, old).await?.ok_or(StepError::NotFound)?;
    if before.kind != kind || !repo::end(tx, old, DocumentState::Superseded, None).await? {
        return Err(DocumentError::Ended);
    }
    tx.record([entry(ctx, "document_superseded", old, json!({"state": "superseded"}))], ctx.now());
    Ok((before.number, before.version.saturating_add(1)))
}

/// An entry about a document.
pub(super) fn entry(ctx: &Ctx, action: &'static str, id: DocumentId, after: serde_json::Value) -> LedgerDraft {
    LedgerDraft {
        actor: ctx.actor(),
        action,
        subject_kind: "document",
        subject_id: id.to_string(),
        before: None,
        after: Some(after),
    }
}
