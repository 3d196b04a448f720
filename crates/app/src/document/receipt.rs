//! What anybody may learn of a document, without an account: whether it is genuine and in force. Who has the paper reads
//! its number; what it says is not told.

use anlu_domain::{
    document::DocumentState,
    evidence::EvidenceHash,
    ids::DocumentId,
    time::{CivilDay, UtcMs},
};
use anlu_store::{
    ledger::{
        self,
        receipt::{Invalid, verify},
    },
    repo::document as repo,
};
use sha2::{Digest as _, Sha256};

use super::{Document, DocumentError};
use crate::{ctx::Desk, step_error::StepError};

/// A document as anybody may know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicDocument {
    /// Id.
    pub id: DocumentId,
    /// Title as printed.
    pub title: String,
    /// Number as printed.
    pub number: String,
    /// Version under this number.
    pub version: u32,
    /// Where it stands.
    pub state: DocumentState,
    /// Day of issue.
    pub day: CivilDay,
    /// When it was issued.
    pub issued_at: UtcMs,
    /// What is printed beside the QR code.
    pub commitment: [u8; 32],
    /// Place in the ledger.
    pub seq: Option<i64>,
    /// SHA-256 of the file, once it is typeset.
    pub pdf: Option<EvidenceHash>,
}

/// The document behind a QR code.
pub async fn of(desk: &Desk, id: DocumentId) -> Result<PublicDocument, DocumentError> {
    let found = repo::any(desk.store.read(), id).await?.ok_or(StepError::NotFound)?;
    public(desk, found).await
}

/// What a file turns out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileVerdict {
    /// Why its receipt does not hold; `None`: it holds and is signed by this installation.
    pub fault: Option<Invalid>,
    /// The document, when this installation issued it.
    pub document: Option<PublicDocument>,
    /// It is byte for byte the file that was issued.
    pub same_file: bool,
}

/// Verifies a file that somebody holds.
pub async fn of_file(desk: &Desk, bytes: Vec<u8>) -> Result<FileVerdict, DocumentError> {
    let (key, _) = ledger::public_keys(&desk.store);
    let hash = EvidenceHash(Sha256::digest(&bytes).into());
    let checked = tokio::task::spawn_blocking(move || verify(&bytes, Some(&key))).await;
    let checked = checked.map_err(|e| DocumentError::Seal(e.to_string()))?;
    let db = desk.store.read();
    let same = repo::by_file(db, hash).await?;
    let same_file = same.is_some();
    let (fault, named) = match checked {
        Ok(v) => (None, v.entry.subject_id.parse().ok()),
        Err(fault) => (Some(fault), None),
    };
    let document = match (same, named) {
        (Some(d), _) => Some(d),
        (None, Some(id)) => repo::any(db, id).await?,
        (None, None) => None,
    };
    let document = match document {
        Some(d) => Some(public(desk, d).await?),
        None => None,
    };
    Ok(FileVerdict { fault, document, same_file })
}

async fn public(desk: &Desk, d: Document) -> Result<PublicDocument, DocumentError> {
    let seq = ledger::seq_of(desk.store.read(), "document", &d.id.to_string(), "document_issued").await?;
    Ok(PublicDocument {
        id: d.id,
        title: d.title,
        number: d.number,
        version: d.version,
        state: d.state,
        day: d.day,
        issued_at: d.issued_at,
        commitment: d.commitment,
        seq,
        pdf: d.pdf,
    })
}
