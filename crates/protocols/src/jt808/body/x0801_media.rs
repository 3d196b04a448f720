//! 0x0801 a recording (2011: 8.42, 2013: table 81), acknowledged with 0x8800.

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::{
    jt808::version::Version,
    wire::{Reader, Short, Writer, field::Field, hex::Hex},
};

use super::{Location, MediaEvent, x0200_location};

/// A recording, whole once its packets are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Media<'a> {
    /// What was recorded.
    pub event: MediaEvent,
    /// What stands between description and data.
    pub origin: Origin<'a>,
    /// The file.
    pub data: &'a [u8],
}

/// Where a recording was made, or which part of it this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin<'a> {
    /// 2013 and 2019: location without items.
    Location(Location<'a>),
    /// 2011: number of parts and this part.
    Part {
        /// Number of parts.
        total: u32,
        /// This part.
        index: u32,
    },
}

impl<'a> Media<'a> {
    /// Reads the body. The header does not tell 2011, so its layout is taken only when asked for.
    pub fn decode(body: &'a [u8], version: Version) -> Result<Self, Short> {
        let mut r = Reader::new(body);
        let event = MediaEvent::read(&mut r)?;
        let origin = if version == Version::V2011 {
            Origin::Part { total: r.u32()?, index: r.u32()? }
        } else {
            Origin::Location(Location::decode_base(&mut r)?)
        };
        Ok(Self { event, origin, data: r.rest() })
    }

    /// Appends the body.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let mut w = Writer::new(out);
        self.event.write(&mut w);
        match &self.origin {
            Origin::Location(location) => location.encode_base(&mut w),
            Origin::Part { total, index } => {
                w.u32(*total).u32(*index);
            }
        }
        w.bytes(self.data);
    }
}

impl Serialize for Media<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("media_id", &self.event.media_id)?;
        map.serialize_entry("type", &self.event.kind)?;
        map.serialize_entry("format", &self.event.format)?;
        map.serialize_entry("event", &self.event.event)?;
        map.serialize_entry("channel", &self.event.channel)?;
        match &self.origin {
            Origin::Location(location) => map.serialize_entry("location", location)?,
            Origin::Part { total, index } => {
                map.serialize_entry("part_total", total)?;
                map.serialize_entry("part_index", index)?;
            }
        }
        map.serialize_entry("data", &Hex(self.data))?;
        map.end()
    }
}

/// Bytes in front of the data of 2013 and 2019.
pub const HEAD: usize = 8 + x0200_location::BASE;
