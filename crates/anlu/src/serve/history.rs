//! The Parquet history as the live plane writes it.

use std::time::Instant;

use anlu_app::live::sink::{PositionSink, SinkError};
use anlu_domain::{ids::VehicleId, track::Fix};
use anlu_history::{HistoryError, Writer};

/// A [`Writer`] behind the port of the live plane.
pub(crate) struct HistorySink(pub(crate) Writer);

fn failed(e: &HistoryError) -> SinkError {
    SinkError(e.to_string())
}

impl PositionSink for HistorySink {
    fn append(&self, shard: u16, offset: u64, vehicle: VehicleId, fixes: &[Fix]) -> Result<(), SinkError> {
        self.0.append(shard, offset, vehicle, fixes).map_err(|e| failed(&e))
    }

    fn skip(&self, shard: u16, offset: u64) {
        self.0.skip(shard, offset);
    }

    fn roll_due(&self) -> Result<(), SinkError> {
        self.0.roll_due(Instant::now()).map_err(|e| failed(&e))
    }

    fn flush(&self) -> Result<(), SinkError> {
        self.0.flush().map_err(|e| failed(&e))
    }

    fn durable(&self, shard: u16) -> Option<u64> {
        self.0.durable(shard)
    }
}
