//! 0x0200 location report (2013: tables 23–32, 2019: tables 23–32).
//!
//! 28 bytes of base, then additional items. The base is read first and never lost to a broken item behind it.

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::wire::{DeviceTime, Reader, Short, Writer, field::Field, hex::Hex};

use super::{
    super::{item::Items, quirks::Quirks},
    BodyError,
};

/// Bytes of the base.
pub const BASE: usize = 28;

/// Bits of the status word.
pub mod status {
    /// Ignition on.
    pub const ACC: u32 = 1;
    /// The position is a fix.
    pub const FIXED: u32 = 1 << 1;
    /// South latitude.
    pub const SOUTH: u32 = 1 << 2;
    /// West longitude.
    pub const WEST: u32 = 1 << 3;
    /// Out of service.
    pub const OUT_OF_SERVICE: u32 = 1 << 4;
    /// Coordinates encrypted by the security plug-in.
    pub const ENCRYPTED: u32 = 1 << 5;
    /// Moving (2019).
    pub const MOVING: u32 = 1 << 22;
}

/// Bits of the alarm word that concern driving time.
pub mod alarm {
    /// SOS.
    pub const SOS: u32 = 1;
    /// Overspeed.
    pub const OVERSPEED: u32 = 1 << 1;
    /// Fatigue driving.
    pub const FATIGUE: u32 = 1 << 2;
    /// Fatigue pre-warning.
    pub const FATIGUE_WARNING: u32 = 1 << 14;
    /// Driving in a forbidden period (2019).
    pub const FORBIDDEN_PERIOD: u32 = 1 << 15;
    /// Cumulative driving of the day over the limit.
    pub const DAILY_OVERTIME: u32 = 1 << 18;
}

/// Load of the vehicle, status bits 8 and 9.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Load {
    /// 00.
    Empty,
    /// 01.
    Half,
    /// 10.
    Reserved,
    /// 11.
    Full,
}

/// One location; coordinates are unsigned as sent, [`Location::lat`] and [`Location::lon`] give them signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Location<'a> {
    /// Alarm bits, see [`alarm`].
    pub alarm: u32,
    /// Status bits, see [`status`].
    pub status: u32,
    /// Latitude in 1e-6 degrees, without sign.
    pub lat_e6: u32,
    /// Longitude in 1e-6 degrees, without sign.
    pub lon_e6: u32,
    /// Metres; signed, as terminals below sea level send it.
    pub altitude_m: i16,
    /// 0.1 km/h.
    pub speed_tenth_kmh: u16,
    /// 0–359, north is 0, clockwise.
    pub direction_deg: u16,
    /// Time of the fix by the terminal.
    pub time: DeviceTime,
    /// Additional items, read when asked for.
    pub items: Items<'a>,
}

impl<'a> Location<'a> {
    /// Reads the base; everything behind it is kept for [`Location::items`].
    #[inline]
    pub fn decode(body: &'a [u8]) -> Result<Self, BodyError> {
        let mut r = Reader::new(body);
        let base = Self::decode_base(&mut r)?;
        Ok(Self { items: Items::new(r.rest()), ..base })
    }

    /// Reads the base alone, as it lies inside other messages.
    #[inline]
    pub(crate) fn decode_base(r: &mut Reader<'_>) -> Result<Self, Short> {
        let [
            a0,
            a1,
            a2,
            a3,
            s0,
            s1,
            s2,
            s3,
            y0,
            y1,
            y2,
            y3,
            x0,
            x1,
            x2,
            x3,
            h0,
            h1,
            v0,
            v1,
            d0,
            d1,
            t0,
            t1,
            t2,
            t3,
            t4,
            t5,
        ] = r.array::<BASE>()?;
        Ok(Self {
            alarm: u32::from_be_bytes([a0, a1, a2, a3]),
            status: u32::from_be_bytes([s0, s1, s2, s3]),
            lat_e6: u32::from_be_bytes([y0, y1, y2, y3]),
            lon_e6: u32::from_be_bytes([x0, x1, x2, x3]),
            altitude_m: i16::from_be_bytes([h0, h1]),
            speed_tenth_kmh: u16::from_be_bytes([v0, v1]),
            direction_deg: u16::from_be_bytes([d0, d1]),
            time: DeviceTime::from_bcd([t0, t1, t2, t3, t4, t5]),
            items: Items::default(),
        })
    }

    /// Appends base and items.
    pub fn encode(&self, out: &mut Vec<u8>) {
        self.write(&mut Writer::new(out));
    }

    /// Appends the base alone.
    pub(crate) fn encode_base(&self, w: &mut Writer<'_>) {
        w.u32(self.alarm)
            .u32(self.status)
            .u32(self.lat_e6)
            .u32(self.lon_e6)
            .bytes(&self.altitude_m.to_be_bytes())
            .u16(self.speed_tenth_kmh)
            .u16(self.direction_deg)
            .bytes(&self.time.to_bcd());
    }

    /// Latitude in degrees, south negative.
    pub fn lat(&self) -> f64 {
        degrees(self.lat_e6, self.status & status::SOUTH != 0)
    }

    /// Longitude in degrees, west negative.
    pub fn lon(&self) -> f64 {
        degrees(self.lon_e6, self.status & status::WEST != 0)
    }

    /// Latitude and longitude in degrees for a terminal with known deviations.
    pub fn lat_lon(&self, quirks: Quirks) -> (f64, f64) {
        if quirks.signed_coordinates {
            let signed = |value: u32| f64::from(i32::from_be_bytes(value.to_be_bytes())) / 1e6;
            (signed(self.lat_e6), signed(self.lon_e6))
        } else {
            (self.lat(), self.lon())
        }
    }

    /// km/h.
    pub fn speed_kmh(&self) -> f64 {
        f64::from(self.speed_tenth_kmh) / 10.0
    }

    /// Whether the terminal says the position is a fix (status bit 1).
    pub fn is_fixed(&self) -> bool {
        self.status & status::FIXED != 0
    }

    /// Status bits 8 and 9.
    pub fn load(&self) -> Load {
        match (self.status >> 8) & 3 {
            0 => Load::Empty,
            1 => Load::Half,
            2 => Load::Reserved,
            _ => Load::Full,
        }
    }
}

/// Base and items up to the end of the body.
impl<'a> Field<'a> for Location<'a> {
    fn read(r: &mut Reader<'a>) -> Result<Self, Short> {
        let base = Self::decode_base(r)?;
        Ok(Self { items: Items::new(r.rest()), ..base })
    }

    fn write(&self, w: &mut Writer<'_>) {
        self.encode_base(w);
        w.bytes(self.items.as_bytes());
    }
}

/// The base of a location inside another message; items are not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Base<'a>(pub Location<'a>);

impl<'a> Field<'a> for Base<'a> {
    fn read(r: &mut Reader<'a>) -> Result<Self, Short> {
        Location::decode_base(r).map(Self)
    }

    fn write(&self, w: &mut Writer<'_>) {
        self.0.encode_base(w);
    }
}

#[cfg(test)]
impl<'a> crate::wire::sample::Sample<'a> for Base<'a> {
    fn sample(source: &mut crate::wire::sample::Source<'a>) -> Self {
        Self(Location::decode(source.exactly(BASE)).unwrap())
    }
}

#[cfg(test)]
impl<'a> crate::wire::sample::Sample<'a> for Location<'a> {
    fn sample(source: &mut crate::wire::sample::Source<'a>) -> Self {
        Self { items: Items::new(source.up_to(80)), ..Base::sample(source).0 }
    }
}

fn degrees(e6: u32, negative: bool) -> f64 {
    let value = f64::from(e6) / 1e6;
    if negative && e6 != 0 { -value } else { value }
}

/// Keys as in the command-line contract; `time` is null and `time_raw` holds the bytes when the time is invalid; `tail`
/// holds what could not be read as items.
impl Serialize for Location<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("alarm", &self.alarm)?;
        map.serialize_entry("status", &self.status)?;
        map.serialize_entry("lat", &self.lat())?;
        map.serialize_entry("lon", &self.lon())?;
        map.serialize_entry("altitude_m", &self.altitude_m)?;
        map.serialize_entry("speed_kmh", &self.speed_kmh())?;
        map.serialize_entry("direction_deg", &self.direction_deg)?;
        self.time.serialize_into(&mut map)?;
        map.serialize_entry("items", &self.items)?;
        if let Some(tail) = self.items.tail() {
            map.serialize_entry("tail", &Hex(tail))?;
        }
        map.end()
    }
}
