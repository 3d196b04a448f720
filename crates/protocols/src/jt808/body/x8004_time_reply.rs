//! 0x8004 server time (2019: table 6). The one time of the standard that is UTC, not GMT+8.

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::wire::{CivilTime, Reader, Writer, hex::Hex};

use super::BodyError;

/// Server time in UTC, BCD[6].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeReply {
    bytes: [u8; 6],
}

impl TimeReply {
    /// The time `now_ms` (UTC epoch milliseconds); zeros outside the years 2000–2099.
    pub fn at(now_ms: i64) -> Self {
        let time = CivilTime::utc_at(now_ms).filter(|time| (2000..=2099).contains(&time.date.year));
        Self { bytes: time.map(CivilTime::to_bcd).unwrap_or_default() }
    }

    /// Reads the body.
    pub fn decode(body: &[u8]) -> Result<Self, BodyError> {
        Ok(Self { bytes: Reader::new(body).array()? })
    }

    /// Appends the body.
    pub fn encode(&self, out: &mut Vec<u8>) {
        Writer::new(out).bytes(&self.bytes);
    }

    /// The time on a UTC clock, when it is one.
    pub fn utc(&self) -> Option<CivilTime> {
        CivilTime::from_bcd(self.bytes)
    }
}

impl Serialize for TimeReply {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self.utc() {
            Some(time) => map.serialize_entry("time", &format!("{time}Z"))?,
            None => map.serialize_entry("time_raw", &Hex(&self.bytes))?,
        }
        map.end()
    }
}
