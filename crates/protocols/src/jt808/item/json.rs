//! Items as JSON: one object, keys by id.

use serde::{Serialize, Serializer, ser::SerializeMap};

use super::{ItemValue, Items, basic};
use crate::wire::hex::Hex;

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
