//! 0x8600 circles (all editions), answered with 0x0001.

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::{
    jt808::version::Version,
    wire::{Reader, Short, Writer},
};

use super::{
    BodyError,
    area::{self, Corner, LIMITED, Limit, Named, Period},
};

/// One circle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Circle<'a> {
    /// Id.
    pub id: u32,
    /// See [`area`].
    pub attributes: u16,
    /// Its middle.
    pub centre: Corner,
    /// Metres.
    pub radius_m: u32,
    /// With attribute bit 0.
    pub period: Option<Period>,
    /// With attribute bit 1.
    pub limit: Option<Limit>,
    /// 2019.
    pub named: Option<Named<'a>>,
}

/// Circles to set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Circles<'a> {
    /// 0 replace, 1 append, 2 change.
    pub action: u8,
    /// The circles.
    pub circles: Vec<Circle<'a>>,
}

impl<'a> Circles<'a> {
    /// Reads the body in the layout that fits.
    pub fn decode(body: &'a [u8], version: Version) -> Result<Self, BodyError> {
        area::by_edition(body, version, |r, named| {
            let (action, count) = (r.u8()?, r.u8()?);
            let circles = (0..count).map(|_| Circle::read(r, named)).collect::<Result<_, _>>()?;
            Ok(Self { action, circles })
        })
    }

    /// Appends the body; at most 255 circles.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let kept = self.circles.get(..usize::from(u8::MAX)).unwrap_or(&self.circles);
        let mut w = Writer::new(out);
        w.u8(self.action).u8(u8::try_from(kept.len()).unwrap_or(u8::MAX));
        for circle in kept {
            circle.write(&mut w);
        }
    }

    /// Whether the layout is that of 2019.
    pub fn is_2019(&self) -> bool {
        self.circles.iter().any(|circle| circle.named.is_some())
    }
}

impl<'a> Circle<'a> {
    fn read(r: &mut Reader<'a>, named: bool) -> Result<Self, Short> {
        let (id, attributes) = (r.u32()?, r.u16()?);
        let (centre, radius_m) = (Corner::read(r)?, r.u32()?);
        let period = Period::read(r, attributes)?;
        let limited = attributes & LIMITED != 0;
        let limit = if limited { Some(Limit::read(r)?) } else { None };
        let named = if named { Some(Named::read(r, limited)?) } else { None };
        Ok(Self { id, attributes, centre, radius_m, period, limit, named })
    }

    fn write(&self, w: &mut Writer<'_>) {
        w.u32(self.id).u16(self.attributes);
        self.centre.write(w);
        w.u32(self.radius_m);
        Period::write(self.period, w);
        Limit::write(self.limit, w);
        Named::write(self.named, w);
    }

    /// Whether attribute bits 0 and 1 say which fields there are; only then a terminal can read it.
    pub fn is_consistent(&self) -> bool {
        area::consistent(self.attributes, self.period, self.limit, self.named)
    }
}

impl Serialize for Circle<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("attributes", &self.attributes)?;
        map.serialize_entry("centre", &self.centre)?;
        map.serialize_entry("radius_m", &self.radius_m)?;
        Period::show(self.period, &mut map)?;
        Limit::show(self.limit, &mut map)?;
        Named::show(self.named, &mut map)?;
        map.end()
    }
}
