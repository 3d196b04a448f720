//! Stored form of a set of zones: a mark, a version, then postcard. A replay judges by the zones that were in force, so
//! the set is kept as it was, to the last bit of each corner.

use anlu_domain::zone::Zone;
use thiserror::Error;

use super::ZoneSet;

const MARK: &[u8; 8] = b"ANLUZONE";
/// Raised whenever the stored form changes.
const VERSION: u8 = 1;

/// Why stored bytes are no set of zones.
#[derive(Debug, Error)]
pub enum ZonesError {
    /// The mark is missing, or the version is another.
    #[error("these bytes are no set of zones of version {VERSION}")]
    NotZones,
    /// Cut off or damaged.
    #[error("the set of zones is damaged: {0}")]
    Damaged(#[from] postcard::Error),
}

impl ZoneSet {
    /// The zones as bytes. Equal sets give equal bytes.
    pub fn encode(&self) -> Result<Vec<u8>, ZonesError> {
        let mut bytes = MARK.to_vec();
        bytes.push(VERSION);
        let zones: Vec<&Zone> = self.zones().collect();
        Ok(postcard::to_extend(&zones, bytes)?)
    }

    /// Reads what [`ZoneSet::encode`] wrote.
    pub fn decode(bytes: &[u8]) -> Result<Self, ZonesError> {
        match bytes.strip_prefix(MARK).and_then(<[u8]>::split_first) {
            Some((&VERSION, body)) => Ok(Self::new(postcard::from_bytes(body)?)),
            _ => Err(ZonesError::NotZones),
        }
    }

    /// Differs whenever the sets do; 0 for no zones. FNV-1a over the stored form.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    pub(super) fn mark(&self) -> u64 {
        if self.is_empty() {
            return 0;
        }
        let bytes = self.encode().unwrap_or_default();
        bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
    }
}
