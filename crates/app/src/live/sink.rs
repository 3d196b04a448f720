//! Where positions go beside the detectors: the port behind which the stored history lies. Fences the columnar files
//! away from the use cases.

use anlu_domain::{ids::VehicleId, track::Fix};
use thiserror::Error;

/// Positions cannot be kept. The worker tries the same entries again.
#[derive(Debug, Error)]
#[error("positions cannot be kept: {0}")]
pub struct SinkError(pub String);

/// Keeps positions. Every call may block on files: the worker calls from a blocking thread.
pub trait PositionSink: Send + Sync {
    /// Takes the fixes of one vehicle in the log entry `offset` of `shard`. Offsets of a shard rise, or start again from
    /// a replayed one.
    fn append(&self, shard: u16, offset: u64, vehicle: VehicleId, fixes: &[Fix]) -> Result<(), SinkError>;

    /// Notes that the entry `offset` holds no positions.
    fn skip(&self, shard: u16, offset: u64);

    /// Writes what is due. Called about once a second.
    fn roll_due(&self) -> Result<(), SinkError>;

    /// Writes everything, for an orderly end.
    fn flush(&self) -> Result<(), SinkError>;

    /// The last offset of `shard` up to which every position is on disk; `None`: nothing since the start. The log is
    /// trimmed behind it and no further.
    fn durable(&self, shard: u16) -> Option<u64>;
}
