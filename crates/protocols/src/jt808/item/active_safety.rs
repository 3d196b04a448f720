//! Alarms of active-safety devices: 苏标 (T/JSATL 12-2017 tables 4-14 to 4-20) and 粤标 (T/GDRTA 002-2020 tables 5-15 to
//! 5-17). Both use the same ids; they are told apart by length, because the alarm label has 16 bytes in one and 40 in
//! the other.

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::wire::{DeviceTime, Reader, Short, Writer, gbk, hex::Hex};

use super::ItemValue;

const LABEL_SU: usize = 16;
const LABEL_YUE: usize = 40;

/// Which document the alarm follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// 苏标, label of 16 bytes.
    Su,
    /// 粤标, label of 40 bytes.
    Yue,
}

impl Dialect {
    /// Bytes of a terminal id.
    pub fn id_width(self) -> usize {
        match self {
            Self::Su => 7,
            Self::Yue => 30,
        }
    }
}

/// Names the alarm and its attachments (used by 0x9208).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label<'a> {
    /// Terminal id: 7 bytes (苏标) or 30 (粤标), padded.
    pub terminal_id: &'a [u8],
    /// Time of the alarm.
    pub time: DeviceTime,
    /// Counter of alarms at the same time, from 0.
    pub sequence: u8,
    /// Number of attachments.
    pub attachments: u8,
    /// Reserved: 1 or 2 bytes.
    pub reserved: &'a [u8],
}

impl<'a> Label<'a> {
    pub(crate) fn decode(r: &mut Reader<'a>, dialect: Dialect) -> Result<Self, Short> {
        let reserved = if dialect == Dialect::Su { 1 } else { 2 };
        Ok(Self {
            terminal_id: r.take(dialect.id_width())?,
            time: DeviceTime::from_bcd(r.array()?),
            sequence: r.u8()?,
            attachments: r.u8()?,
            reserved: r.take(reserved)?,
        })
    }

    pub(crate) fn encode(&self, w: &mut Writer<'_>) {
        w.bytes(self.terminal_id)
            .bytes(&self.time.to_bcd())
            .u8(self.sequence)
            .u8(self.attachments)
            .bytes(self.reserved);
    }

    /// The dialect this label belongs to.
    pub fn dialect(&self) -> Dialect {
        if self.terminal_id.len() > 7 { Dialect::Yue } else { Dialect::Su }
    }
}

impl Serialize for Label<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(5))?;
        map.serialize_entry("terminal_id", &gbk::text(self.terminal_id))?;
        self.time.serialize_into(&mut map)?;
        map.serialize_entry("sequence", &self.sequence)?;
        map.serialize_entry("attachments", &self.attachments)?;
        map.serialize_entry("reserved", &Hex(self.reserved))?;
        map.end()
    }
}

/// Where and when: the block all four alarms end with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// km/h (not tenths).
    pub speed_kmh: u8,
    /// Metres.
    pub altitude_m: u16,
    /// 1e-6 degrees, without sign.
    pub lat_e6: u32,
    /// 1e-6 degrees, without sign.
    pub lon_e6: u32,
    /// Time of the alarm.
    pub time: DeviceTime,
    /// Bits 0 ACC, 1 left, 2 right, 3 wipers, 4 brake, 5 card inserted, 10 located.
    pub vehicle_status: u16,
    /// Names the alarm.
    pub label: Label<'a>,
}

impl<'a> Place<'a> {
    fn decode(r: &mut Reader<'a>, dialect: Dialect) -> Option<Self> {
        Some(Self {
            speed_kmh: r.u8().ok()?,
            altitude_m: r.u16().ok()?,
            lat_e6: r.u32().ok()?,
            lon_e6: r.u32().ok()?,
            time: DeviceTime::from_bcd(r.array().ok()?),
            vehicle_status: r.u16().ok()?,
            label: Label::decode(r, dialect).ok()?,
        })
    }

    fn encode(&self, w: &mut Writer<'_>) {
        w.u8(self.speed_kmh)
            .u16(self.altitude_m)
            .u32(self.lat_e6)
            .u32(self.lon_e6)
            .bytes(&self.time.to_bcd())
            .u16(self.vehicle_status);
        self.label.encode(w);
    }

    fn serialize_into<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry("speed_kmh", &self.speed_kmh)?;
        map.serialize_entry("altitude_m", &self.altitude_m)?;
        map.serialize_entry("lat", &(f64::from(self.lat_e6) / 1e6))?;
        map.serialize_entry("lon", &(f64::from(self.lon_e6) / 1e6))?;
        self.time.serialize_into(map)?;
        map.serialize_entry("vehicle_status", &self.vehicle_status)?;
        map.serialize_entry("label", &self.label)
    }
}

fn dialect(len: usize, without_label: usize) -> Option<Dialect> {
    match len.checked_sub(without_label)? {
        LABEL_SU => Some(Dialect::Su),
        LABEL_YUE => Some(Dialect::Yue),
        _ => None,
    }
}

/// 0x64: driver assistance. Types 01 forward collision, 02 lane departure, 03 too close, 04 pedestrian, 05 frequent lane
/// change, 06 sign overrun, 07 obstacle, 10 sign event, 11 active capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Adas<'a> {
    /// Counter of alarms.
    pub alarm_id: u32,
    /// 0 not applicable, 1 start, 2 end.
    pub flag: u8,
    /// Type of the alarm.
    pub kind: u8,
    /// 1 or 2.
    pub level: u8,
    /// km/h of the vehicle ahead.
    pub front_speed_kmh: u8,
    /// Distance ahead in 100 ms.
    pub front_distance_100ms: u8,
    /// 1 left, 2 right; for type 02.
    pub departure_side: u8,
    /// 1 speed limit, 2 height, 3 weight; for types 06 and 10.
    pub sign_type: u8,
    /// Value on the sign.
    pub sign_value: u8,
    /// Where and when.
    pub place: Place<'a>,
}

/// 0x65: driver state. Types 01 fatigue, 02 phone, 03 smoking, 04 distracted, 05 driver abnormal, 10 capture, 11 driver
/// change; 粤标 also 06 camera covered, 08 driving overtime, 0A no belt, 0B sunglasses, 0C hands off, 0D playing phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dsm<'a> {
    /// Counter of alarms.
    pub alarm_id: u32,
    /// 0 not applicable, 1 start, 2 end.
    pub flag: u8,
    /// Type of the alarm.
    pub kind: u8,
    /// 1 or 2.
    pub level: u8,
    /// 1–10, higher is worse; valid for type 01 only.
    pub fatigue_degree: u8,
    /// Reserved.
    pub reserved: [u8; 4],
    /// Where and when.
    pub place: Place<'a>,
}

/// 0x66: tyres.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TyreAlarm<'a> {
    /// Counter of alarms.
    pub alarm_id: u32,
    /// 0 not applicable, 1 start, 2 end.
    pub flag: u8,
    /// Where and when.
    pub place: Place<'a>,
    /// Entries of 9 bytes; see [`TyreAlarm::entries`].
    entries: &'a [u8],
}

/// One tyre of [`TyreAlarm`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Tyre {
    /// Position, left front is 0.
    pub position: u8,
    /// Bits 0 pressure, 1 pressure high, 2 low, 3 temperature high, 4 sensor, 5 imbalance, 6 slow leak, 7 battery.
    pub alarms: u16,
    /// kPa.
    pub pressure_kpa: u16,
    /// Degrees Celsius.
    pub celsius: i16,
    /// Battery of the sensor, percent.
    pub battery_percent: u16,
}

/// 0x67: blind spots. Types 01 rear, 02 left rear, 03 right rear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlindSpot<'a> {
    /// Counter of alarms.
    pub alarm_id: u32,
    /// 0 not applicable, 1 start, 2 end.
    pub flag: u8,
    /// Type of the alarm.
    pub kind: u8,
    /// Where and when.
    pub place: Place<'a>,
}

pub(super) fn adas(bytes: &[u8]) -> Option<ItemValue<'_>> {
    let dialect = dialect(bytes.len(), 31)?;
    let mut r = Reader::new(bytes);
    Some(ItemValue::Adas(Adas {
        alarm_id: r.u32().ok()?,
        flag: r.u8().ok()?,
        kind: r.u8().ok()?,
        level: r.u8().ok()?,
        front_speed_kmh: r.u8().ok()?,
        front_distance_100ms: r.u8().ok()?,
        departure_side: r.u8().ok()?,
        sign_type: r.u8().ok()?,
        sign_value: r.u8().ok()?,
        place: Place::decode(&mut r, dialect)?,
    }))
}

pub(super) fn dsm(bytes: &[u8]) -> Option<ItemValue<'_>> {
    let dialect = dialect(bytes.len(), 31)?;
    let mut r = Reader::new(bytes);
    Some(ItemValue::Dsm(Dsm {
        alarm_id: r.u32().ok()?,
        flag: r.u8().ok()?,
        kind: r.u8().ok()?,
        level: r.u8().ok()?,
        fatigue_degree: r.u8().ok()?,
        reserved: r.array().ok()?,
        place: Place::decode(&mut r, dialect)?,
    }))
}

pub(super) fn tyre_alarm(bytes: &[u8]) -> Option<ItemValue<'_>> {
    tyre_alarm_as(bytes, Dialect::Su).or_else(|| tyre_alarm_as(bytes, Dialect::Yue))
}

fn tyre_alarm_as(bytes: &[u8], dialect: Dialect) -> Option<ItemValue<'_>> {
    let mut r = Reader::new(bytes);
    let (alarm_id, flag) = (r.u32().ok()?, r.u8().ok()?);
    let place = Place::decode(&mut r, dialect)?;
    let count = r.u8().ok()?;
    let entries = r.rest();
    let fits = entries.len() == usize::from(count).saturating_mul(TYRE);
    fits.then_some(ItemValue::TyreAlarm(TyreAlarm { alarm_id, flag, place, entries }))
}

const TYRE: usize = 9;

pub(super) fn blind_spot(bytes: &[u8]) -> Option<ItemValue<'_>> {
    let dialect = dialect(bytes.len(), 25)?;
    let mut r = Reader::new(bytes);
    Some(ItemValue::BlindSpot(BlindSpot {
        alarm_id: r.u32().ok()?,
        flag: r.u8().ok()?,
        kind: r.u8().ok()?,
        place: Place::decode(&mut r, dialect)?,
    }))
}

impl Adas<'_> {
    pub(super) fn encode(&self, w: &mut Writer<'_>) {
        w.u32(self.alarm_id).u8(self.flag).u8(self.kind).u8(self.level).u8(self.front_speed_kmh);
        w.u8(self.front_distance_100ms).u8(self.departure_side).u8(self.sign_type).u8(self.sign_value);
        self.place.encode(w);
    }
}

impl Dsm<'_> {
    pub(super) fn encode(&self, w: &mut Writer<'_>) {
        w.u32(self.alarm_id).u8(self.flag).u8(self.kind).u8(self.level).u8(self.fatigue_degree).bytes(&self.reserved);
        self.place.encode(w);
    }
}

impl<'a> TyreAlarm<'a> {
    /// The tyres.
    pub fn entries(&self) -> impl Iterator<Item = Tyre> + 'a {
        self.entries.chunks_exact(TYRE).filter_map(|bytes| {
            let mut r = Reader::new(bytes);
            Some(Tyre {
                position: r.u8().ok()?,
                alarms: r.u16().ok()?,
                pressure_kpa: r.u16().ok()?,
                celsius: i16::from_be_bytes(r.array().ok()?),
                battery_percent: r.u16().ok()?,
            })
        })
    }

    pub(super) fn encode(&self, w: &mut Writer<'_>) {
        w.u32(self.alarm_id).u8(self.flag);
        self.place.encode(w);
        w.u8(u8::try_from(self.entries.len() / TYRE).unwrap_or(u8::MAX)).bytes(self.entries);
    }
}

impl BlindSpot<'_> {
    pub(super) fn encode(&self, w: &mut Writer<'_>) {
        w.u32(self.alarm_id).u8(self.flag).u8(self.kind);
        self.place.encode(w);
    }
}

impl Serialize for Adas<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("adas_type", &self.kind)?;
        map.serialize_entry("alarm_id", &self.alarm_id)?;
        map.serialize_entry("flag", &self.flag)?;
        map.serialize_entry("level", &self.level)?;
        map.serialize_entry("front_speed_kmh", &self.front_speed_kmh)?;
        map.serialize_entry("front_distance_100ms", &self.front_distance_100ms)?;
        map.serialize_entry("departure_side", &self.departure_side)?;
        map.serialize_entry("sign_type", &self.sign_type)?;
        map.serialize_entry("sign_value", &self.sign_value)?;
        self.place.serialize_into(&mut map)?;
        map.end()
    }
}

impl Serialize for Dsm<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("dsm_type", &self.kind)?;
        map.serialize_entry("alarm_id", &self.alarm_id)?;
        map.serialize_entry("flag", &self.flag)?;
        map.serialize_entry("level", &self.level)?;
        map.serialize_entry("fatigue_degree", &self.fatigue_degree)?;
        map.serialize_entry("reserved", &Hex(&self.reserved))?;
        self.place.serialize_into(&mut map)?;
        map.end()
    }
}

struct Tyres<'a>(TyreAlarm<'a>);

impl Serialize for Tyres<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.entries())
    }
}

impl Serialize for TyreAlarm<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("alarm_id", &self.alarm_id)?;
        map.serialize_entry("flag", &self.flag)?;
        map.serialize_entry("tyres", &Tyres(*self))?;
        self.place.serialize_into(&mut map)?;
        map.end()
    }
}

impl Serialize for BlindSpot<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("blind_spot_type", &self.kind)?;
        map.serialize_entry("alarm_id", &self.alarm_id)?;
        map.serialize_entry("flag", &self.flag)?;
        self.place.serialize_into(&mut map)?;
        map.end()
    }
}
