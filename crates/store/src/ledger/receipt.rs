//! Receipts: what proves, without the installation, that the ledger took a document as it is.
//!
//! A receipt holds the entry that names the digest of the file, the path from the entry to the root, and the signed
//! checkpoint. It is written into the file itself ([`anlu_domain::document::receipt`]).

use anlu_domain::document::receipt::{self as place, NoRegion, REGION};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use super::{
    Checkpoint, Entry,
    export::EntryLine,
    leaf::{Hash, parse_hash},
    note, tree,
};

/// Verb of the entry that takes a file.
pub const TYPESET: &str = "document_typeset";
/// Most hashes of a path: a log of 2^63 entries.
const MAX_PATH: usize = 63;

/// A receipt. The order of the fields is that of the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// Always `anlu-receipt-1`.
    pub format: String,
    /// Offset and length of the region of the file that holds this text, bytes.
    pub region: [u64; 2],
    /// Digest of everything outside it, hexadecimal.
    pub digest: String,
    /// The entry.
    pub entry: EntryLine,
    /// Hashes from the entry to the root, hexadecimal.
    pub path: Vec<String>,
    /// The checkpoint, as a signed note.
    pub checkpoint: String,
    /// Key that signed it (Ed25519), hexadecimal. Whoever verifies compares it with the key the authority publishes.
    pub key: String,
    /// SM2 key of the second signature, uncompressed SEC 1 form, hexadecimal.
    pub sm2_key: String,
}

/// A file that does not verify.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Invalid {
    /// It has no receipt, or no single one.
    #[error(transparent)]
    Region(#[from] NoRegion),
    /// The receipt cannot be read.
    #[error("the receipt cannot be read: {0}")]
    Receipt(String),
    /// The file is not the one that the ledger took: it was altered after it was issued.
    #[error("the file was altered after it was issued")]
    Altered,
    /// The entry does not name the digest of the file, or is about something else.
    #[error("the receipt belongs to another file")]
    Entry,
    /// The path does not lead to the root of the checkpoint.
    #[error("the entry does not stand in the ledger under this checkpoint")]
    Path,
    /// The checkpoint is not signed by the key.
    #[error("the checkpoint is not signed by this key")]
    Signature,
    /// The second signature does not hold.
    #[error("the second signature (SM2) does not hold")]
    SecondSignature,
}

impl Invalid {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Region(NoRegion::None) => "receipt_none",
            Self::Region(_) => "receipt_region",
            Self::Receipt(_) => "receipt_unreadable",
            Self::Altered => "receipt_altered",
            Self::Entry => "receipt_entry",
            Self::Path => "receipt_path",
            Self::Signature => "receipt_signature",
            Self::SecondSignature => "receipt_sm2",
        }
    }
}

/// What a receipt that holds says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The entry.
    pub entry: Entry,
    /// Number of the document.
    pub number: String,
    /// Kind of the document.
    pub kind: String,
    /// Version under this number.
    pub version: u64,
    /// The checkpoint.
    pub checkpoint: Checkpoint,
}

impl Receipt {
    /// The receipt of a file: `entry` takes its `digest`, `path` and `point` prove it.
    pub fn new(
        at: u64,
        digest: &Hash,
        entry: Entry,
        path: &[Hash],
        point: &Checkpoint,
        note: String,
        sm2_key: &[u8],
    ) -> Self {
        Self {
            format: String::from("anlu-receipt-1"),
            region: [at, REGION as u64],
            digest: hex::encode(digest),
            entry: entry.into(),
            path: path.iter().map(hex::encode).collect(),
            checkpoint: note,
            key: hex::encode(point.key),
            sm2_key: hex::encode(sm2_key),
        }
    }

    /// The text that stands in the file.
    pub fn text(&self) -> Result<String, Invalid> {
        serde_json::to_string(self).map_err(|e| Invalid::Receipt(e.to_string()))
    }
}

/// Verifies a file by itself; with `key` (from the authority, by another way than the file) its checkpoint must be
/// signed by that key, without by the one it names.
pub fn verify(pdf: &[u8], key: Option<&[u8; 32]>) -> Result<Verified, Invalid> {
    let at = place::region(pdf)?;
    let text = place::read(pdf, at)?;
    let unreadable = |what: &str| Invalid::Receipt(what.to_owned());
    let receipt: Receipt = serde_json::from_str(text).map_err(|e| unreadable(&e.to_string()))?;
    // Nothing may hide in the region, which the digest leaves out.
    if receipt.text()? != text || receipt.format != "anlu-receipt-1" || receipt.path.len() > MAX_PATH {
        return Err(unreadable("it is not written as receipts are"));
    }
    if receipt.region != [at as u64, REGION as u64] {
        return Err(Invalid::Altered);
    }
    let digest = place::digest(pdf, at).ok_or(Invalid::Region(NoRegion::Cut))?;
    if hex::encode(digest) != receipt.digest {
        return Err(Invalid::Altered);
    }
    let entry = Entry::from(receipt.entry);
    let after: Value = entry.after.as_deref().and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default();
    let word = |name: &str| after.get(name).and_then(Value::as_str);
    if entry.subject_kind != "document" || entry.action != TYPESET || word("digest") != Some(&*receipt.digest) {
        return Err(Invalid::Entry);
    }
    let named = parse_hash(&receipt.key).ok_or_else(|| unreadable("the key is no key"))?;
    let note = note::read(&receipt.checkpoint).ok_or_else(|| unreadable("the checkpoint is no signed note"))?;
    let point = note.signed_by(key.unwrap_or(&named)).ok_or(Invalid::Signature)?;
    let sm2_key = hex::decode(&receipt.sm2_key).map_err(|_e| unreadable("the SM2 key is no key"))?;
    if !note.sm2_signed_by(&point.key, &sm2_key) {
        return Err(Invalid::SecondSignature);
    }
    let path = receipt.path.iter().map(|h| parse_hash(h)).collect::<Option<Vec<_>>>();
    let path = path.ok_or_else(|| unreadable("a hash of the path is no hash"))?;
    let index = u64::try_from(entry.seq).ok().and_then(|s| s.checked_sub(1)).ok_or(Invalid::Path)?;
    if !tree::verify_inclusion(entry.hash(), index, point.size, &path, &point.root) {
        return Err(Invalid::Path);
    }
    Ok(Verified {
        number: word("number").unwrap_or_default().to_owned(),
        kind: word("kind").unwrap_or_default().to_owned(),
        version: after.get("version").and_then(Value::as_u64).unwrap_or(1),
        checkpoint: point,
        entry,
    })
}
