//! Zones and corridors (电子围栏): places with a meaning for vehicles.

use serde::{Deserialize, Serialize};

use crate::{
    geo::{datum::Datum, shape::Shape},
    ids::{EnterpriseId, ZoneId},
    party::{profile::Profile, sector::Sector, vehicle::VehicleClass},
};

/// What a zone asks of the vehicles it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ZoneUse {
    /// 进入提醒: being inside is told.
    Enter,
    /// 驶出提醒: being outside is told.
    Leave,
    /// 规定线路: leaving the corridor is told.
    Corridor,
    /// 禁行区域: driving inside in its hours is forbidden.
    Forbidden,
    /// 区域限速: driving faster inside, or on a road (a line), is forbidden.
    Speed,
}

crate::party::names!(ZoneUse {
    Enter = "enter" "进入提醒",
    Leave = "leave" "驶出提醒",
    Corridor = "corridor" "规定线路",
    Forbidden = "forbidden" "禁行区域",
    Speed = "speed" "区域限速",
});

/// Minutes of the civil day, from `from` (included) to `to` (excluded); over midnight when `to` is not later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// First minute, 0 to 1439.
    pub from: u16,
    /// Minute after the last one, 0 to 1440.
    pub to: u16,
}

impl Hours {
    /// Reads `HH:MM-HH:MM`, also with a long dash. `None`: no hours.
    pub fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.trim().split_once(['-', '–', '—', '~'])?;
        let minute = |text: &str| {
            let (hours, minutes) = text.trim().split_once([':', '：'])?;
            let (hours, minutes) = (hours.parse::<u16>().ok()?, minutes.parse::<u16>().ok()?);
            (minutes < 60 && hours <= 24).then(|| hours.saturating_mul(60).saturating_add(minutes))
        };
        let (from, to) = (minute(from)?, minute(to)?);
        (from < 1_440 && to <= 1_440 && from != to).then_some(Self { from, to })
    }

    /// Whether a minute of the civil day lies inside.
    pub fn hold(self, minute: u16) -> bool {
        if self.from < self.to {
            (self.from..self.to).contains(&minute)
        } else {
            minute >= self.from || minute < self.to
        }
    }
}

impl core::fmt::Display for Hours {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let (from, to) = (self.from, self.to);
        write!(f, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
    }
}

/// A zone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Zone {
    /// Registry id.
    pub id: ZoneId,
    /// Name.
    pub name: String,
    /// What it asks.
    pub usage: ZoneUse,
    /// Where it is, WGS-84.
    pub shape: Shape,
    /// Datum of the file it came from; the shape was converted from it.
    pub datum: Datum,
    /// Hours in which it holds; none: always.
    pub hours: Vec<Hours>,
    /// Highest speed inside, km/h; of a speed zone.
    pub limit_kmh: Option<u16>,
    /// Classes of vehicles it is about; none: all.
    pub classes: Vec<VehicleClass>,
    /// Sectors of the owners it is about; none: all.
    #[serde(default)]
    pub sectors: Vec<Sector>,
    /// Vehicles of this enterprise only.
    pub enterprise: Option<EnterpriseId>,
    /// Out of use.
    pub retired: bool,
}

/// The zone a finding is about: its name as it was then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZoneRef {
    /// Registry id.
    pub id: ZoneId,
    /// Name.
    pub name: String,
}

/// Why a zone cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZoneFault {
    /// A corridor is a line.
    NeedsLine,
    /// What is neither a corridor nor a road with a limit is an area.
    NeedsArea,
    /// A speed zone has a limit from 5 to 120 km/h.
    NeedsLimit,
    /// Leaving and corridors name the vehicles they are for: everybody else is always outside.
    NeedsVehicles,
    /// The name is empty or longer than 100 characters.
    Name,
}

impl ZoneFault {
    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NeedsLine => "zone_needs_line",
            Self::NeedsArea => "zone_needs_area",
            Self::NeedsLimit => "zone_needs_limit",
            Self::NeedsVehicles => "zone_needs_vehicles",
            Self::Name => "zone_name",
        }
    }
}

impl Zone {
    /// How findings name it.
    pub fn reference(&self) -> ZoneRef {
        ZoneRef { id: self.id, name: self.name.clone() }
    }

    /// Whether it is about a vehicle. What is not known fulfils nothing.
    pub fn concerns(&self, profile: &Profile) -> bool {
        let class = self.classes.is_empty() || profile.class.is_some_and(|c| self.classes.contains(&c));
        let sector = self.sectors.is_empty() || self.sectors.iter().any(|s| profile.sectors.has(*s));
        class && sector && self.enterprise.is_none_or(|e| profile.enterprise == Some(e))
    }

    /// What does not fit together, the shape itself aside.
    pub fn faults(&self) -> Vec<ZoneFault> {
        let mut faults = Vec::new();
        let line = matches!(self.shape, Shape::Lines { .. });
        if self.usage == ZoneUse::Corridor && !line {
            faults.push(ZoneFault::NeedsLine);
        }
        if !matches!(self.usage, ZoneUse::Corridor | ZoneUse::Speed) && line {
            faults.push(ZoneFault::NeedsArea);
        }
        if self.usage == ZoneUse::Speed && !self.limit_kmh.is_some_and(|kmh| (5..=120).contains(&kmh)) {
            faults.push(ZoneFault::NeedsLimit);
        }
        let keeps_in = matches!(self.usage, ZoneUse::Leave | ZoneUse::Corridor);
        if keeps_in && self.classes.is_empty() && self.sectors.is_empty() && self.enterprise.is_none() {
            faults.push(ZoneFault::NeedsVehicles);
        }
        if self.name.trim().is_empty() || self.name.chars().count() > 100 {
            faults.push(ZoneFault::Name);
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::geo::Point;

    #[test]
    fn hours_go_over_midnight() {
        let night = Hours::parse("22:00-06:00").unwrap();
        assert!(night.hold(1_320) && night.hold(0) && night.hold(359) && !night.hold(360) && !night.hold(1_319));
        let day = Hours::parse(" 7：30–24:00 ").unwrap();
        assert_eq!((day, day.to_string()), (Hours { from: 450, to: 1_440 }, String::from("07:30-24:00")));
        assert!(day.hold(1_439) && !day.hold(449));
        for wrong in ["", "7-8", "08:00-08:00", "24:00-01:00", "08:60-09:00", "08:00-25:00"] {
            assert_eq!(Hours::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn use_and_shape_must_fit() {
        let points = vec![Point { lon: 121.0, lat: 30.0 }; 3];
        let area = Zone {
            id: ZoneId(Uuid::nil()),
            name: String::from("示例"),
            usage: ZoneUse::Speed,
            shape: Shape::Areas(vec![vec![points.clone()]]),
            datum: Datum::Wgs84,
            hours: Vec::new(),
            limit_kmh: None,
            classes: Vec::new(),
            sectors: Vec::new(),
            enterprise: None,
            retired: false,
        };
        assert_eq!(area.faults(), [ZoneFault::NeedsLimit]);
        assert_eq!(Zone { limit_kmh: Some(40), ..area.clone() }.faults(), []);
        let corridor = Zone { usage: ZoneUse::Corridor, ..area.clone() };
        assert_eq!(corridor.faults(), [ZoneFault::NeedsLine, ZoneFault::NeedsVehicles]);
        let trucks = vec![VehicleClass::HazmatTruck];
        assert_eq!(Zone { classes: trucks, ..corridor }.faults(), [ZoneFault::NeedsLine]);
        let line = Shape::Lines { lines: vec![points], half_width_m: 50.0 };
        let road = Zone { shape: line.clone(), limit_kmh: Some(60), ..area.clone() };
        assert_eq!(road.faults(), []);
        assert_eq!(Zone { limit_kmh: None, ..road }.faults(), [ZoneFault::NeedsLimit]);
        let named = Zone { usage: ZoneUse::Enter, shape: line, name: String::from(" "), ..area };
        assert_eq!(named.faults(), [ZoneFault::NeedsArea, ZoneFault::Name]);
    }

    #[test]
    fn a_zone_is_about_class_sector_and_owner() {
        let firm = EnterpriseId(Uuid::from_u128(9));
        let zone = Zone {
            id: ZoneId(Uuid::nil()),
            name: String::from("示例"),
            usage: ZoneUse::Enter,
            shape: Shape::Areas(Vec::new()),
            datum: Datum::Wgs84,
            hours: Vec::new(),
            limit_kmh: None,
            classes: vec![VehicleClass::Coach],
            sectors: vec![Sector::Tourist],
            enterprise: Some(firm),
            retired: false,
        };
        let sectors = [Sector::Tourist].into_iter().collect();
        let full = Profile { class: Some(VehicleClass::Coach), enterprise: Some(firm), sectors, ..Profile::default() };
        assert!(zone.concerns(&full));
        for less in [
            Profile { class: None, ..full },
            Profile { enterprise: None, ..full },
            Profile { sectors: crate::party::profile::Sectors::NONE, ..full },
        ] {
            assert!(!zone.concerns(&less), "what is not known fulfils nothing");
        }
    }

    #[test]
    fn names_are_stable() {
        for (value, name, zh) in ZoneUse::ALL {
            assert_eq!(serde_json::to_string(value).unwrap(), format!("\"{name}\""));
            assert_eq!((value.as_str(), value.zh()), (*name, *zh));
        }
        for (value, name, _) in Datum::ALL {
            assert_eq!((serde_json::to_string(value).unwrap(), value.as_str()), (format!("\"{name}\""), *name));
        }
    }
}
