//! The ledger as a file that anybody can verify: JSON lines, version 1.
//!
//! First line: `{"format":"anlu-ledger","version":1,"key":HEX}`. Then entries (`{"entry":{…}}`) in order, each
//! checkpoint (`{"checkpoint":{…}}`) right after the entry it covers last.

use std::io::Write;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

use super::{
    Checkpoint, Entry,
    leaf::parse_hash,
    verify::{Report, Walk},
};
use crate::{
    Store, StoreError,
    entity::{checkpoint, ledger},
};

/// A line of the file.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// An entry.
    Entry(EntryLine),
    /// A checkpoint.
    Checkpoint(CheckpointLine),
}

/// First line.
#[derive(Serialize, Deserialize)]
pub struct Header {
    /// Always `anlu-ledger`.
    pub format: String,
    /// Always 1.
    pub version: u32,
    /// Public key, hexadecimal.
    pub key: String,
}

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields of `Entry`")]
pub struct EntryLine {
    pub seq: i64,
    pub at: i64,
    pub actor: String,
    pub action: String,
    pub subject_kind: String,
    pub subject_id: String,
    pub before: Option<String>,
    pub after: Option<String>,
    pub leaf_hash: String,
}

/// A checkpoint; hashes, key and signature in hexadecimal.
#[derive(Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields of `Checkpoint`")]
pub struct CheckpointLine {
    pub size: u64,
    pub root: String,
    pub at: i64,
    pub key: String,
    pub signature: String,
}

impl From<&Checkpoint> for CheckpointLine {
    fn from(c: &Checkpoint) -> Self {
        Self {
            size: c.size,
            root: hex::encode(c.root),
            at: c.at,
            key: hex::encode(c.key),
            signature: hex::encode(c.signature),
        }
    }
}

impl CheckpointLine {
    /// The checkpoint; `None` when a value is not hexadecimal of the right length.
    pub fn read(&self) -> Option<Checkpoint> {
        let mut signature = [0; 64];
        hex::decode_to_slice(&self.signature, &mut signature).ok()?;
        Some(Checkpoint {
            size: self.size,
            root: parse_hash(&self.root)?,
            at: self.at,
            key: parse_hash(&self.key)?,
            signature,
        })
    }
}

impl From<Entry> for EntryLine {
    fn from(e: Entry) -> Self {
        let Entry { seq, at, actor, action, subject_kind, subject_id, before, after, leaf_hash } = e;
        Self { seq, at, actor, action, subject_kind, subject_id, before, after, leaf_hash }
    }
}

impl From<EntryLine> for Entry {
    fn from(e: EntryLine) -> Self {
        let EntryLine { seq, at, actor, action, subject_kind, subject_id, before, after, leaf_hash } = e;
        Self { seq, at, actor, action, subject_kind, subject_id, before, after, leaf_hash }
    }
}

/// A file that is not an exported ledger.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// Cannot be read.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// A line is not what it should be.
    #[error("line {line}: {what}")]
    Line {
        /// Line number, from 1.
        line: usize,
        /// What is wrong.
        what: String,
    },
}

/// An export that failed.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The file cannot be written.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// The ledger cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Verifies an exported file. With `key` (from the installation, by another way than the file) the file must have been
/// signed by it; without, it is only shown to be consistent with the key it names.
pub fn verify_file(lines: impl std::io::BufRead, key: Option<[u8; 32]>) -> Result<Report, FileError> {
    let mut walk: Option<Walk> = None;
    for (i, text) in lines.lines().enumerate() {
        let text = text?;
        let bad = |what: &str| FileError::Line { line: i + 1, what: what.to_owned() };
        match &mut walk {
            None => {
                let header: Header = serde_json::from_str(&text).map_err(|e| bad(&e.to_string()))?;
                if header.format != "anlu-ledger" || header.version != 1 {
                    return Err(bad("not an anlu-ledger file of version 1"));
                }
                let named = parse_hash(&header.key).ok_or_else(|| bad("key is not 32 bytes in hexadecimal"))?;
                walk = Some(Walk::new(key.unwrap_or(named)));
            }
            Some(walk) => match serde_json::from_str(&text).map_err(|e| bad(&e.to_string()))? {
                Line::Entry(e) => walk.entry(&e.into()),
                Line::Checkpoint(c) => {
                    walk.checkpoint(&c.read().ok_or_else(|| bad("checkpoint with values that are not hexadecimal"))?);
                }
            },
        }
    }
    walk.map(Walk::finish).ok_or(FileError::Line { line: 1, what: "the file is empty".to_owned() })
}

/// Entries read at a time.
const BATCH: u64 = 1_000;

/// Writes the whole ledger of `store` as such a file.
pub async fn write(store: &Store, out: &mut (impl Write + Send)) -> Result<(), ExportError> {
    let key = hex::encode(store.inner.signer.public());
    line(out, &Header { format: "anlu-ledger".to_owned(), version: 1, key })?;
    let db = store.read();
    let (mut after, mut covered) = (i64::MIN, i64::MIN);
    loop {
        let rows = ledger::Entity::find()
            .filter(ledger::Column::Seq.gt(after))
            .order_by_asc(ledger::Column::Seq)
            .limit(BATCH)
            .all(&db.conn())
            .await
            .map_err(StoreError::from)?;
        let Some(last) = rows.last().map(|r| r.seq) else { return Ok(()) };
        let points = checkpoint::Entity::find()
            .filter(checkpoint::Column::Size.gt(covered))
            .filter(checkpoint::Column::Size.lte(last))
            .order_by_asc(checkpoint::Column::Size)
            .all(&db.conn())
            .await
            .map_err(StoreError::from)?;
        let mut points = points.iter().peekable();
        for row in rows {
            let seq = row.seq;
            line(out, &Line::Entry(Entry::from(row).into()))?;
            while let Some(point) = points.next_if(|p| p.size <= seq) {
                line(out, &Line::Checkpoint((&Checkpoint::from_row(point)?).into()))?;
            }
        }
        (after, covered) = (last, last);
    }
}

fn line(out: &mut impl Write, value: &impl Serialize) -> std::io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}
