//! Stored form of a shard's state: a mark, a version, then postcard. Every released version has a committed sample.

use thiserror::Error;

use super::ShardState;

const MARK: &[u8; 8] = b"ANLUSHRD";
/// Raised whenever the stored form changes.
const VERSION: u8 = 4;

/// Why stored bytes are not a state. The caller starts from an empty state and replays.
#[derive(Debug, Error)]
pub enum SnapshotError {
    /// The mark is missing: not a snapshot, or its begin is damaged.
    #[error("these bytes are no snapshot of a shard")]
    NotASnapshot,
    /// Written by another release.
    #[error("the snapshot has version {found}, this program reads version {VERSION}")]
    OtherVersion {
        /// The version that was read.
        found: u8,
    },
    /// Cut off or damaged.
    #[error("the snapshot is damaged: {0}")]
    Damaged(#[from] postcard::Error),
}

impl ShardState {
    /// The state as bytes. Equal states give equal bytes.
    pub fn encode(&self) -> Result<Vec<u8>, SnapshotError> {
        let mut bytes = MARK.to_vec();
        bytes.push(VERSION);
        Ok(postcard::to_extend(self, bytes)?)
    }

    /// Reads what [`ShardState::encode`] wrote.
    pub fn decode(bytes: &[u8]) -> Result<Self, SnapshotError> {
        let rest = bytes.strip_prefix(MARK).ok_or(SnapshotError::NotASnapshot)?;
        match rest.split_first() {
            Some((&VERSION, body)) => Ok(postcard::from_bytes(body)?),
            Some((&found, _)) => Err(SnapshotError::OtherVersion { found }),
            None => Err(SnapshotError::NotASnapshot),
        }
    }
}
