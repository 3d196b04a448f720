//! Stored form of a shard's state: a mark, a version, then postcard. Every released version has a committed sample.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use thiserror::Error;

use super::{
    ShardState,
    clock::Drivers,
    packed::Packed,
    state::{Counts, VehicleKey},
};

const MARK: &[u8; 8] = b"ANLUSHRD";
/// Raised whenever the stored form changes.
const VERSION: u8 = 8;

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
    /// What is kept of a vehicle cannot be read.
    #[error("the snapshot is damaged: vehicle number {place}")]
    Vehicle {
        /// Its place among the vehicles, from 0.
        place: usize,
    },
}

/// Vehicles in the order of their names.
#[derive(Serialize)]
struct Writes<'a, K> {
    counts: Counts,
    vehicles: Vec<(K, &'a Packed)>,
    drivers: &'a Drivers,
}

#[derive(Deserialize)]
struct Reads<K> {
    counts: Counts,
    vehicles: Vec<(K, Packed)>,
    drivers: Drivers,
}

impl<K: VehicleKey + Serialize> ShardState<K> {
    /// The state as bytes. Equal states give equal bytes.
    pub fn encode(&self) -> Result<Vec<u8>, SnapshotError> {
        let vehicles = self.sorted();
        let mut bytes = MARK.to_vec();
        bytes.push(VERSION);
        Ok(postcard::to_extend(&Writes { counts: self.counts, vehicles, drivers: &self.drivers }, bytes)?)
    }
}

impl<K: VehicleKey + DeserializeOwned> ShardState<K> {
    /// Reads what [`ShardState::encode`] wrote.
    pub fn decode(bytes: &[u8]) -> Result<Self, SnapshotError> {
        let rest = bytes.strip_prefix(MARK).ok_or(SnapshotError::NotASnapshot)?;
        let body = match rest.split_first() {
            Some((&VERSION, body)) => body,
            Some((&found, _)) => return Err(SnapshotError::OtherVersion { found }),
            None => return Err(SnapshotError::NotASnapshot),
        };
        let Reads { counts, vehicles, drivers } = postcard::from_bytes(body)?;
        if let Some(place) = vehicles.iter().position(|(_, packed): &(K, Packed)| !packed.sound()) {
            return Err(SnapshotError::Vehicle { place });
        }
        Ok(Self::of(counts, vehicles, drivers))
    }
}
