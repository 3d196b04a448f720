//! Message bodies: one file each, decode and encode for every edition.

use serde::{Serialize, Serializer};

use crate::wire::Short;

pub mod reply;
pub mod x0002_heartbeat;
pub mod x0003_logout;
pub mod x0004_time_query;
pub mod x0100_register;
pub mod x0102_auth;
pub mod x0200_location;
pub mod x0702_driver;
pub mod x0704_batch;
pub mod x8003_resend;
pub mod x8004_time_reply;
pub mod x8100_register_reply;

pub use reply::Reply;
pub use x0002_heartbeat::Heartbeat;
pub use x0003_logout::Logout;
pub use x0004_time_query::TimeQuery;
pub use x0100_register::Register;
pub use x0102_auth::Auth;
pub use x0200_location::Location;
pub use x0702_driver::Driver;
pub use x0704_batch::Batch;
pub use x8003_resend::Resend;
pub use x8004_time_reply::TimeReply;
pub use x8100_register_reply::RegisterReply;

/// A decoded body; borrows from the frame.
#[derive(Debug, Clone, PartialEq)]
pub enum Body<'a> {
    /// 0x0001.
    TerminalReply(Reply),
    /// 0x0002.
    Heartbeat(Heartbeat),
    /// 0x0003.
    Logout(Logout),
    /// 0x0004.
    TimeQuery(TimeQuery),
    /// 0x0100.
    Register(Register<'a>),
    /// 0x0102.
    Auth(Auth<'a>),
    /// 0x0200.
    Location(Location<'a>),
    /// 0x0702.
    Driver(Driver<'a>),
    /// 0x0704.
    Batch(Batch<'a>),
    /// 0x8001.
    PlatformReply(Reply),
    /// 0x8003.
    Resend(Resend<'a>),
    /// 0x8004.
    TimeReply(TimeReply),
    /// 0x8100.
    RegisterReply(RegisterReply<'a>),
}

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::TerminalReply(body) | Self::PlatformReply(body) => body.serialize(serializer),
            Self::Heartbeat(body) => body.serialize(serializer),
            Self::Logout(body) => body.serialize(serializer),
            Self::TimeQuery(body) => body.serialize(serializer),
            Self::Register(body) => body.serialize(serializer),
            Self::Auth(body) => body.serialize(serializer),
            Self::Location(body) => body.serialize(serializer),
            Self::Driver(body) => body.serialize(serializer),
            Self::Batch(body) => body.serialize(serializer),
            Self::Resend(body) => body.serialize(serializer),
            Self::TimeReply(body) => body.serialize(serializer),
            Self::RegisterReply(body) => body.serialize(serializer),
        }
    }
}

/// Why a body cannot be read. The frame itself was sound: only this message is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// A field reaches beyond the end.
    #[error("body too short: {0}")]
    Short(#[from] Short),
    /// No layout of any edition has this length.
    #[error("no layout of this message is {len} bytes long")]
    NoLayout {
        /// Bytes of the body.
        len: usize,
    },
    /// The message is not in the catalogue.
    #[error("message 0x{msg_id:04x} is not supported")]
    Unsupported {
        /// Message id.
        msg_id: u16,
    },
    /// The body is encrypted.
    #[error("the body is encrypted (method {method})")]
    Encrypted {
        /// Bits 10–12 of the header.
        method: u8,
    },
    /// The body is one packet of several; put the message together first.
    #[error("packet {index} of {total}: the message is not complete")]
    Part {
        /// This packet.
        index: u16,
        /// Number of packets.
        total: u16,
    },
}

impl BodyError {
    /// Stable code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Short(_) => "body_too_short",
            Self::NoLayout { .. } => "no_such_layout",
            Self::Unsupported { .. } => "unsupported_message",
            Self::Encrypted { .. } => "encrypted",
            Self::Part { .. } => "incomplete_message",
        }
    }

    /// Offset in the body where it shows.
    pub fn offset(&self) -> usize {
        match self {
            Self::Short(short) => short.offset,
            Self::NoLayout { len } => *len,
            Self::Unsupported { .. } | Self::Encrypted { .. } | Self::Part { .. } => 0,
        }
    }
}

/// A message id as JSON writes it: `0x0200`.
pub(crate) struct IdText(pub(crate) u16);

impl Serialize for IdText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("0x{:04x}", self.0))
    }
}

impl Body<'_> {
    /// Appends the body as it lies in the frame.
    pub fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::TerminalReply(body) | Self::PlatformReply(body) => body.encode(out),
            Self::Heartbeat(_) | Self::Logout(_) | Self::TimeQuery(_) => {}
            Self::Register(body) => body.encode(out),
            Self::Auth(body) => body.encode(out),
            Self::Location(body) => body.encode(out),
            Self::Driver(body) => body.encode(out),
            Self::Batch(body) => body.encode(out),
            Self::Resend(body) => body.encode(out),
            Self::TimeReply(body) => body.encode(out),
            Self::RegisterReply(body) => body.encode(out),
        }
    }
}
