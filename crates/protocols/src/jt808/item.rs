//! Additional items behind the base of a location: id, length, value.
//!
//! Ids collide between vendors, so an item counts as known only when its length fits as well; everything else stays
//! raw. A length that reaches beyond the end breaks the row: what is left is the tail, kept raw.

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::wire::{Writer, hex::Hex};

pub mod active_safety;
pub mod area;
pub mod basic;
pub mod video;

use active_safety::{Adas, BlindSpot, Dsm, TyreAlarm};
use area::{Overspeed, SegmentTime, ZonePassage};

/// The items of one location, not yet read.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Items<'a> {
    bytes: &'a [u8],
}

impl<'a> Items<'a> {
    /// Items as they lie behind the base.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// The bytes as received.
    pub fn as_bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// All items up to the end or the tail, in the order sent.
    pub fn iter(&self) -> Iter<'a> {
        Iter { rest: self.bytes }
    }

    /// The first item of an id that can be read as its standard says.
    pub fn find(&self, id: u8) -> Option<ItemValue<'a>> {
        self.iter().filter(|item| item.id == id).map(|item| item.value()).find(ItemValue::is_known)
    }

    /// Bytes behind the last whole item, when the row is broken.
    pub fn tail(&self) -> Option<&'a [u8]> {
        let mut iter = self.iter();
        iter.by_ref().for_each(drop);
        (!iter.rest.is_empty()).then_some(iter.rest)
    }
}

impl std::fmt::Debug for Items<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Items({})", Hex(self.bytes))
    }
}

impl<'a> IntoIterator for Items<'a> {
    type Item = Item<'a>;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

impl<'a> IntoIterator for &Items<'a> {
    type Item = Item<'a>;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

/// Iterator over [`Items`].
#[derive(Debug, Clone)]
pub struct Iter<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Iter<'a> {
    type Item = Item<'a>;

    fn next(&mut self) -> Option<Item<'a>> {
        let [id, len, behind @ ..] = self.rest else { return None };
        let (bytes, rest) = behind.split_at_checked(usize::from(*len))?;
        self.rest = rest;
        Some(Item { id: *id, bytes })
    }
}

/// One item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item<'a> {
    /// Item id.
    pub id: u8,
    /// Value, raw.
    pub bytes: &'a [u8],
}

impl<'a> Item<'a> {
    /// The value as the catalogue reads it.
    pub fn value(&self) -> ItemValue<'a> {
        match entry(self.id) {
            None => ItemValue::Unknown(self.bytes),
            Some(entry) => (entry.decode)(self.bytes).unwrap_or(ItemValue::Misfit(self.bytes)),
        }
    }
}

/// A value read by the catalogue. Units are in the names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemValue<'a> {
    /// 0x01: 0.1 km on the odometer.
    MileageTenthKm(u32),
    /// 0x02: 0.1 L.
    FuelTenthLitre(u16),
    /// 0x02 with bit 15 set, a vendor habit: percent of the tank.
    FuelPercent(u16),
    /// 0x03: 0.1 km/h by the tachograph.
    RecorderSpeedTenthKmh(u16),
    /// 0x04: id of an alarm that needs confirmation by hand, from 1.
    AlarmToConfirm(u16),
    /// 0x05: pressure of each tyre, `None` where there is none.
    TyrePressures(&'a [u8; 30]),
    /// 0x06: degrees Celsius.
    CabinCelsius(i16),
    /// 0x11.
    Overspeed(Overspeed),
    /// 0x12.
    ZonePassage(ZonePassage),
    /// 0x13.
    SegmentTime(SegmentTime),
    /// 0x14: bits 0 signal lost, 1 blocked, 2 storage, 3 other, 4 overload, 5 abnormal driving, 6 recording threshold.
    VideoAlarms(u32),
    /// 0x15: one bit for each channel.
    VideoLost(u32),
    /// 0x16: one bit for each channel.
    VideoBlocked(u32),
    /// 0x17: one bit for each storage.
    StorageFault(u16),
    /// 0x18.
    AbnormalDriving {
        /// Bits 0 fatigue, 1 phone, 2 smoking.
        kinds: u16,
        /// 0–100; the shorter form has none.
        fatigue_degree: Option<u8>,
    },
    /// 0x25: bits 0 low beam, 1 high beam, 2 right, 3 left, 4 brake, 5 reverse, 6 fog, 7 marker, 8 horn, 9 air
    /// conditioning, 10 neutral, 11 retarder, 12 ABS, 13 heater, 14 clutch.
    VehicleSignals(u32),
    /// 0x2A: bits 0 deep sleep, 1 sleep.
    IoStatus(u16),
    /// 0x2B.
    Analog {
        /// Bits 0–15.
        ad0: u16,
        /// Bits 16–31.
        ad1: u16,
    },
    /// 0x30: radio signal strength.
    RadioSignal(u8),
    /// 0x31: number of satellites.
    Satellites(u8),
    /// 0x64.
    Adas(Adas<'a>),
    /// 0x65.
    Dsm(Dsm<'a>),
    /// 0x66.
    TyreAlarm(TyreAlarm<'a>),
    /// 0x67.
    BlindSpot(BlindSpot<'a>),
    /// 0xE0: length of the custom data that follows, as sent (its width differs by vendor).
    CustomLength(&'a [u8]),
    /// A known id with a length that is not its own.
    Misfit(&'a [u8]),
    /// An id outside the catalogue, and E1–FF.
    Unknown(&'a [u8]),
}

impl ItemValue<'_> {
    /// Whether the value was read, not only kept.
    pub fn is_known(&self) -> bool {
        !matches!(self, Self::Misfit(_) | Self::Unknown(_))
    }
}

/// One line of the item catalogue.
#[derive(Debug, Clone, Copy)]
pub struct ItemEntry {
    /// Item id.
    pub id: u8,
    /// Short name, also the prefix of its keys in JSON.
    pub name: &'static str,
    /// Where it is defined.
    pub clause: &'static str,
    /// Reads the value; `None` when the length is not its own.
    pub decode: fn(&[u8]) -> Option<ItemValue<'_>>,
}

/// Every item that is read, by id.
pub const ITEMS: &[ItemEntry] = &[
    ItemEntry { id: 0x01, name: "mileage", clause: "2013 table 27", decode: basic::mileage },
    ItemEntry { id: 0x02, name: "fuel", clause: "2013 table 27", decode: basic::fuel },
    ItemEntry { id: 0x03, name: "recorder_speed", clause: "2013 table 27", decode: basic::recorder_speed },
    ItemEntry { id: 0x04, name: "alarm_to_confirm", clause: "2013 table 27", decode: basic::alarm_to_confirm },
    ItemEntry { id: 0x05, name: "tyre_pressures", clause: "2019 table 27", decode: basic::tyre_pressures },
    ItemEntry { id: 0x06, name: "cabin_temperature", clause: "2019 table 27", decode: basic::cabin_temperature },
    ItemEntry { id: 0x11, name: "overspeed", clause: "2013 table 28", decode: area::overspeed },
    ItemEntry { id: 0x12, name: "zone_passage", clause: "2013 table 29", decode: area::zone_passage },
    ItemEntry { id: 0x13, name: "segment_time", clause: "2013 table 30", decode: area::segment_time },
    ItemEntry { id: 0x14, name: "video_alarms", clause: "JT/T 1078-2016 table 14", decode: video::alarms },
    ItemEntry { id: 0x15, name: "video_lost", clause: "JT/T 1078-2016 table 13", decode: video::lost },
    ItemEntry { id: 0x16, name: "video_blocked", clause: "JT/T 1078-2016 table 13", decode: video::blocked },
    ItemEntry { id: 0x17, name: "storage_fault", clause: "JT/T 1078-2016 table 13", decode: video::storage_fault },
    ItemEntry { id: 0x18, name: "abnormal_driving", clause: "JT/T 1078-2016 tables 13, 15", decode: video::driving },
    ItemEntry { id: 0x25, name: "vehicle_signals", clause: "2013 table 31", decode: basic::vehicle_signals },
    ItemEntry { id: 0x2a, name: "io_status", clause: "2013 table 32", decode: basic::io_status },
    ItemEntry { id: 0x2b, name: "analog", clause: "2013 table 27", decode: basic::analog },
    ItemEntry { id: 0x30, name: "radio_signal", clause: "2013 table 27", decode: basic::radio_signal },
    ItemEntry { id: 0x31, name: "satellites", clause: "2013 table 27", decode: basic::satellites },
    ItemEntry { id: 0x64, name: "adas", clause: "T/JSATL 12-2017 table 4-15", decode: active_safety::adas },
    ItemEntry { id: 0x65, name: "dsm", clause: "T/JSATL 12-2017 table 4-17", decode: active_safety::dsm },
    ItemEntry { id: 0x66, name: "tyre_alarm", clause: "T/JSATL 12-2017 table 4-18", decode: active_safety::tyre_alarm },
    ItemEntry { id: 0x67, name: "blind_spot", clause: "T/JSATL 12-2017 table 4-20", decode: active_safety::blind_spot },
    ItemEntry { id: 0xe0, name: "custom_length", clause: "2013 table 27", decode: basic::custom_length },
];

/// The catalogue line of an id.
pub fn entry(id: u8) -> Option<&'static ItemEntry> {
    ITEMS.binary_search_by_key(&id, |entry| entry.id).ok().and_then(|at| ITEMS.get(at))
}

/// Appends an item with its length; a value longer than 255 bytes is cut.
pub fn push(id: u8, value: &[u8], out: &mut Vec<u8>) {
    let value = value.get(..255).unwrap_or(value);
    Writer::new(out).u8(id).u8(u8::try_from(value.len()).unwrap_or(255)).bytes(value);
}

impl ItemValue<'_> {
    /// Appends the value as it lies on the wire, without id and length.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let mut w = Writer::new(out);
        match *self {
            Self::MileageTenthKm(v)
            | Self::VideoAlarms(v)
            | Self::VideoLost(v)
            | Self::VideoBlocked(v)
            | Self::VehicleSignals(v) => {
                w.u32(v);
            }
            Self::FuelTenthLitre(v)
            | Self::RecorderSpeedTenthKmh(v)
            | Self::AlarmToConfirm(v)
            | Self::StorageFault(v)
            | Self::IoStatus(v) => {
                w.u16(v);
            }
            Self::FuelPercent(v) => {
                w.u16(v | basic::FUEL_PERCENT);
            }
            Self::CabinCelsius(v) => {
                w.bytes(&v.to_be_bytes());
            }
            Self::TyrePressures(v) => {
                w.bytes(v);
            }
            Self::Overspeed(v) => v.encode(&mut w),
            Self::ZonePassage(v) => v.encode(&mut w),
            Self::SegmentTime(v) => v.encode(&mut w),
            Self::AbnormalDriving { kinds, fatigue_degree } => {
                w.u16(kinds);
                if let Some(degree) = fatigue_degree {
                    w.u8(degree);
                }
            }
            Self::Analog { ad0, ad1 } => {
                w.u16(ad1).u16(ad0);
            }
            Self::RadioSignal(v) | Self::Satellites(v) => {
                w.u8(v);
            }
            Self::Adas(v) => v.encode(&mut w),
            Self::Dsm(v) => v.encode(&mut w),
            Self::TyreAlarm(v) => v.encode(&mut w),
            Self::BlindSpot(v) => v.encode(&mut w),
            Self::CustomLength(v) | Self::Misfit(v) | Self::Unknown(v) => {
                w.bytes(v);
            }
        }
    }
}

/// `{"0x01":{…},"0x03":{…}}` in the order sent; an id that comes again is `0x64#2`, `0x64#3` …
impl Serialize for Items<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seen = [0_u16; 256];
        let mut map = serializer.serialize_map(None)?;
        for item in self {
            let times = seen.get_mut(usize::from(item.id)).map_or(1, |count| {
                *count = count.saturating_add(1);
                *count
            });
            let value = item.value();
            if times == 1 {
                map.serialize_entry(&ItemKey(item.id, None), &value)?;
            } else {
                map.serialize_entry(&ItemKey(item.id, Some(times)), &value)?;
            }
        }
        map.end()
    }
}

struct ItemKey(u8, Option<u16>);

impl Serialize for ItemKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.1 {
            None => serializer.collect_str(&format_args!("0x{:02x}", self.0)),
            Some(times) => serializer.collect_str(&format_args!("0x{:02x}#{times}", self.0)),
        }
    }
}

fn one<S: Serializer>(serializer: S, key: &'static str, value: &impl Serialize) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(key, value)?;
    map.end()
}

fn tenths(value: u16) -> f64 {
    f64::from(value) / 10.0
}

impl Serialize for ItemValue<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::MileageTenthKm(v) => one(s, "mileage_km", &(f64::from(v) / 10.0)),
            Self::FuelTenthLitre(v) => one(s, "fuel_l", &tenths(v)),
            Self::FuelPercent(v) => one(s, "fuel_percent", &v),
            Self::RecorderSpeedTenthKmh(v) => one(s, "recorder_speed_kmh", &tenths(v)),
            Self::AlarmToConfirm(v) => one(s, "alarm_to_confirm", &v),
            Self::TyrePressures(v) => one(s, "tyre_pressures", &basic::Tyres(v)),
            Self::CabinCelsius(v) => one(s, "cabin_celsius", &v),
            Self::Overspeed(v) => v.serialize(s),
            Self::ZonePassage(v) => v.serialize(s),
            Self::SegmentTime(v) => v.serialize(s),
            Self::VideoAlarms(v) => one(s, "video_alarms", &v),
            Self::VideoLost(v) => one(s, "video_lost", &v),
            Self::VideoBlocked(v) => one(s, "video_blocked", &v),
            Self::StorageFault(v) => one(s, "storage_fault", &v),
            Self::AbnormalDriving { kinds, fatigue_degree } => {
                let mut map = s.serialize_map(None)?;
                map.serialize_entry("abnormal_driving", &kinds)?;
                if let Some(degree) = fatigue_degree {
                    map.serialize_entry("fatigue_degree", &degree)?;
                }
                map.end()
            }
            Self::VehicleSignals(v) => one(s, "vehicle_signals", &v),
            Self::IoStatus(v) => one(s, "io_status", &v),
            Self::Analog { ad0, ad1 } => {
                let mut map = s.serialize_map(Some(2))?;
                map.serialize_entry("ad0", &ad0)?;
                map.serialize_entry("ad1", &ad1)?;
                map.end()
            }
            Self::RadioSignal(v) => one(s, "radio_signal", &v),
            Self::Satellites(v) => one(s, "satellites", &v),
            Self::Adas(v) => v.serialize(s),
            Self::Dsm(v) => v.serialize(s),
            Self::TyreAlarm(v) => v.serialize(s),
            Self::BlindSpot(v) => v.serialize(s),
            Self::CustomLength(v) => one(s, "custom_length_hex", &Hex(v)),
            Self::Misfit(v) => one(s, "misfit_hex", &Hex(v)),
            Self::Unknown(v) => one(s, "hex", &Hex(v)),
        }
    }
}

/// Fuzz entry: items of anything; what is read is written back byte for byte, and JSON of it is one object.
#[doc(hidden)]
pub fn fuzz_items(data: &[u8]) {
    let items = Items::new(data);
    let mut again = Vec::new();
    let mut value = Vec::new();
    for item in items {
        value.clear();
        item.value().encode(&mut value);
        assert!(value == item.bytes, "item {:02x} is written as it was read", item.id);
        push(item.id, &value, &mut again);
    }
    again.extend_from_slice(items.tail().unwrap_or_default());
    assert!(again == data, "items and tail make up the whole");
    assert!(serde_json::to_string(&items).is_ok_and(|json| json.starts_with('{')), "items are an object");
}
