//! `GNSS_DATA`: the position in 0x1202, 0x1203, 0x1502, 0x9202 and 0x9203 (2011: table 69; 2019: a body of JT/T 808).
//!
//! Units differ from JT/T 808: 2011 counts whole km/h and km, and longitude comes before latitude.

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::{
    jt808::{self, body::Location},
    jt809::{
        field::{Layout, Text},
        profile::Edition,
    },
    wire::{CivilDate, CivilTime, Reader, Short, Writer, field::Field, hex::Hex, layout},
};

use super::BodyError;

/// Position of 2011, 36 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Location2011 {
    /// `ENCRYPT`: 1 when the coordinates are encrypted.
    pub encrypt: u8,
    /// Day, month, and year (high byte first), as numbers; read off a GMT+8 clock.
    pub date: [u8; 4],
    /// Hour, minute, second, as numbers.
    pub time: [u8; 3],
    /// Longitude, 1e-6 degree.
    pub lon_e6: u32,
    /// Latitude, 1e-6 degree.
    pub lat_e6: u32,
    /// `VEC1`: speed, km/h.
    pub speed_kmh: u16,
    /// `VEC2`: speed of the recorder, km/h.
    pub recorder_speed_kmh: u16,
    /// `VEC3`: mileage, km.
    pub mileage_km: u32,
    /// Direction, degrees.
    pub direction_deg: u16,
    /// Altitude, m; below the sea as two's complement.
    pub altitude_m: u16,
    /// Status word of JT/T 808-2011.
    pub state: u32,
    /// Alarm word of JT/T 808-2011.
    pub alarm: u32,
}

impl Location2011 {
    /// The time, when there is such a time.
    pub fn civil(&self) -> Option<CivilTime> {
        let [day, month, high, low] = self.date;
        let [hour, minute, second] = self.time;
        CivilTime::new(CivilDate::new(u16::from_be_bytes([high, low]), month, day)?, hour, minute, second)
    }

    /// Sets the time a GMT+8 clock shows.
    pub fn set_civil(&mut self, at: CivilTime) {
        let [high, low] = at.date.year.to_be_bytes();
        self.date = [at.date.day, at.date.month, high, low];
        self.time = [at.hour, at.minute, at.second];
    }
}

impl<'a> Field<'a> for Location2011 {
    fn read(r: &mut Reader<'a>) -> Result<Self, Short> {
        Ok(Self {
            encrypt: r.u8()?,
            date: r.array()?,
            time: r.array()?,
            lon_e6: r.u32()?,
            lat_e6: r.u32()?,
            speed_kmh: r.u16()?,
            recorder_speed_kmh: r.u16()?,
            mileage_km: r.u32()?,
            direction_deg: r.u16()?,
            altitude_m: r.u16()?,
            state: r.u32()?,
            alarm: r.u32()?,
        })
    }
    fn write(&self, w: &mut Writer<'_>) {
        w.u8(self.encrypt).bytes(&self.date).bytes(&self.time).u32(self.lon_e6).u32(self.lat_e6);
        w.u16(self.speed_kmh).u16(self.recorder_speed_kmh).u32(self.mileage_km);
        w.u16(self.direction_deg).u16(self.altitude_m).u32(self.state).u32(self.alarm);
    }
}

impl Serialize for Location2011 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("encrypt", &self.encrypt)?;
        if let Some(time) = self.civil() {
            map.serialize_entry("time", &format_args!("{time}+08:00"))?;
        } else {
            map.serialize_entry("time", &())?;
            map.serialize_entry("date_raw", &Hex(&self.date))?;
            map.serialize_entry("time_raw", &Hex(&self.time))?;
        }
        let degrees = |e6: u32| f64::from(e6) / 1e6;
        map.serialize_entry("alarm", &self.alarm)?;
        map.serialize_entry("status", &self.state)?;
        map.serialize_entry("lat", &degrees(self.lat_e6))?;
        map.serialize_entry("lon", &degrees(self.lon_e6))?;
        map.serialize_entry("altitude_m", &i16::from_be_bytes(self.altitude_m.to_be_bytes()))?;
        map.serialize_entry("speed_kmh", &self.speed_kmh)?;
        map.serialize_entry("recorder_speed_kmh", &self.recorder_speed_kmh)?;
        map.serialize_entry("mileage_km", &self.mileage_km)?;
        map.serialize_entry("direction_deg", &self.direction_deg)?;
        map.end()
    }
}

layout! {
    /// A platform and the alarm word it raised for this position (2019).
    #[derive(Copy)]
    pub struct PlatformAlarm {
        /// Code of the platform.
        pub platform: Text<11>,
        /// Alarm word.
        pub alarm: u32,
    }
}

/// Position of 2019: a body of JT/T 808 0x0200 and the alarms of three platforms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Location2019<'a> {
    /// `ENCRYPT`: 1 when the coordinates are encrypted.
    pub encrypt: u8,
    /// Body of 0x0200; may be empty.
    pub gnss_data: &'a [u8],
    /// Platform of the enterprise, of the city and of the province.
    pub platforms: [PlatformAlarm; 3],
}

impl Location2019<'_> {
    /// The position, when it can be read.
    pub fn location(&self) -> Option<Location<'_>> {
        match jt808::catalog::decode_body(0x0200, jt808::Version::V2019, self.gnss_data) {
            Ok(jt808::Body::Location(location)) => Some(location),
            _ => None,
        }
    }
}

impl<'a> Field<'a> for Location2019<'a> {
    fn read(r: &mut Reader<'a>) -> Result<Self, Short> {
        let encrypt = r.u8()?;
        let len = r.u32()?;
        let gnss_data = r.take(usize::try_from(len).unwrap_or(usize::MAX))?;
        let platforms = [PlatformAlarm::read(r)?, PlatformAlarm::read(r)?, PlatformAlarm::read(r)?];
        Ok(Self { encrypt, gnss_data, platforms })
    }
    fn write(&self, w: &mut Writer<'_>) {
        w.u8(self.encrypt).u32(u32::try_from(self.gnss_data.len()).unwrap_or(u32::MAX)).bytes(self.gnss_data);
        for platform in &self.platforms {
            platform.write(w);
        }
    }
}

impl Serialize for Location2019<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("encrypt", &self.encrypt)?;
        match self.location() {
            Some(location) => map.serialize_entry("location", &location)?,
            None => map.serialize_entry("gnss_data", &Hex(self.gnss_data))?,
        }
        map.serialize_entry("platforms", &self.platforms)?;
        map.end()
    }
}

editions! {
    /// 0x1202 and 0x9202: one position.
    #[derive(Copy)]
    Gnss<'a> {
        /// 36 bytes.
        V2011(Location2011),
        /// 50 bytes and a body of 0x0200.
        V2019(Location2019<'a>),
    }
    2011: V2011 V2019;
    2019: V2019 V2011;
}

impl Gnss<'_> {
    /// Appends the position.
    pub fn write(&self, w: &mut Writer<'_>) {
        match self {
            Self::V2011(location) => location.write(w),
            Self::V2019(location) => location.write(w),
        }
    }

    /// UTC epoch milliseconds of the fix, when its time exists.
    pub fn epoch_ms(&self) -> Option<i64> {
        match self {
            Self::V2011(location) => location.civil().map(CivilTime::epoch_ms_gmt8),
            Self::V2019(location) => location.location()?.time.epoch_ms(),
        }
    }
}

/// 0x1203 and 0x9203: positions sent again, at most five by the standard (more are read).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct History<'a> {
    /// In the order sent.
    pub locations: Vec<Gnss<'a>>,
}

/// Positions in one 0x1203.
pub const MAX_HISTORY: usize = 5;

impl<'a> History<'a> {
    fn read(body: &'a [u8], edition: Edition) -> Result<Self, BodyError> {
        let mut r = Reader::new(body);
        let count = r.u8()?;
        let mut locations = Vec::new();
        for _ in 0..count {
            locations.push(match edition {
                Edition::V2011 => Gnss::V2011(Location2011::read(&mut r)?),
                Edition::V2019 => Gnss::V2019(Location2019::read(&mut r)?),
            });
        }
        if r.is_empty() { Ok(Self { locations }) } else { Err(BodyError::NoLayout { len: body.len() }) }
    }
}

impl<'a> Layout<'a> for History<'a> {
    fn decode(body: &'a [u8], edition: Edition) -> Result<Self, BodyError> {
        let other = if edition == Edition::V2019 { Edition::V2011 } else { Edition::V2019 };
        Self::read(body, edition).or_else(|error| Self::read(body, other).map_err(|_other| error))
    }
    fn encode(&self, w: &mut Writer<'_>) {
        let kept = self.locations.get(..255).unwrap_or(&self.locations);
        w.u8(u8::try_from(kept.len()).unwrap_or(255));
        for location in kept {
            location.write(w);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_and_order_of_2011() {
        let mut location = Location2011 {
            lon_e6: 121_000_000,
            lat_e6: 31_500_000,
            speed_kmh: 62,
            recorder_speed_kmh: 60,
            mileage_km: 1_234,
            altitude_m: 0xfffe,
            ..Location2011::default()
        };
        location.set_civil(CivilTime::from_bcd([0x26, 0x11, 0x25, 8, 9, 0x10]).unwrap());
        let mut bytes = Vec::new();
        location.write(&mut Writer::new(&mut bytes));
        assert_eq!(bytes.len(), 36);
        assert_eq!(hex::encode(&bytes[1..8]), "190b07ea08090a");
        assert_eq!(hex::encode(&bytes[8..12]), hex::encode(121_000_000_u32.to_be_bytes()));
        let json = serde_json::to_value(location).unwrap();
        assert_eq!(json["time"], "2026-11-25T08:09:10+08:00");
        assert_eq!((json["speed_kmh"].as_u64(), json["altitude_m"].as_i64()), (Some(62), Some(-2)));
    }

    #[test]
    fn an_impossible_time_is_kept_raw() {
        let json = serde_json::to_value(Location2011::default()).unwrap();
        assert!(json["time"].is_null());
        assert_eq!(json["date_raw"], "00000000");
    }
}
