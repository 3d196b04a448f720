//! Notable events of the log: each emits its log line and its metrics together.
//!
//! Metrics: `anlu_bus_batches_total`, `anlu_bus_records_total`, `anlu_bus_bytes_total`, `anlu_bus_commit_seconds`
//! (histogram), `anlu_bus_append_failures_total{code}`, `anlu_bus_trimmed_batches_total`. No field holds personal data.

use std::time::Duration;

use metrics::{counter, histogram};

use crate::error::BusError;

/// A batch is durable.
pub(crate) struct BatchWritten {
    pub(crate) appends: usize,
    pub(crate) records: u64,
    pub(crate) bytes: u64,
    pub(crate) took: Duration,
}

impl BatchWritten {
    pub(crate) fn emit(&self) {
        counter!("anlu_bus_batches_total").increment(1);
        counter!("anlu_bus_records_total").increment(self.records);
        counter!("anlu_bus_bytes_total").increment(self.bytes);
        histogram!("anlu_bus_commit_seconds").record(self.took.as_secs_f64());
        tracing::trace!(appends = self.appends, records = self.records, bytes = self.bytes, "batch written");
    }
}

/// A batch could not be written; none of its appends was acknowledged.
pub(crate) struct BatchFailed<'a> {
    pub(crate) appends: usize,
    pub(crate) error: &'a BusError,
}

impl BatchFailed<'_> {
    pub(crate) fn emit(&self) {
        counter!("anlu_bus_append_failures_total", "code" => self.error.code()).increment(1);
        tracing::error!(code = self.error.code(), appends = self.appends, error = %self.error, "batch not written");
    }
}

/// Old batches were dropped.
pub(crate) struct Trimmed {
    pub(crate) shard: u16,
    pub(crate) batches: u64,
    pub(crate) first: u64,
}

impl Trimmed {
    pub(crate) fn emit(&self) {
        counter!("anlu_bus_trimmed_batches_total").increment(self.batches);
        tracing::info!(shard = self.shard, batches = self.batches, first = self.first, "log trimmed");
    }
}
