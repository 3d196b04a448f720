//! Sectors (业态).

use serde::{Deserialize, Serialize};

/// A line of business under supervision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sector {
    /// 危货.
    Hazmat,
    /// 客运 (line passenger).
    Passenger,
    /// 旅游客运.
    Tourist,
    /// 公交.
    Bus,
    /// 出租.
    Taxi,
    /// 普货.
    Freight,
    /// 重载货运.
    HeavyFreight,
    /// 维修.
    Repair,
    /// 租赁.
    Rental,
    /// 驾培.
    DrivingSchool,
    /// 共享电单车.
    EBike,
    /// 港口.
    Port,
    /// 交通工程.
    Construction,
}

impl Sector {
    /// All sectors with their stable name and Chinese name, in the order screens list them.
    pub const ALL: [(Self, &'static str, &'static str); 13] = [
        (Self::Hazmat, "hazmat", "危货"),
        (Self::Passenger, "passenger", "客运"),
        (Self::Tourist, "tourist", "旅游客运"),
        (Self::Bus, "bus", "公交"),
        (Self::Taxi, "taxi", "出租"),
        (Self::Freight, "freight", "普货"),
        (Self::HeavyFreight, "heavy_freight", "重载货运"),
        (Self::Repair, "repair", "维修"),
        (Self::Rental, "rental", "租赁"),
        (Self::DrivingSchool, "driving_school", "驾培"),
        (Self::EBike, "e_bike", "共享电单车"),
        (Self::Port, "port", "港口"),
        (Self::Construction, "construction", "交通工程"),
    ];

    /// Stable name used in the API and the store.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|s| s.0 == self).map_or("", |s| s.1)
    }

    /// Name on screens and in workbooks.
    pub fn zh(self) -> &'static str {
        Self::ALL.iter().find(|s| s.0 == self).map_or("", |s| s.2)
    }

    /// The sector of a stable or Chinese name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|s| s.1 == name || s.2 == name).map(|s| s.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for (sector, name, zh) in Sector::ALL {
            assert_eq!(Sector::parse(name), Some(sector));
            assert_eq!(Sector::parse(zh), Some(sector));
            assert_eq!((sector.as_str(), sector.zh()), (name, zh));
            assert_eq!(serde_json::to_string(&sector).unwrap(), format!("\"{name}\""));
        }
        assert_eq!(Sector::parse("none"), None);
    }
}
