//! What does not hold, by name.

use super::signed;

/// Something that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The entry's content does not hash to its stored leaf hash, and no later entry says that it was erased and what is
    /// left of it.
    Altered {
        /// Entry.
        seq: i64,
    },
    /// Entries are not there.
    Missing {
        /// First entry that is not there.
        from: i64,
        /// Last entry that is not there.
        to: i64,
    },
    /// An entry stands beyond the signed end of the log.
    Inserted {
        /// Entry.
        seq: i64,
    },
    /// The tree does not have the signed root: an entry in the range was replaced together with its hash.
    Root {
        /// First entry that may be altered.
        from: i64,
        /// Last entry that may be altered.
        to: i64,
    },
    /// A checkpoint's signature is not that of this installation's key.
    Signature {
        /// Size the checkpoint claims.
        size: u64,
    },
    /// A kept root of a complete subtree is not that of the log: proofs made out of it would not hold.
    Tile {
        /// Height of the subtree in tiles of 256.
        level: i32,
        /// Number of the subtree at that level, from 0.
        idx: i64,
    },
    /// The head row disagrees with the log or with the newest checkpoint.
    Head {
        /// Size the head claims.
        size: i64,
    },
    /// The log is not a continuation of a checkpoint that was handed out earlier.
    Rewritten {
        /// Size of the earlier checkpoint.
        size: u64,
    },
}

impl Fault {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Altered { .. } => "ledger_entry_altered",
            Self::Missing { .. } => "ledger_entry_missing",
            Self::Inserted { .. } => "ledger_entry_inserted",
            Self::Root { .. } => "ledger_root_differs",
            Self::Signature { .. } => "ledger_signature",
            Self::Tile { .. } => "ledger_tile",
            Self::Head { .. } => "ledger_head",
            Self::Rewritten { .. } => "ledger_rewritten",
        }
    }
}

impl Fault {
    /// Where in the log it stands.
    pub(super) fn place(&self) -> i64 {
        match self {
            Self::Altered { seq } | Self::Inserted { seq } => *seq,
            Self::Missing { from, .. } | Self::Root { from, .. } => *from,
            Self::Signature { size } | Self::Rewritten { size } => signed(*size),
            Self::Tile { idx, .. } => *idx,
            Self::Head { size } => *size,
        }
    }
}

impl core::fmt::Display for Fault {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Altered { seq } => write!(f, "entry {seq}: its content was altered"),
            Self::Missing { from, to } if from == to => write!(f, "entry {from}: removed"),
            Self::Missing { from, to } => write!(f, "entries {from} to {to}: removed"),
            Self::Inserted { seq } => write!(f, "entry {seq}: stands beyond the signed end of the log"),
            Self::Root { from, to } => {
                write!(f, "entries {from} to {to}: one or more were replaced together with their hash")
            }
            Self::Signature { size } => write!(f, "checkpoint of size {size}: not signed by this installation's key"),
            Self::Tile { level, idx } => {
                write!(f, "subtree {idx} of level {level}: its kept root is not that of the log")
            }
            Self::Head { size } => write!(f, "head of size {size}: disagrees with the log"),
            Self::Rewritten { size } => {
                write!(f, "checkpoint of size {size} handed out earlier is not part of this log")
            }
        }
    }
}
