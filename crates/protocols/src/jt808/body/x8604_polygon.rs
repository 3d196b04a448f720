//! 0x8604 a polygon (all editions), answered with 0x0001.

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::{
    jt808::version::Version,
    wire::{Reader, Short, Writer},
};

use super::{
    BodyError,
    area::{self, Corner, LIMITED, Limit, Named, Period},
};

/// One polygon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Polygon<'a> {
    /// Id.
    pub id: u32,
    /// See [`area`].
    pub attributes: u16,
    /// With attribute bit 0.
    pub period: Option<Period>,
    /// With attribute bit 1.
    pub limit: Option<Limit>,
    /// Its corners.
    pub corners: Vec<Corner>,
    /// 2019, behind the corners.
    pub named: Option<Named<'a>>,
}

impl<'a> Polygon<'a> {
    /// Reads the body in the layout that fits.
    pub fn decode(body: &'a [u8], version: Version) -> Result<Self, BodyError> {
        area::by_edition(body, version, Self::read)
    }

    fn read(r: &mut Reader<'a>, named: bool) -> Result<Self, Short> {
        let (id, attributes) = (r.u32()?, r.u16()?);
        let period = Period::read(r, attributes)?;
        let limited = attributes & LIMITED != 0;
        let limit = if limited { Some(Limit::read(r)?) } else { None };
        let count = r.u16()?;
        let corners = (0..count).map(|_| Corner::read(r)).collect::<Result<_, _>>()?;
        let named = if named { Some(Named::read(r, limited)?) } else { None };
        Ok(Self { id, attributes, period, limit, corners, named })
    }

    /// Appends the body; at most 65,535 corners.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let kept = self.corners.get(..usize::from(u16::MAX)).unwrap_or(&self.corners);
        let mut w = Writer::new(out);
        w.u32(self.id).u16(self.attributes);
        Period::write(self.period, &mut w);
        Limit::write(self.limit, &mut w);
        w.u16(u16::try_from(kept.len()).unwrap_or(u16::MAX));
        for corner in kept {
            corner.write(&mut w);
        }
        Named::write(self.named, &mut w);
    }

    /// Whether the layout is that of 2019.
    pub fn is_2019(&self) -> bool {
        self.named.is_some()
    }

    /// Whether attribute bits 0 and 1 say which fields there are; only then a terminal can read it.
    pub fn is_consistent(&self) -> bool {
        area::consistent(self.attributes, self.period, self.limit, self.named)
    }
}

impl Serialize for Polygon<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("attributes", &self.attributes)?;
        Period::show(self.period, &mut map)?;
        Limit::show(self.limit, &mut map)?;
        map.serialize_entry("corners", &self.corners)?;
        Named::show(self.named, &mut map)?;
        map.end()
    }
}
