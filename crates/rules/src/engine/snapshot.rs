//! Stored form of a shard's state: a mark, a version, then postcard. Every released version has a committed sample.

use std::io::{self, Write};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use thiserror::Error;

use super::{
    ShardState,
    clock::Drivers,
    packed::Packed,
    silence::Kept,
    state::{Counts, VehicleKey},
};

const MARK: &[u8; 8] = b"ANLUSHRD";
/// Raised whenever the stored form changes.
const VERSION: u8 = 11;

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

/// Bytes that are gathered before they are written.
const PART: usize = 128 * 1024;

/// What [`ShardState::write`] writes.
#[derive(Deserialize)]
struct Reads<K> {
    counts: Counts,
    vehicles: Vec<(K, Packed)>,
    drivers: Drivers,
    silent: Kept<K>,
}

impl<K: VehicleKey + Serialize> ShardState<K> {
    /// Writes the state, part by part: a large one is not held twice. Vehicles stand in the order in which they came, for
    /// millions are not sorted to be written; equal states with the same order give equal bytes.
    pub fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let mut part = Vec::with_capacity(PART + PART / 4);
        part.extend_from_slice(MARK);
        part.push(VERSION);
        part = with(part, &self.counts)?;
        // A list is its length, then what it holds.
        part = with(part, &self.vehicles())?;
        for vehicle in self.remembered() {
            part = with(part, vehicle)?;
            if part.len() >= PART {
                to.write_all(&part)?;
                part.clear();
            }
        }
        part = with(part, &self.drivers)?;
        to.write_all(&with(part, &self.silent())?)
    }

    /// What [`ShardState::write`] writes.
    #[cfg(test)]
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.write(&mut bytes).unwrap();
        bytes
    }
}

fn with<T: Serialize>(bytes: Vec<u8>, value: &T) -> io::Result<Vec<u8>> {
    postcard::to_extend(value, bytes).map_err(io::Error::other)
}

impl<K: VehicleKey + DeserializeOwned> ShardState<K> {
    /// Reads what [`ShardState::write`] wrote.
    pub fn decode(bytes: &[u8]) -> Result<Self, SnapshotError> {
        let rest = bytes.strip_prefix(MARK).ok_or(SnapshotError::NotASnapshot)?;
        let body = match rest.split_first() {
            Some((&VERSION, body)) => body,
            Some((&found, _)) => return Err(SnapshotError::OtherVersion { found }),
            None => return Err(SnapshotError::NotASnapshot),
        };
        let Reads { counts, vehicles, drivers, silent } = postcard::from_bytes(body)?;
        if let Some(place) = vehicles.iter().position(|(_, packed): &(K, Packed)| !packed.sound()) {
            return Err(SnapshotError::Vehicle { place });
        }
        Ok(Self::of(counts, vehicles, drivers, Some(silent)))
    }
}
