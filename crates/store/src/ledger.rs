//! The ledger: who changed what and when, as an append-only Merkle log with signed checkpoints.
//!
//! Leaves are encoded as in [`leaf`] (version 1), hashed into an RFC 6962 tree ([`tree`]); every transaction that
//! appends also moves the head and adds a checkpoint signed with the installation's key ([`checkpoint`]). [`verify`]
//! recomputes everything and names what was altered. What an entry says can be erased: the tree stands on its leaf hash.

mod append;
pub mod checkpoint;
mod erase;
pub mod export;
pub mod leaf;
pub mod note;
mod proof;
mod read;
pub mod receipt;
pub mod tree;
pub mod verify;

#[cfg(test)]
mod tests;

use serde_json::Value;

use anlu_domain::time::UtcMs;

pub use self::{
    append::append,
    checkpoint::Checkpoint,
    erase::{Subject, erasable, erase},
    leaf::Entry,
    proof::{consistency, inclusion, tile},
    read::{Filter, entries, is_ours, latest_checkpoint, latest_note, note_of, of, public_keys, seq_of, size},
};
pub(crate) use self::{append::flush, checkpoint::Signer};

/// A change to be written to the ledger. `before` and `after` must hold no personal data in clear.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerDraft {
    /// Who did it: an account's name and id, or the name of a task.
    pub actor: String,
    /// Stable `snake_case` verb, e.g. `enterprise_updated`.
    pub action: &'static str,
    /// Kind of subject, e.g. `enterprise`.
    pub subject_kind: &'static str,
    /// Id of the subject.
    pub subject_id: String,
    /// The changed fields before; `None` when the subject is new.
    pub before: Option<Value>,
    /// The changed fields after; `None` when nothing remains.
    pub after: Option<Value>,
}

/// A draft with its time, waiting for commit.
pub(crate) struct Pending {
    pub(crate) at: UtcMs,
    pub(crate) draft: LedgerDraft,
}
