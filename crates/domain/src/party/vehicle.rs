//! A vehicle (车辆).

use serde::{Deserialize, Serialize};

use crate::{
    ids::{EnterpriseId, VehicleId},
    time::CivilDay,
};

/// Plate colour code of JT/T 697.7 as used by JT/T 808 0x0100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlateColour {
    /// 1 蓝.
    Blue,
    /// 2 黄.
    Yellow,
    /// 3 黑.
    Black,
    /// 4 白.
    White,
    /// 5 绿 (small new-energy vehicle; also sent for gradient green).
    Green,
    /// 94 黄绿 in JT/T 697.7-2022 practice, large new-energy vehicle.
    YellowGreen,
    /// 9 其他.
    Other,
}

super::names!(PlateColour {
    Blue = "blue" "蓝",
    Yellow = "yellow" "黄",
    Black = "black" "黑",
    White = "white" "白",
    Green = "green" "绿",
    YellowGreen = "yellow_green" "黄绿",
    Other = "other" "其他",
});

impl PlateColour {
    /// Code in JT/T 697.7, as JT/T 808 0x0100 and JT/T 809 carry it.
    pub const fn code(self) -> u8 {
        match self {
            Self::Blue => 1,
            Self::Yellow => 2,
            Self::Black => 3,
            Self::White => 4,
            Self::Green => 5,
            Self::YellowGreen => 94,
            Self::Other => 9,
        }
    }

    /// The colour of a code; what is not known is other.
    pub const fn from_code(code: u8) -> Self {
        match code {
            1 => Self::Blue,
            2 => Self::Yellow,
            3 => Self::Black,
            4 => Self::White,
            5 => Self::Green,
            94 => Self::YellowGreen,
            _ => Self::Other,
        }
    }
}

/// Class of a vehicle as supervision needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VehicleClass {
    /// 客车.
    Coach,
    /// 公交车.
    CityBus,
    /// 出租车.
    Taxi,
    /// 重型货车 (total mass ≥ 12 t).
    HeavyTruck,
    /// 半挂牵引车.
    Tractor,
    /// 挂车.
    Trailer,
    /// 中轻型货车.
    LightTruck,
    /// 危货运输车.
    HazmatTruck,
    /// 小型汽车 (rental, training).
    Car,
    /// 其他.
    Other,
}

super::names!(VehicleClass {
    Coach = "coach" "客车",
    CityBus = "city_bus" "公交车",
    Taxi = "taxi" "出租车",
    HeavyTruck = "heavy_truck" "重型货车",
    Tractor = "tractor" "牵引车",
    Trailer = "trailer" "挂车",
    LightTruck = "light_truck" "轻型货车",
    HazmatTruck = "hazmat_truck" "危货运输车",
    Car = "car" "小型汽车",
    Other = "other" "其他",
});

/// A vehicle and the terminal that speaks for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Vehicle {
    /// Registry id.
    pub id: VehicleId,
    /// Plate, e.g. `浙B12345` or `浙BD12345`.
    pub plate: String,
    /// Plate colour; plate and colour together are unique.
    pub colour: PlateColour,
    /// Class.
    pub class: VehicleClass,
    /// 总质量, kilograms.
    pub total_mass_kg: Option<u32>,
    /// Length of the passenger line it serves (客运班线里程), kilometres; `None` for charter and every other service.
    #[serde(default)]
    pub line_km: Option<u32>,
    /// Phone number of the terminal's SIM, digits without leading zeros.
    pub sim: Option<String>,
    /// Terminal id.
    pub terminal_id: Option<String>,
    /// Owner.
    pub enterprise: EnterpriseId,
    /// 道路运输证号.
    pub licence_no: Option<String>,
    /// Last day the licence is valid.
    pub licence_expiry: Option<CivilDay>,
    /// Out of service.
    pub retired: bool,
}
