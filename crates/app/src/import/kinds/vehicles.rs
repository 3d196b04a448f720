//! Vehicles. A row is named by plate and plate colour.

use std::collections::{BTreeMap, BTreeSet};

use anlu_domain::{
    ids::VehicleId,
    keys::{
        plate::{self, PlateError},
        sim::{self, SimError},
        uscc,
    },
    party::vehicle::{PlateColour, Vehicle, VehicleClass},
    time::CivilDay,
};
use anlu_store::{
    Db, StoreError, Tx,
    repo::{By, Stored, enterprise, vehicle},
};
use uuid::Uuid;

use super::{
    super::{
        columns::{Column, Need},
        parse::{self, Bad, Choice},
        row::{Row, Said},
    },
    Kind, Order,
    enterprises::bad_uscc,
    references::EnterpriseRefs,
};
use crate::ctx::IdSource;

/// Longest name, characters.
const NAME: usize = 100;
/// Longest licence number or terminal id, characters.
const CODE: usize = 40;
/// Heaviest vehicle, kilograms.
const MASS_KG: u32 = 200_000;
/// Longest passenger line, kilometres.
const LINE_KM: u32 = 6_000;

/// Plate colours: Chinese names, codes of JT/T 697.7 and what registers call them.
pub(super) const COLOURS: Choice<PlateColour> = Choice {
    all: &[
        (PlateColour::Blue, &["蓝", "蓝色", "蓝牌", "1", "blue"]),
        (PlateColour::Yellow, &["黄", "黄色", "黄牌", "2", "yellow"]),
        (PlateColour::Black, &["黑", "黑色", "黑牌", "3", "black"]),
        (PlateColour::White, &["白", "白色", "白牌", "4", "white"]),
        (PlateColour::Green, &["绿", "绿色", "绿牌", "渐变绿", "渐变绿色", "5", "green"]),
        (PlateColour::YellowGreen, &["黄绿", "黄绿色", "黄绿双拼", "黄绿双拼色", "94", "yellow_green"]),
        (PlateColour::Other, &["其他", "其它", "9", "other"]),
    ],
};

/// Classes and what registers call them.
pub(super) const CLASSES: Choice<VehicleClass> = Choice {
    all: &[
        (VehicleClass::Coach, &["客车", "大型客车", "中型客车", "大客车", "旅游客车", "大型普通客车", "coach"]),
        (VehicleClass::CityBus, &["公交车", "公共汽车", "公交", "city_bus"]),
        (VehicleClass::Taxi, &["出租车", "出租汽车", "taxi"]),
        (
            VehicleClass::HeavyTruck,
            &["重型货车", "重型自卸货车", "重型普通货车", "自卸车", "重型厢式货车", "重型载货汽车", "heavy_truck"],
        ),
        (VehicleClass::Tractor, &["牵引车", "半挂牵引车", "重型半挂牵引车", "tractor"]),
        (VehicleClass::Trailer, &["挂车", "半挂车", "重型半挂车", "trailer"]),
        (
            VehicleClass::LightTruck,
            &["轻型货车", "中型货车", "轻型普通货车", "中型普通货车", "微型货车", "light_truck"],
        ),
        (VehicleClass::HazmatTruck, &["危货运输车", "危险品运输车", "危险货物运输车", "罐车", "hazmat_truck"]),
        (VehicleClass::Car, &["小型汽车", "轿车", "小型轿车", "教练车", "小型客车", "car"]),
        (VehicleClass::Other, &["其他", "其它", "other"]),
    ],
};

/// Whether it is out of service.
pub(super) const RETIRED: Choice<bool> = Choice {
    all: &[
        (false, &["在用", "营运", "正常", "否", "no", "false"]),
        (true, &["停用", "报废", "注销", "退出", "停运", "转出", "是", "yes", "true"]),
    ],
};

/// Marker of this kind.
pub(in super::super) struct Vehicles;

/// What a row says of a vehicle.
pub(in super::super) struct Draft {
    plate: Option<String>,
    colour: Option<PlateColour>,
    class: Said<VehicleClass>,
    total_mass_kg: Said<u32>,
    line_km: Said<u32>,
    sim: Said<String>,
    terminal_id: Said<String>,
    uscc: Said<String>,
    enterprise: Said<String>,
    licence_no: Said<String>,
    licence_expiry: Said<CivilDay>,
    retired: Said<bool>,
}

/// What vehicles refer to.
pub(in super::super) struct Refs {
    firms: EnterpriseRefs,
    /// SIM numbers in use after the known vehicles of this file have given up theirs.
    sims: BTreeMap<String, VehicleId>,
}

impl Kind for Vehicles {
    type Draft = Draft;
    type Value = Vehicle;
    type Key = (String, PlateColour);
    type Refs = Refs;

    const ORDER: Order = Order::ChangedFirst;

    const COLUMNS: &'static [Column] = &[
        Column::new(
            "plate",
            "车牌号",
            &["车牌号码", "号牌号码", "车号", "号牌", "车牌", "车辆号牌", "牌照号", "plate", "plate no"],
        )
        .need(Need::Key)
        .template(14.0, "7位，新能源8位", "浙Z12345"),
        Column::new("colour", "号牌颜色", &["车牌颜色", "牌照颜色", "颜色", "plate colour", "plate color", "colour"])
            .template(10.0, "从列表选择；8位新能源号牌可不填", "黄")
            .choices(|| COLOURS.texts().collect()),
        Column::new("class", "车辆类型", &["车型", "车辆类别", "车种", "类型", "class", "vehicle class"])
            .need(Need::New)
            .template(14.0, "从列表选择", "重型货车")
            .choices(|| CLASSES.texts().collect()),
        Column::new(
            "enterprise",
            "所属企业",
            &[
                "企业名称",
                "单位名称",
                "公司名称",
                "业户名称",
                "所属单位",
                "车主",
                "车辆所有人",
                "企业",
                "owner",
                "enterprise",
                "company",
            ],
        )
        .need(Need::New)
        .template(34.0, "统一社会信用代码，或系统中唯一的企业名称", "安路县示例运输有限公司"),
        Column::new(
            "uscc",
            "企业统一社会信用代码",
            &[
                "统一社会信用代码",
                "所属企业统一社会信用代码",
                "所属企业信用代码",
                "企业信用代码",
                "信用代码",
                "credit code",
                "uscc",
            ],
        )
        .alias_only(),
        Column::new(
            "total_mass_kg",
            "总质量（千克）",
            &["总质量", "总质量(kg)", "总质量(公斤)", "最大总质量", "total mass", "total mass (kg)"],
        )
        .template(14.0, "整数，千克", "49000"),
        Column::new("total_mass_t", "总质量（吨）", &["总质量(t)", "吨位", "total mass (t)"]).alias_only(),
        Column::new(
            "line_km",
            "客运班线里程（公里）",
            &[
                "班线里程",
                "线路里程",
                "营运里程",
                "线路长度",
                "客运线路里程",
                "班线里程(km)",
                "line km",
                "line length (km)",
            ],
        )
        .template(16.0, "整数，公里；非班线客车不填", ""),
        Column::new(
            "sim",
            "终端手机号",
            &["SIM卡号", "sim", "终端SIM卡号", "SIM号", "通讯号", "终端卡号", "终端通信号", "终端手机号码"],
        )
        .template(18.0, "终端上报用的号码，最多20位", "13900000001"),
        Column::new("terminal_id", "终端编号", &["终端ID", "设备编号", "终端号", "设备号", "terminal id"])
            .template(16.0, "", ""),
        Column::new(
            "licence_no",
            "道路运输证号",
            &["运输证号", "营运证号", "道路运输证", "道路运输证字号", "licence no", "license no"],
        )
        .template(24.0, "", ""),
        Column::new(
            "licence_expiry",
            "道路运输证有效期至",
            &[
                "运输证有效期",
                "道路运输证有效期",
                "有效期至",
                "有效期",
                "营运证有效期",
                "到期日期",
                "licence expiry",
                "license expiry",
            ],
        )
        .template(18.0, "日期；长期有效填“长期”", "2027-12-31"),
        Column::new("retired", "车辆状态", &["状态", "是否停用", "营运状态", "retired", "status"])
            .template(10.0, "在用或停用；不填为在用", "在用")
            .choices(|| RETIRED.texts().collect()),
    ];

    fn draft(row: &mut Row<'_>) -> Draft {
        let plate = row.checked("plate", plate::parse, |e: PlateError| Bad::new(e.code()));
        let plate = row.needed("plate", &plate, None);
        let colour = row.read("colour", |cell| COLOURS.one(cell));
        let kilograms = row.read("total_mass_kg", |cell| parse::whole(cell, &["kg", "千克", "公斤"], MASS_KG));
        let tonnes = row.read("total_mass_t", tonnes);
        Draft {
            colour: colour_of(plate.as_deref(), &colour, row),
            plate,
            class: row.read("class", |cell| CLASSES.one(cell)),
            total_mass_kg: if kilograms == Said::Nothing { tonnes } else { kilograms },
            line_km: row.read("line_km", |cell| parse::whole(cell, &["km", "公里", "千米"], LINE_KM)),
            sim: row.checked("sim", sim::parse, |e: SimError| Bad::new(e.code())),
            terminal_id: row.free_code("terminal_id", CODE),
            uscc: row.checked("uscc", uscc::parse, |e| bad_uscc(&e)),
            enterprise: row.prose("enterprise", NAME),
            licence_no: row.free_code("licence_no", CODE),
            licence_expiry: row.until("licence_expiry"),
            retired: row.read("retired", |cell| RETIRED.one(cell)),
        }
    }

    fn key(draft: &Draft) -> Option<(String, PlateColour)> {
        draft.plate.clone().zip(draft.colour)
    }

    fn unique(draft: &Draft) -> Vec<(&'static str, String)> {
        let key = Self::key(draft).map(|(plate, colour)| ("plate", format!("{plate} {}", colour.zh())));
        key.into_iter().chain(draft.sim.value().map(|sim| ("sim", sim.clone()))).collect()
    }

    async fn stored(
        db: Db<'_>,
        keys: &[(String, PlateColour)],
    ) -> Result<BTreeMap<(String, PlateColour), Stored<Vehicle>>, StoreError> {
        let plates: Vec<String> = keys.iter().map(|k| k.0.clone()).collect();
        vehicle::by_plate(db, &plates).await
    }

    async fn refs(
        db: Db<'_>,
        drafts: &[&Draft],
        stored: &BTreeMap<(String, PlateColour), Stored<Vehicle>>,
        _: &dyn IdSource,
    ) -> Result<Refs, StoreError> {
        let firms = EnterpriseRefs::new(enterprise::keys(db).await?);
        let mut freed = BTreeSet::new();
        for draft in drafts {
            let Some(known) = Self::key(draft).and_then(|key| stored.get(&key)) else { continue };
            let sim = known.value.sim.clone();
            if draft.sim.over(sim.clone()) != sim {
                freed.insert(known.value.id);
            }
        }
        let mut sims = vehicle::sims(db).await?;
        sims.retain(|_, id| !freed.contains(id));
        Ok(Refs { firms, sims })
    }

    fn merge(draft: &Draft, known: Option<&Vehicle>, refs: &Refs, fresh: Uuid, row: &mut Row<'_>) -> Option<Vehicle> {
        let class = row.needed("class", &draft.class, known.map(|k| k.class));
        let firm = refs.firms.of(&draft.uscc, &draft.enterprise, known.map(|k| k.enterprise), row);
        let id = known.map_or(VehicleId(fresh), |k| k.id);
        if let Some(sim) = draft.sim.value()
            && refs.sims.get(sim).is_some_and(|owner| *owner != id)
        {
            row.fault("sim", Bad::new("sim_taken"));
        }
        let (plate, colour) = Self::key(draft)?;
        Some(Vehicle {
            id,
            plate,
            colour,
            class: class?,
            total_mass_kg: draft.total_mass_kg.over(known.and_then(|k| k.total_mass_kg)),
            line_km: draft.line_km.over(known.and_then(|k| k.line_km)),
            sim: draft.sim.over(known.and_then(|k| k.sim.clone())),
            terminal_id: draft.terminal_id.over(known.and_then(|k| k.terminal_id.clone())),
            enterprise: firm?,
            licence_no: draft.licence_no.over(known.and_then(|k| k.licence_no.clone())),
            licence_expiry: draft.licence_expiry.over(known.and_then(|k| k.licence_expiry)),
            retired: draft.retired.over(known.map(|k| k.retired)).unwrap_or_default(),
        })
    }

    async fn insert(tx: &Tx, values: &[Vehicle], by: By<'_>) -> Result<(), StoreError> {
        vehicle::insert(tx, values, by).await
    }

    async fn replace(tx: &Tx, pairs: &[(Stored<Vehicle>, Vehicle)], by: By<'_>) -> Result<u64, StoreError> {
        vehicle::replace(tx, pairs, by).await
    }
}

fn tonnes(cell: &super::super::cells::Cell) -> Result<u32, Bad> {
    let t = parse::decimal(cell, &["t", "吨"], 0.0, f64::from(MASS_KG) / 1_000.0)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 200,000")]
    let kg = (t * 1_000.0).round() as u32;
    Ok(kg)
}

/// The colour a row says, or the one an 8-character plate has anyway: GA 36-2018 puts the energy letter of large
/// vehicles (yellow-green) behind the digits, that of small ones (green) in front.
fn colour_of(plate: Option<&str>, said: &Said<PlateColour>, row: &mut Row<'_>) -> Option<PlateColour> {
    let new_energy = plate.filter(|p| p.chars().count() == 8 && !p.ends_with("应急"));
    match (said, new_energy) {
        (Said::Value(colour), None) => Some(*colour),
        (Said::Value(colour @ (PlateColour::Green | PlateColour::YellowGreen | PlateColour::Other)), Some(_)) => {
            Some(*colour)
        }
        (Said::Value(_), Some(_)) => {
            row.fault("colour", Bad::new("plate_colour_misfit"));
            None
        }
        (Said::Nothing | Said::None, Some(plate)) => {
            let large = plate.chars().last().is_some_and(|c| c.is_ascii_alphabetic());
            Some(if large { PlateColour::YellowGreen } else { PlateColour::Green })
        }
        (Said::Nothing | Said::None, None) => {
            if plate.is_some() {
                row.fault("colour", Bad::new("vehicle_colour_missing"));
            }
            None
        }
        (Said::Unreadable, _) => None,
    }
}
