//! 0x0001 terminal general reply and 0x8001 platform general reply (2013: tables 4 and 5, 2019: tables 4 and 5).

use serde::{Serialize, ser::SerializeMap};

use crate::wire::{Reader, Writer};

use super::BodyError;

/// Done.
pub const OK: u8 = 0;
/// Failed.
pub const FAILED: u8 = 1;
/// The message is wrong.
pub const BAD_MESSAGE: u8 = 2;
/// The message is not supported.
pub const UNSUPPORTED: u8 = 3;
/// The alarm was handled (0x8001 only).
pub const ALARM_HANDLED: u8 = 4;

/// A general reply, the same five bytes in both directions and all editions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reply {
    /// Serial number of the message answered.
    pub serial: u16,
    /// Id of the message answered.
    pub msg_id: u16,
    /// 0 ok, 1 failed, 2 bad message, 3 unsupported, 4 alarm handled.
    pub result: u8,
}

impl Reply {
    /// Reads the body.
    pub fn decode(body: &[u8]) -> Result<Self, BodyError> {
        let mut r = Reader::new(body);
        Ok(Self { serial: r.u16()?, msg_id: r.u16()?, result: r.u8()? })
    }

    /// Appends the body.
    pub fn encode(&self, out: &mut Vec<u8>) {
        Writer::new(out).u16(self.serial).u16(self.msg_id).u8(self.result);
    }
}

impl Serialize for Reply {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("reply_serial", &self.serial)?;
        map.serialize_entry("reply_id", &super::IdText(self.msg_id))?;
        map.serialize_entry("result", &self.result)?;
        map.end()
    }
}
