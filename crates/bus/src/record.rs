//! What the log holds.

use std::sync::Arc;

use anlu_domain::{ids::VehicleId, time::UtcMs};

/// Who a record came from, as the gateway knew it when it received the frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A JT/T 808 terminal.
    Jt808 {
        /// Phone number of the terminal, digits without leading zeros.
        phone: String,
        /// The registered vehicle it speaks for.
        vehicle: Option<VehicleId>,
    },
    /// A lower platform over JT/T 809. The frame is in the clear: it opens without the constants of the link.
    Jt809 {
        /// Name of the link in the configuration.
        link: Arc<str>,
        /// Whether frames follow the edition of 2019 (else 2011): nothing in a frame says it.
        edition_2019: bool,
        /// The registered vehicle the message is about; `None` for messages without one and for unknown plates.
        vehicle: Option<VehicleId>,
    },
    /// Nobody: the time itself, noted by a consumer that must judge by it, so that a replay judges by the same time.
    Clock,
}

impl Record {
    /// A record that says what time it is; it has no frame.
    pub fn clock(now: UtcMs) -> Self {
        Self { received: now, source: Source::Clock, frame: Vec::new() }
    }
}

/// One received frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// When the gateway received it.
    pub received: UtcMs,
    /// Who sent it.
    pub source: Source,
    /// The frame, unescaped, without flags, checksum verified and left in place.
    pub frame: Vec<u8>,
}

/// A record at its place in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Shard.
    pub shard: u16,
    /// Offset in the shard; offsets are contiguous from 0.
    pub offset: u64,
    /// The record.
    pub record: Record,
}
