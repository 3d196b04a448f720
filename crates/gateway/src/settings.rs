//! Limits of the listener. Each is an argument, and each has a test that exceeds it.

use std::time::Duration;

use crate::{attach::AttachmentAddress, auth::AuthKey, pace::Pace};

/// Settings of [`serve`](crate::serve).
#[derive(Clone, Debug)]
pub struct GatewaySettings {
    /// Key the authentication codes are derived from. Changing it makes every terminal register again.
    pub auth_key: AuthKey,
    /// Connections at once; one more is closed at accept.
    pub max_connections: usize,
    /// Terminals on one connection (a relay socket carries many).
    pub max_terminals: usize,
    /// Longest frame on the wire between its flags, bytes.
    pub max_frame_bytes: usize,
    /// Bytes read from one connection before what was read is appended to the log and answered.
    pub read_bytes: usize,
    /// A connection without uplink for this long is closed; what the platform sends does not count.
    pub idle: Duration,
    /// A connection on which no terminal has authenticated for this long is closed.
    pub login: Duration,
    /// A peer that does not take its answers for this long is closed.
    pub write: Duration,
    /// Broken frames, refused messages and log-ins, and runs of bytes outside frames a connection may send per minute,
    /// for each terminal that is online on it (at least one): a relay is not cut off for a few of its terminals.
    pub max_rejected_per_minute: u32,
    /// Memory for incomplete multi-packet messages of one connection, bytes.
    pub fragment_bytes: usize,
    /// The same for all connections together, bytes; looked at after each read.
    pub fragment_bytes_total: usize,
    /// Longest message the log is asked to take, bytes: what the packets of one connection may hold, and below what the
    /// log accepts, or one message would hold up the batch it came in for ever.
    pub max_message_bytes: usize,
    /// What its time-outs are measured by.
    pub pace: Pace,
    /// How often a connection looks at its time-outs and asks for missing packets again.
    pub tick: Duration,
    /// How long a graceful stop waits for connections to finish their batch.
    pub drain: Duration,
    /// Where terminals send the attachments of alarms; `None`: they are not asked for any.
    pub attachments: Option<AttachmentAddress>,
}

impl GatewaySettings {
    /// The defaults with a key.
    pub fn new(auth_key: AuthKey) -> Self {
        Self {
            auth_key,
            max_connections: 20_000,
            max_terminals: 5_000,
            max_frame_bytes: anlu_protocols::jt808::MAX_ESCAPED,
            read_bytes: 64 * 1024,
            idle: Duration::from_mins(10),
            login: Duration::from_mins(1),
            write: Duration::from_secs(10),
            max_rejected_per_minute: 60,
            fragment_bytes: 1024 * 1024,
            fragment_bytes_total: 256 * 1024 * 1024,
            max_message_bytes: 1024 * 1024,
            pace: Pace::Machine,
            tick: Duration::from_secs(5),
            drain: Duration::from_secs(10),
            attachments: None,
        }
    }
}
