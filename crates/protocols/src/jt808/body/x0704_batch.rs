//! 0x0704 batch of locations (2013: tables 76 and 77, 2019: tables 67 and 68).

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::wire::{Reader, Writer, hex::Hex};

use super::{BodyError, Location};

/// Normal reports sent together.
pub const NORMAL: u8 = 0;
/// Catch-up after a blind zone: old times, possibly out of order and already sent.
pub const CATCH_UP: u8 = 1;

/// Locations of one message. A broken item ends the list; what was read before it stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Batch<'a> {
    /// Number of locations as declared.
    pub count: u16,
    /// [`NORMAL`] or [`CATCH_UP`].
    pub kind: u8,
    entries: &'a [u8],
}

impl<'a> Batch<'a> {
    /// Reads count and kind; the locations are read by [`Batch::locations`].
    pub fn decode(body: &'a [u8]) -> Result<Self, BodyError> {
        let mut r = Reader::new(body);
        Ok(Self { count: r.u16()?, kind: r.u8()?, entries: r.rest() })
    }

    /// A batch of already encoded entries (see [`push_entry`]).
    pub fn from_entries(count: u16, kind: u8, entries: &'a [u8]) -> Self {
        Self { count, kind, entries }
    }

    /// Appends the body.
    pub fn encode(&self, out: &mut Vec<u8>) {
        Writer::new(out).u16(self.count).u8(self.kind).bytes(self.entries);
    }

    /// The locations in the order sent, up to the first that cannot be read.
    pub fn locations(&self) -> Locations<'a> {
        Locations { reader: Reader::new(self.entries) }
    }

    /// Bytes behind the last readable location.
    pub fn tail(&self) -> Option<&'a [u8]> {
        let mut locations = self.locations();
        locations.by_ref().for_each(drop);
        let rest = locations.reader.peek();
        (!rest.is_empty()).then_some(rest)
    }
}

/// Appends one entry (length and location) to `out`.
pub fn push_entry(location: &Location<'_>, out: &mut Vec<u8>) {
    let mut body = Vec::with_capacity(64);
    location.encode(&mut body);
    let body = body.get(..usize::from(u16::MAX)).unwrap_or(&body);
    Writer::new(out).u16(u16::try_from(body.len()).unwrap_or(u16::MAX)).bytes(body);
}

/// Iterator over the locations of a [`Batch`].
#[derive(Debug, Clone)]
pub struct Locations<'a> {
    reader: Reader<'a>,
}

impl<'a> Iterator for Locations<'a> {
    type Item = Location<'a>;

    fn next(&mut self) -> Option<Location<'a>> {
        let mut ahead = self.reader.clone();
        let len = ahead.u16().ok()?;
        let location = Location::decode(ahead.take(usize::from(len)).ok()?).ok()?;
        self.reader = ahead;
        Some(location)
    }
}

struct List<'a>(Locations<'a>);

impl Serialize for List<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.clone())
    }
}

impl Serialize for Batch<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("count", &self.count)?;
        map.serialize_entry("type", &self.kind)?;
        map.serialize_entry("locations", &List(self.locations()))?;
        if let Some(tail) = self.tail() {
            map.serialize_entry("tail", &Hex(tail))?;
        }
        map.end()
    }
}
