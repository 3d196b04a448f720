//! 0x8003 request to send packets again (2013: table 6, 2019: table 7).

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::wire::{Reader, Writer};

use super::{super::version::Version, BodyError};

/// Packets the platform misses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resend<'a> {
    /// Serial number of the first packet of the message.
    pub first_serial: u16,
    /// Whether the count is a WORD (2019) instead of a BYTE.
    pub wide_count: bool,
    /// Packet indexes, from 1, big-endian WORDs.
    indexes: &'a [u8],
}

impl<'a> Resend<'a> {
    /// Reads the body; the width of the count is the one that fits, starting with the header's edition.
    pub fn decode(body: &'a [u8], version: Version) -> Result<Self, BodyError> {
        let wide = version.has_long_header();
        Self::decode_as(body, wide).or_else(|error| Self::decode_as(body, !wide).map_err(|_second| error))
    }

    fn decode_as(body: &'a [u8], wide_count: bool) -> Result<Self, BodyError> {
        let mut r = Reader::new(body);
        let first_serial = r.u16()?;
        let count = if wide_count { usize::from(r.u16()?) } else { usize::from(r.u8()?) };
        let indexes = r.take(count.saturating_mul(2))?;
        if !r.is_empty() {
            return Err(BodyError::NoLayout { len: body.len() });
        }
        Ok(Self { first_serial, wide_count, indexes })
    }

    /// The packet indexes.
    pub fn indexes(&self) -> impl Iterator<Item = u16> + 'a {
        self.indexes.chunks_exact(2).filter_map(|pair| <[u8; 2]>::try_from(pair).ok()).map(u16::from_be_bytes)
    }

    /// Appends the body again.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let version = if self.wide_count { Version::V2019 } else { Version::V2013 };
        let indexes: Vec<u16> = self.indexes().collect();
        encode(self.first_serial, &indexes, version, out);
    }
}

/// Appends a request for `indexes`; as many as the count can hold (255 before 2019).
pub fn encode(first_serial: u16, indexes: &[u16], version: Version, out: &mut Vec<u8>) {
    let mut w = Writer::new(out);
    w.u16(first_serial);
    let kept = if version.has_long_header() {
        let kept = indexes.get(..usize::from(u16::MAX)).unwrap_or(indexes);
        w.u16(u16::try_from(kept.len()).unwrap_or(u16::MAX));
        kept
    } else {
        let kept = indexes.get(..usize::from(u8::MAX)).unwrap_or(indexes);
        w.u8(u8::try_from(kept.len()).unwrap_or(u8::MAX));
        kept
    };
    for index in kept {
        w.u16(*index);
    }
}

struct Indexes<'a>(Resend<'a>);

impl Serialize for Indexes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.indexes())
    }
}

impl Serialize for Resend<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("first_serial", &self.first_serial)?;
        map.serialize_entry("packets", &Indexes(*self))?;
        map.end()
    }
}
