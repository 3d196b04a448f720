//! 0x8100 answer to a registration (2013: table 8, 2019: table 9).

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::wire::{Reader, Writer, gbk};

use super::BodyError;

/// Accepted; the authentication code follows.
pub const OK: u8 = 0;
/// The vehicle is registered already.
pub const VEHICLE_TAKEN: u8 = 1;
/// No such vehicle.
pub const NO_SUCH_VEHICLE: u8 = 2;
/// The terminal is registered already.
pub const TERMINAL_TAKEN: u8 = 3;
/// No such terminal.
pub const NO_SUCH_TERMINAL: u8 = 4;

/// The platform's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegisterReply<'a> {
    /// Serial number of the registration.
    pub serial: u16,
    /// [`OK`] and the others.
    pub result: u8,
    /// Authentication code; only with [`OK`].
    pub auth_code: &'a [u8],
}

impl<'a> RegisterReply<'a> {
    /// Reads the body.
    pub fn decode(body: &'a [u8]) -> Result<Self, BodyError> {
        let mut r = Reader::new(body);
        Ok(Self { serial: r.u16()?, result: r.u8()?, auth_code: r.rest() })
    }

    /// Appends the body.
    pub fn encode(&self, out: &mut Vec<u8>) {
        Writer::new(out).u16(self.serial).u8(self.result).bytes(self.auth_code);
    }
}

impl Serialize for RegisterReply<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("reply_serial", &self.serial)?;
        map.serialize_entry("result", &self.result)?;
        if !self.auth_code.is_empty() {
            map.serialize_entry("auth_code", &gbk::text(self.auth_code))?;
        }
        map.end()
    }
}
