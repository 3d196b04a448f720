//! 0x8606 a route (all editions), answered with 0x0001.

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::{
    jt808::version::Version,
    wire::{
        Reader, Short, Writer,
        field::{Field, Text16},
    },
};

use super::{
    BodyError,
    area::{self, Corner, Limit, Period},
};

/// Bit 0 of a section: driving times are there.
pub const TIMED_SECTION: u8 = 1;
/// Bit 1 of a section: speed limits are there.
pub const LIMITED_SECTION: u8 = 1 << 1;

/// One turning point and the section that begins there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// Id of the turning point.
    pub point_id: u32,
    /// Id of the section.
    pub section_id: u32,
    /// Where.
    pub at: Corner,
    /// Width of the section, m.
    pub width_m: u8,
    /// Bits 0 driving times, 1 speed limit, 2 south, 3 west.
    pub attributes: u8,
    /// With bit 0.
    pub times: Option<SectionTimes>,
    /// With bit 1.
    pub limit: Option<Limit>,
    /// km/h; 2019, with bit 1.
    pub night_max_speed_kmh: Option<u16>,
}

/// How long a section may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SectionTimes {
    /// Longer is an alarm, s.
    pub longest_s: u16,
    /// Shorter is an alarm, s.
    pub shortest_s: u16,
}

/// One route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route<'a> {
    /// Id.
    pub id: u32,
    /// As of areas; bit 1 is not used.
    pub attributes: u16,
    /// With attribute bit 0.
    pub period: Option<Period>,
    /// Its turning points.
    pub turns: Vec<Turn>,
    /// 2019.
    pub name: Option<Text16<'a>>,
}

impl<'a> Route<'a> {
    /// Reads the body in the layout that fits.
    pub fn decode(body: &'a [u8], version: Version) -> Result<Self, BodyError> {
        area::by_edition(body, version, Self::read)
    }

    fn read(r: &mut Reader<'a>, named: bool) -> Result<Self, Short> {
        let (id, attributes) = (r.u32()?, r.u16()?);
        let period = Period::read(r, attributes)?;
        let count = r.u16()?;
        let turns = (0..count).map(|_| Turn::read(r, named)).collect::<Result<_, _>>()?;
        let name = if named { Some(Text16::read(r)?) } else { None };
        Ok(Self { id, attributes, period, turns, name })
    }

    /// Appends the body; at most 65,535 turning points.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let kept = self.turns.get(..usize::from(u16::MAX)).unwrap_or(&self.turns);
        let mut w = Writer::new(out);
        w.u32(self.id).u16(self.attributes);
        Period::write(self.period, &mut w);
        w.u16(u16::try_from(kept.len()).unwrap_or(u16::MAX));
        for turn in kept {
            turn.write(&mut w);
        }
        self.name.write(&mut w);
    }

    /// Whether the layout is that of 2019.
    pub fn is_2019(&self) -> bool {
        self.name.is_some()
    }
}

impl Turn {
    fn read(r: &mut Reader<'_>, named: bool) -> Result<Self, Short> {
        let (point_id, section_id) = (r.u32()?, r.u32()?);
        let (at, width_m, attributes) = (Corner::read(r)?, r.u8()?, r.u8()?);
        let times = if attributes & TIMED_SECTION == 0 {
            None
        } else {
            Some(SectionTimes { longest_s: r.u16()?, shortest_s: r.u16()? })
        };
        let limited = attributes & LIMITED_SECTION != 0;
        let limit = if limited { Some(Limit::read(r)?) } else { None };
        let night_max_speed_kmh = if limited && named { Some(r.u16()?) } else { None };
        Ok(Self { point_id, section_id, at, width_m, attributes, times, limit, night_max_speed_kmh })
    }

    fn write(&self, w: &mut Writer<'_>) {
        w.u32(self.point_id).u32(self.section_id);
        self.at.write(w);
        w.u8(self.width_m).u8(self.attributes);
        if let Some(times) = self.times {
            w.u16(times.longest_s).u16(times.shortest_s);
        }
        Limit::write(self.limit, w);
        self.night_max_speed_kmh.write(w);
    }
}

impl Serialize for Turn {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("point_id", &self.point_id)?;
        map.serialize_entry("section_id", &self.section_id)?;
        map.serialize_entry("at", &self.at)?;
        map.serialize_entry("width_m", &self.width_m)?;
        map.serialize_entry("attributes", &self.attributes)?;
        if let Some(times) = self.times {
            map.serialize_entry("longest_s", &times.longest_s)?;
            map.serialize_entry("shortest_s", &times.shortest_s)?;
        }
        Limit::show(self.limit, &mut map)?;
        if let Some(speed) = self.night_max_speed_kmh {
            map.serialize_entry("night_max_speed_kmh", &speed)?;
        }
        map.end()
    }
}

impl Serialize for Route<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("attributes", &self.attributes)?;
        Period::show(self.period, &mut map)?;
        map.serialize_entry("turns", &self.turns)?;
        if let Some(name) = self.name {
            map.serialize_entry("name", &name)?;
        }
        map.end()
    }
}
