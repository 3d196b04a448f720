//! Limits and sizes of the log.

use std::time::Duration;

/// Settings of a [`Log`](crate::Log).
#[derive(Clone, Debug)]
pub struct LogSettings {
    /// Number of shards; fixed when the log is created. One shard is one detector task.
    pub shards: u16,
    /// How long the writer waits for more appends before it writes a batch. Zero: it writes what is there, and batches
    /// only form while the disk is busy.
    pub linger: Duration,
    /// Most records waiting for the writer; further appends wait (back-pressure).
    pub max_pending_records: u32,
    /// Largest encoded record, bytes.
    pub max_record_bytes: usize,
    /// Space kept free in the log folder, bytes; below it every append is refused.
    pub min_free_bytes: u64,
    /// Memory for unflushed records per shard, bytes.
    pub shard_buffer_bytes: u64,
    /// Memory for the read cache, bytes.
    pub cache_bytes: u64,
    /// Memory for the newest records per shard, bytes: who reads them as they come asks no disk.
    pub tail_bytes: usize,
}

impl Default for LogSettings {
    fn default() -> Self {
        Self {
            shards: 8,
            linger: Duration::from_millis(5),
            max_pending_records: 65_536,
            // A picture of a terminal may take what a connection gathers of packets: 1 MiB.
            max_record_bytes: 1024 * 1024 + 4 * 1024,
            min_free_bytes: 64 * 1024 * 1024,
            shard_buffer_bytes: 8 * 1024 * 1024,
            cache_bytes: 16 * 1024 * 1024,
            tail_bytes: 4 * 1024 * 1024,
        }
    }
}
