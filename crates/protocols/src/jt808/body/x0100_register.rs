//! 0x0100 terminal registers (2011: 8.5, 2013: table 7, 2019: table 8).

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::wire::{Reader, Writer, gbk};

use super::{super::version::Version, BodyError};

/// Widths of maker, model and id.
const fn widths(version: Version) -> (usize, usize, usize) {
    match version {
        Version::V2011 => (5, 8, 7),
        Version::V2013 => (5, 20, 7),
        Version::V2019 => (11, 30, 30),
    }
}

/// Bytes before the plate.
const fn fixed(version: Version) -> usize {
    match version {
        Version::V2011 => 25,
        Version::V2013 => 37,
        Version::V2019 => 76,
    }
}

/// What a terminal says about itself and its vehicle. Text fields are raw, with their padding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Register<'a> {
    /// The layout that fits; header 2011 and 2013 do not tell.
    pub version: Version,
    /// First two digits of the administrative division code (GB/T 2260), 0 unknown.
    pub province: u16,
    /// The four digits behind.
    pub city: u16,
    /// Maker of the terminal.
    pub maker: &'a [u8],
    /// Model; 2019 pads it in front.
    pub model: &'a [u8],
    /// Terminal id.
    pub terminal_id: &'a [u8],
    /// Plate colour by JT/T 697.7 (1 blue, 2 yellow, 3 black, 4 white, 5 green, 9 other); 0: no plate, see `plate`.
    pub colour: u8,
    /// Plate, or the VIN when `colour` is 0.
    pub plate: &'a [u8],
}

impl<'a> Register<'a> {
    /// Reads the body in the layout that fits its length and colour byte, starting from the header's edition.
    pub fn decode(body: &'a [u8], version: Version) -> Result<Self, BodyError> {
        let layout = match version {
            Version::V2019 if body.len() >= fixed(Version::V2019) => Version::V2019,
            _ if body.len() < fixed(Version::V2013) => Version::V2011,
            // A 2011 body with a 17-character VIN is as long as a 2013 one: the colour byte decides.
            Version::V2011 if has_colour_at(body, 24) || !has_colour_at(body, 36) => Version::V2011,
            _ if !has_colour_at(body, 36) && has_colour_at(body, 24) => Version::V2011,
            _ => Version::V2013,
        };
        if body.len() < fixed(layout) {
            return Err(BodyError::NoLayout { len: body.len() });
        }
        let (maker, model, id) = widths(layout);
        let mut r = Reader::new(body);
        Ok(Self {
            version: layout,
            province: r.u16()?,
            city: r.u16()?,
            maker: r.take(maker)?,
            model: r.take(model)?,
            terminal_id: r.take(id)?,
            colour: r.u8()?,
            plate: r.rest(),
        })
    }

    /// Appends the body in the layout of `self.version`; fields that are too long are cut.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let (maker, model, id) = widths(self.version);
        let mut w = Writer::new(out);
        w.u16(self.province).u16(self.city).padded_behind(self.maker, maker);
        if self.version.has_long_header() {
            w.padded_in_front(self.model, model);
        } else {
            w.padded_behind(self.model, model);
        }
        w.padded_behind(self.terminal_id, id).u8(self.colour).bytes(self.plate);
    }

    /// The plate, normalised; the VIN when there is no plate.
    pub fn plate_text(&self) -> String {
        gbk::plate(self.plate)
    }
}

fn has_colour_at(body: &[u8], at: usize) -> bool {
    // 91–93: gradient and yellow-green new-energy plates of later lists.
    body.get(at).is_some_and(|colour| matches!(colour, 0..=9 | 91..=99))
}

impl Serialize for Register<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("province", &self.province)?;
        map.serialize_entry("city", &self.city)?;
        map.serialize_entry("maker", &gbk::text(self.maker))?;
        map.serialize_entry("model", &gbk::text(self.model))?;
        map.serialize_entry("terminal_id", &gbk::text(self.terminal_id))?;
        map.serialize_entry("plate_colour", &self.colour)?;
        map.serialize_entry("plate", &self.plate_text())?;
        map.end()
    }
}
