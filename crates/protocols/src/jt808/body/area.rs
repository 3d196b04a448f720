//! What circles, rectangles, polygons and routes have in common (0x8600, 0x8602, 0x8604, 0x8606).
//!
//! Attribute bits: 0 times apply, 1 speed limit, 2 report entry to the driver, 3 to the platform, 4 leaving to the
//! driver, 5 to the platform, 6 south, 7 west, 8 no opening of doors, 14 no communication inside, 15 satellite data.
//! Fields that bits 0 and 1 do not announce are not on the wire. 2019 adds a speed limit for the night and a name.

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::{
    jt808::version::Version,
    wire::{
        DeviceTime, Reader, Short, Writer,
        field::{Field, Text16},
    },
};

use super::BodyError;

/// Bit 0 of the attributes: start and end are there.
pub const TIMED: u16 = 1;
/// Bit 1 of the attributes: speed limits are there.
pub const LIMITED: u16 = 1 << 1;

/// When an area applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// From; a year of 00 means every year, a date of 0000 every day, then the bytes are no time.
    pub start: DeviceTime,
    /// Until.
    pub end: DeviceTime,
}

impl Period {
    pub(super) fn read(r: &mut Reader<'_>, attributes: u16) -> Result<Option<Self>, Short> {
        if attributes & TIMED == 0 {
            return Ok(None);
        }
        Ok(Some(Self { start: DeviceTime::read(r)?, end: DeviceTime::read(r)? }))
    }

    pub(super) fn write(period: Option<Self>, w: &mut Writer<'_>) {
        if let Some(period) = period {
            period.start.write(w);
            period.end.write(w);
        }
    }

    pub(super) fn show<M: SerializeMap>(period: Option<Self>, map: &mut M) -> Result<(), M::Error> {
        if let Some(period) = period {
            map.serialize_entry("start", &period.start)?;
            map.serialize_entry("end", &period.end)?;
        }
        Ok(())
    }
}

/// How fast one may drive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// km/h.
    pub max_speed_kmh: u16,
    /// Seconds above it until it is an alarm.
    pub overspeed_s: u8,
}

impl Limit {
    pub(super) fn read(r: &mut Reader<'_>) -> Result<Self, Short> {
        Ok(Self { max_speed_kmh: r.u16()?, overspeed_s: r.u8()? })
    }

    pub(super) fn write(limit: Option<Self>, w: &mut Writer<'_>) {
        if let Some(limit) = limit {
            w.u16(limit.max_speed_kmh).u8(limit.overspeed_s);
        }
    }

    pub(super) fn show<M: SerializeMap>(limit: Option<Self>, map: &mut M) -> Result<(), M::Error> {
        if let Some(limit) = limit {
            map.serialize_entry("max_speed_kmh", &limit.max_speed_kmh)?;
            map.serialize_entry("overspeed_s", &limit.overspeed_s)?;
        }
        Ok(())
    }
}

/// A point, unsigned; attribute bits 6 and 7 give the signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Corner {
    /// 1e-6 degrees.
    pub lat_e6: u32,
    /// 1e-6 degrees.
    pub lon_e6: u32,
}

impl Corner {
    pub(super) fn read(r: &mut Reader<'_>) -> Result<Self, Short> {
        Ok(Self { lat_e6: r.u32()?, lon_e6: r.u32()? })
    }

    pub(super) fn write(self, w: &mut Writer<'_>) {
        w.u32(self.lat_e6).u32(self.lon_e6);
    }
}

/// `[lon, lat]` in degrees, as GeoJSON has it.
impl Serialize for Corner {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        [f64::from(self.lon_e6) / 1e6, f64::from(self.lat_e6) / 1e6].serialize(serializer)
    }
}

/// What 2019 appends: a speed limit for the night, where there is one at all, and a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named<'a> {
    /// km/h; with attribute bit 1 only.
    pub night_max_speed_kmh: Option<u16>,
    /// Name.
    pub name: Text16<'a>,
}

impl<'a> Named<'a> {
    pub(super) fn read(r: &mut Reader<'a>, limited: bool) -> Result<Self, Short> {
        let night_max_speed_kmh = if limited { Some(r.u16()?) } else { None };
        Ok(Self { night_max_speed_kmh, name: Text16::read(r)? })
    }

    pub(super) fn write(named: Option<Self>, w: &mut Writer<'_>) {
        if let Some(named) = named {
            named.night_max_speed_kmh.write(w);
            named.name.write(w);
        }
    }

    pub(super) fn show<M: SerializeMap>(named: Option<Self>, map: &mut M) -> Result<(), M::Error> {
        if let Some(named) = named {
            if let Some(speed) = named.night_max_speed_kmh {
                map.serialize_entry("night_max_speed_kmh", &speed)?;
            }
            map.serialize_entry("name", &named.name)?;
        }
        Ok(())
    }
}

/// Reads a body in the layout of the header's edition when it fits to the last byte, else in the other.
pub(super) fn by_edition<'a, T>(
    body: &'a [u8],
    version: Version,
    read: impl Fn(&mut Reader<'a>, bool) -> Result<T, Short>,
) -> Result<T, BodyError> {
    let attempt = |named| {
        let mut r = Reader::new(body);
        read(&mut r, named).map(|value| (value, r.is_empty()))
    };
    let first = version.has_long_header();
    for named in [first, !first] {
        if let Ok((value, true)) = attempt(named) {
            return Ok(value);
        }
    }
    attempt(first)?;
    Err(BodyError::NoLayout { len: body.len() })
}

/// Whether fields and the attribute bits that announce them agree; what does not agree cannot be read back.
pub(super) fn consistent(
    attributes: u16,
    period: Option<Period>,
    limit: Option<Limit>,
    named: Option<Named<'_>>,
) -> bool {
    let night = named.is_none_or(|named| named.night_max_speed_kmh.is_some() == limit.is_some());
    (attributes & TIMED != 0) == period.is_some() && (attributes & LIMITED != 0) == limit.is_some() && night
}
