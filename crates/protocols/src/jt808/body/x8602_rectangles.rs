//! 0x8602 rectangles (all editions), answered with 0x0001.

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::{
    jt808::version::Version,
    wire::{Reader, Short, Writer},
};

use super::{
    BodyError,
    area::{self, Corner, LIMITED, Limit, Named, Period},
};

/// One rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rectangle<'a> {
    /// Id.
    pub id: u32,
    /// See [`area`].
    pub attributes: u16,
    /// Upper left corner.
    pub upper_left: Corner,
    /// Lower right corner.
    pub lower_right: Corner,
    /// With attribute bit 0.
    pub period: Option<Period>,
    /// With attribute bit 1.
    pub limit: Option<Limit>,
    /// 2019.
    pub named: Option<Named<'a>>,
}

/// Rectangles to set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rectangles<'a> {
    /// 0 replace, 1 append, 2 change.
    pub action: u8,
    /// The rectangles.
    pub rectangles: Vec<Rectangle<'a>>,
}

impl<'a> Rectangles<'a> {
    /// Reads the body in the layout that fits.
    pub fn decode(body: &'a [u8], version: Version) -> Result<Self, BodyError> {
        area::by_edition(body, version, |r, named| {
            let (action, count) = (r.u8()?, r.u8()?);
            let rectangles = (0..count).map(|_| Rectangle::read(r, named)).collect::<Result<_, _>>()?;
            Ok(Self { action, rectangles })
        })
    }

    /// Appends the body; at most 255 rectangles.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let kept = self.rectangles.get(..usize::from(u8::MAX)).unwrap_or(&self.rectangles);
        let mut w = Writer::new(out);
        w.u8(self.action).u8(u8::try_from(kept.len()).unwrap_or(u8::MAX));
        for rectangle in kept {
            rectangle.write(&mut w);
        }
    }

    /// Whether the layout is that of 2019.
    pub fn is_2019(&self) -> bool {
        self.rectangles.iter().any(|rectangle| rectangle.named.is_some())
    }
}

impl<'a> Rectangle<'a> {
    fn read(r: &mut Reader<'a>, named: bool) -> Result<Self, Short> {
        let (id, attributes) = (r.u32()?, r.u16()?);
        let (upper_left, lower_right) = (Corner::read(r)?, Corner::read(r)?);
        let period = Period::read(r, attributes)?;
        let limited = attributes & LIMITED != 0;
        let limit = if limited { Some(Limit::read(r)?) } else { None };
        let named = if named { Some(Named::read(r, limited)?) } else { None };
        Ok(Self { id, attributes, upper_left, lower_right, period, limit, named })
    }

    fn write(&self, w: &mut Writer<'_>) {
        w.u32(self.id).u16(self.attributes);
        self.upper_left.write(w);
        self.lower_right.write(w);
        Period::write(self.period, w);
        Limit::write(self.limit, w);
        Named::write(self.named, w);
    }

    /// Whether attribute bits 0 and 1 say which fields there are; only then a terminal can read it.
    pub fn is_consistent(&self) -> bool {
        area::consistent(self.attributes, self.period, self.limit, self.named)
    }
}

impl Serialize for Rectangle<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("attributes", &self.attributes)?;
        map.serialize_entry("upper_left", &self.upper_left)?;
        map.serialize_entry("lower_right", &self.lower_right)?;
        Period::show(self.period, &mut map)?;
        Limit::show(self.limit, &mut map)?;
        Named::show(self.named, &mut map)?;
        map.end()
    }
}
