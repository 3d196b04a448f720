//! Why the log could not do what it was asked.

use std::sync::Arc;

/// A refusal or failure of the log. An append that returned one of these is not acknowledged and may be sent again.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BusError {
    /// The engine under the log failed (`bus_storage`): disk full, IO error. Free space or replace the disk, restart.
    #[error("the log's storage failed: {0}")]
    Storage(Arc<fjall::Error>),
    /// Less space than `LogSettings::min_free_bytes` is left (`bus_disk_full`). Appends work again once space is free.
    #[error("only {free} bytes are free in the log folder, {needed} are kept as reserve")]
    DiskFull {
        /// Bytes free for unprivileged users.
        free: u64,
        /// The reserve asked for.
        needed: u64,
    },
    /// Free space could not be read (`bus_folder`): the folder has gone away.
    #[error("the log folder cannot be examined: {0}")]
    Folder(Arc<std::io::Error>),
    /// The log was opened with another number of shards than it was created with (`bus_shards`).
    #[error("the log has {stored} shards, {asked} were asked for")]
    ShardCount {
        /// As created.
        stored: u16,
        /// As asked.
        asked: u16,
    },
    /// No such shard (`bus_shard`): a programming error of the caller.
    #[error("there is no shard {0}")]
    NoShard(u16),
    /// A stored batch cannot be read (`bus_corrupt`): unknown version or damaged bytes.
    #[error("the batch at shard {shard} offset {offset} cannot be read: {reason}")]
    Corrupt {
        /// Shard of the batch.
        shard: u16,
        /// First offset of the batch.
        offset: u64,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// One record is larger than the log accepts (`bus_record_size`).
    #[error("a record of {bytes} bytes is larger than {limit}")]
    RecordSize {
        /// Bytes of the encoded record.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// The operator stopped writing (`bus_paused`), see `Log::pause`.
    #[error("writing to the log is paused")]
    Paused,
    /// The log is closing (`bus_closed`).
    #[error("the log is closed")]
    Closed,
}

impl BusError {
    /// Stable code of the error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Storage(_) => "bus_storage",
            Self::DiskFull { .. } => "bus_disk_full",
            Self::Folder(_) => "bus_folder",
            Self::ShardCount { .. } => "bus_shards",
            Self::NoShard(_) => "bus_shard",
            Self::Corrupt { .. } => "bus_corrupt",
            Self::RecordSize { .. } => "bus_record_size",
            Self::Paused => "bus_paused",
            Self::Closed => "bus_closed",
        }
    }
}

impl From<fjall::Error> for BusError {
    fn from(e: fjall::Error) -> Self {
        Self::Storage(Arc::new(e))
    }
}
