//! Additional items behind the base of a location: id, length, value.
//!
//! Ids collide between vendors, so an item counts as known only when its length fits as well; everything else stays
//! raw. A length that reaches beyond the end breaks the row: what is left is the tail, kept raw.

use crate::wire::{Writer, hex::Hex};

pub mod active_safety;
pub mod area;
pub mod basic;
mod json;
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

    #[inline]
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
    #[inline]
    pub fn value(&self) -> ItemValue<'a> {
        decode(self.id, self.bytes)
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
}

macro_rules! items {
    ($($id:literal $name:literal $clause:literal $decode:path;)*) => {
        /// Every item that is read, by id.
        pub const ITEMS: &[ItemEntry] = &[$(ItemEntry { id: $id, name: $name, clause: $clause },)*];

        /// The value as its line of the catalogue reads it. A `match`, as this runs for every item of every location.
        #[inline]
        fn decode(id: u8, bytes: &[u8]) -> ItemValue<'_> {
            let read = match id {
                $($id => $decode(bytes),)*
                _ => return ItemValue::Unknown(bytes),
            };
            read.unwrap_or(ItemValue::Misfit(bytes))
        }
    };
}

items! {
    0x01 "mileage" "2013 table 27" basic::mileage;
    0x02 "fuel" "2013 table 27" basic::fuel;
    0x03 "recorder_speed" "2013 table 27" basic::recorder_speed;
    0x04 "alarm_to_confirm" "2013 table 27" basic::alarm_to_confirm;
    0x05 "tyre_pressures" "2019 table 27" basic::tyre_pressures;
    0x06 "cabin_temperature" "2019 table 27" basic::cabin_temperature;
    0x11 "overspeed" "2013 table 28" area::overspeed;
    0x12 "zone_passage" "2013 table 29" area::zone_passage;
    0x13 "segment_time" "2013 table 30" area::segment_time;
    0x14 "video_alarms" "JT/T 1078-2016 table 14" video::alarms;
    0x15 "video_lost" "JT/T 1078-2016 table 13" video::lost;
    0x16 "video_blocked" "JT/T 1078-2016 table 13" video::blocked;
    0x17 "storage_fault" "JT/T 1078-2016 table 13" video::storage_fault;
    0x18 "abnormal_driving" "JT/T 1078-2016 tables 13, 15" video::driving;
    0x25 "vehicle_signals" "2013 table 31" basic::vehicle_signals;
    0x2a "io_status" "2013 table 32" basic::io_status;
    0x2b "analog" "2013 table 27" basic::analog;
    0x30 "radio_signal" "2013 table 27" basic::radio_signal;
    0x31 "satellites" "2013 table 27" basic::satellites;
    0x64 "adas" "T/JSATL 12-2017 table 4-15" active_safety::adas;
    0x65 "dsm" "T/JSATL 12-2017 table 4-17" active_safety::dsm;
    0x66 "tyre_alarm" "T/JSATL 12-2017 table 4-18" active_safety::tyre_alarm;
    0x67 "blind_spot" "T/JSATL 12-2017 table 4-20" active_safety::blind_spot;
    0xe0 "custom_length" "2013 table 27" basic::custom_length;
}

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
