//! Message bodies and sub-messages, by family; each table of the standard is one struct.

use crate::wire::Short;

pub mod alarm;

pub mod control;
pub mod exchange;
pub mod link;
pub mod location;
pub mod manage;
pub mod platform;
pub mod vehicle_info;

/// Why a body cannot be read. The frame itself was sound: only this message is lost, never the link.
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
        /// Message or sub-message id.
        msg_id: u16,
    },
    /// Neither behind plate and colour nor at the start stands a sub id of this family with a length that fits.
    #[error("no sub-message of 0x{msg_id:04x} with a length that fits its {len} bytes")]
    NoSubMessage {
        /// Family.
        msg_id: u16,
        /// Bytes of the body.
        len: usize,
    },
}

impl BodyError {
    /// Stable code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Short(_) => "body_too_short",
            Self::NoLayout { .. } => "no_such_layout",
            Self::Unsupported { .. } => "unsupported_message",
            Self::NoSubMessage { .. } => "no_sub_message",
        }
    }

    /// Offset in the body where it shows.
    pub fn offset(&self) -> usize {
        match self {
            Self::Short(short) => short.offset,
            Self::NoLayout { len } | Self::NoSubMessage { len, .. } => *len,
            Self::Unsupported { .. } => 0,
        }
    }
}
