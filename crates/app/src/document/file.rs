//! The file of a document: typeset, taken by the ledger, sealed with the proof of that, kept.

use anlu_domain::{document::receipt as place, evidence::EvidenceHash, ids::DocumentId};
use anlu_store::{
    StoreError, Tx,
    ledger::{
        self,
        receipt::{Receipt, TYPESET},
    },
    repo::document as repo,
};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::{Document, DocumentError, issue::entry};
use crate::{
    access::{Action, require},
    ctx::{Ctx, Desk},
    step_error::StepError,
};

/// How often a paper is tried by itself; a download tries again.
const MAX_ATTEMPTS: u32 = 5;
/// Documents of one round of the task.
const ROUND: u64 = 50;

/// A file and the name it is saved under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentFile {
    /// File name.
    pub name: String,
    /// PDF/A with its receipt.
    pub bytes: Vec<u8>,
}

/// The file, for whoever may see the document. Made now when it is not made yet.
pub async fn file(ctx: &Ctx, id: DocumentId) -> Result<DocumentFile, DocumentError> {
    require(ctx, Action::DocumentRead)?;
    let document = repo::get(ctx.store.read(), &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
    if document.erased {
        return Err(DocumentError::Erased);
    }
    let hash = match document.pdf {
        Some(hash) => hash,
        None => make(&ctx.desk, &document).await?,
    };
    let blobs = ctx.blobs.clone();
    let read = tokio::task::spawn_blocking(move || {
        let bytes = blobs.read(hash).ok()?;
        (EvidenceHash(Sha256::digest(&bytes).into()) == hash).then_some(bytes)
    });
    let bytes = read.await.ok().flatten().ok_or(DocumentError::Damaged)?;
    Ok(DocumentFile { name: format!("{} {}.pdf", document.title, document.number), bytes })
}

/// Makes the files that are not made yet; answers how many. A paper that fails is left for later rounds, and told.
pub(crate) async fn make_waiting(desk: &Desk) -> Result<u64, StoreError> {
    if desk.typesetter.is_none() {
        return Ok(0);
    }
    let mut made = 0;
    for id in repo::waiting(desk.store.read(), MAX_ATTEMPTS, ROUND).await? {
        let Some(document) = repo::any(desk.store.read(), id).await? else { continue };
        match make(desk, &document).await {
            Ok(_) => made += 1,
            Err(DocumentError::Typeset(error)) if error_is_absence(&error) => return Ok(made),
            Err(error) => {
                tracing::warn!(document = %id, %error, "a document was not typeset");
                let fault = error.code();
                desk.store.tx(async |tx: Tx| repo::failed(&tx, id, fault).await).await?;
            }
        }
    }
    Ok(made)
}

const fn error_is_absence(error: &anlu_domain::ports::TypesetError) -> bool {
    matches!(error, anlu_domain::ports::TypesetError::Absent(_))
}

/// Address under which anybody learns whether a document is genuine.
pub fn link(desk: &Desk, id: DocumentId) -> String {
    format!("{}/verify/{id}", desk.public_url)
}

/// What is printed beside the QR code: the beginning of the commitment to the content.
fn code(document: &Document) -> String {
    let hex = hex::encode(document.commitment);
    let groups: Vec<&str> = (0..4).filter_map(|i| hex.get(i * 4..i * 4 + 4)).collect();
    groups.join(" ").to_uppercase()
}

/// Typesets a document and keeps its file.
async fn make(desk: &Desk, document: &Document) -> Result<EvidenceHash, DocumentError> {
    let id = document.id;
    let absent = || anlu_domain::ports::TypesetError::Absent(String::from("this process has none"));
    let typesetter = desk.typesetter.clone().ok_or_else(absent)?;
    let paper = repo::paper(desk.store.read(), id).await?.ok_or(DocumentError::Erased)?;
    let (link, code) = (link(desk, id), code(document));
    let set = tokio::task::spawn_blocking(move || typesetter.typeset(&paper, &link, &code));
    let mut bytes = set.await.map_err(|e| DocumentError::Seal(e.to_string()))??;
    let unsealed = |e: &dyn std::fmt::Display| DocumentError::Seal(e.to_string());
    let at = place::empty_region(&bytes).map_err(|e| unsealed(&e))?;
    let digest = place::digest(&bytes, at).ok_or_else(|| unsealed(&"the file ends inside its receipt"))?;
    let ctx = desk.operator();
    let after = json!({
        "kind": document.kind, "number": document.number, "version": document.version, "digest": hex::encode(digest),
    });
    desk.store
        .tx(async |tx: Tx| {
            tx.record([entry(&ctx, TYPESET, id, after)], desk.now());
            Ok::<_, StoreError>(())
        })
        .await?;
    let db = desk.store.read();
    let none = || unsealed(&"the ledger has no proof of it");
    let taken = ledger::of(db, "document", &id.to_string(), TYPESET).await?.ok_or_else(none)?;
    let (point, path) = ledger::inclusion(db, taken.seq).await?.ok_or_else(none)?;
    let (_, sm2_key) = ledger::public_keys(&desk.store);
    let note = ledger::note_of(&desk.store, &point);
    let offset = u64::try_from(at).map_err(|e| unsealed(&e))?;
    let receipt = Receipt::new(offset, &digest, taken, &path, &point, note, &sm2_key);
    let text = receipt.text().map_err(|e| unsealed(&e))?;
    place::seal(&mut bytes, at, text.as_bytes()).map_err(|e| unsealed(&e))?;
    let hash = EvidenceHash(Sha256::digest(&bytes).into());
    let blobs = desk.blobs.clone();
    let kept = tokio::task::spawn_blocking(move || blobs.keep(hash, &bytes)).await;
    kept.map_err(|e| unsealed(&e))?.map_err(|e| unsealed(&e))?;
    let first = desk.store.tx(async |tx: Tx| repo::typeset(&tx, id, hash, desk.now()).await).await?;
    if first {
        return Ok(hash);
    }
    // Somebody else was faster: that file is the one that counts.
    repo::any(desk.store.read(), id).await?.and_then(|d| d.pdf).ok_or(DocumentError::Erased)
}
