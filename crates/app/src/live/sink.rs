//! Where positions go beside the detectors: the port behind which the stored history lies. Fences the columnar files
//! away from the use cases.

use std::collections::{BTreeSet, HashMap};

use anlu_domain::{ids::VehicleId, time::CivilDay, track::Fix};
use thiserror::Error;

/// Positions cannot be kept. The worker tries the same entries again.
#[derive(Debug, Error)]
#[error("positions cannot be kept: {0}")]
pub struct SinkError(pub String);

/// How many whole days after their own positions are kept, by vehicle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Of vehicles that are not named.
    pub otherwise: u32,
    /// Of vehicles with a term of their own.
    pub vehicles: HashMap<VehicleId, u32>,
}

impl Kept {
    /// The days of one vehicle.
    pub fn days(&self, of: VehicleId) -> u32 {
        self.vehicles.get(&of).copied().unwrap_or(self.otherwise)
    }

    /// Every number of days there is.
    pub fn terms(&self) -> BTreeSet<u32> {
        self.vehicles.values().copied().chain([self.otherwise]).collect()
    }
}

/// A fix to be kept, with the offset of its entry and its vehicle.
pub type Positioned<'a> = (u64, VehicleId, &'a Fix);

/// Keeps positions. Every call may block on files: the worker calls from a blocking thread.
pub trait PositionSink: Send + Sync {
    /// Takes the fixes of the next log entries of `shard`, up to the entry `last`, each with the offset of its entry.
    /// Entries without fixes count too: the log may be trimmed behind them. Offsets of a shard rise, or start again from a
    /// replayed one.
    fn append<'a>(
        &self,
        shard: u16,
        last: u64,
        fixes: &mut (dyn Iterator<Item = Positioned<'a>> + 'a),
    ) -> Result<(), SinkError>;

    /// Writes what is due. Called about once a second.
    fn roll_due(&self) -> Result<(), SinkError>;

    /// Writes everything, for an orderly end.
    fn flush(&self) -> Result<(), SinkError>;

    /// Merges small files of past days, and lets positions go whose time is over by the start of `today`. May take
    /// minutes; `go_on` is asked all the while. Answers the folders that were changed.
    fn compact(&self, today: CivilDay, keep: &Kept, go_on: &(dyn Fn() -> bool + Sync)) -> Result<u64, SinkError>;

    /// The last offset of `shard` up to which every position is on disk; `None`: nothing since the start. The log is
    /// trimmed behind it and no further.
    fn durable(&self, shard: u16) -> Option<u64>;
}
