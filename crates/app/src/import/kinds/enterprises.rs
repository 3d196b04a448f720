//! Enterprises. A row is named by its credit code.

use std::collections::BTreeMap;

use anlu_domain::{
    geo::Point,
    ids::EnterpriseId,
    keys::uscc::{self, UsccError},
    party::{
        enterprise::{Enterprise, Standing},
        sector::Sector,
    },
    time::CivilDay,
};
use anlu_store::{
    Db, StoreError, Tx,
    repo::{By, Stored, enterprise, grid},
};
use uuid::Uuid;

use super::{
    super::{
        columns::{Column, Need},
        parse::{self, Bad, Choice},
        row::{Row, Said},
    },
    GridNames, Kind, Order,
};
use crate::ctx::IdSource;

/// Longest name, characters.
const NAME: usize = 100;
/// Longest address, characters.
const ADDRESS: usize = 200;
/// Longest 经营范围, characters.
const SCOPE: usize = 2_000;
/// Longest licence number, characters.
const LICENCE: usize = 60;
/// Longest telephone number, characters.
const PHONE: usize = 40;
/// Most people of one enterprise.
const HEADCOUNT: u32 = 1_000_000;

/// Lines of business and what registers call them.
pub(super) const SECTORS: Choice<Sector> = Choice {
    all: &[
        (Sector::Hazmat, &["危货", "危险货物运输", "道路危险货物运输", "危化品运输", "危货运输", "hazmat"]),
        (Sector::Passenger, &["客运", "道路客运", "道路旅客运输", "班线客运", "长途客运", "passenger"]),
        (Sector::Tourist, &["旅游客运", "旅游包车", "包车客运", "tourist"]),
        (Sector::Bus, &["公交", "城市公交", "公共交通", "公共汽车", "公交客运", "bus"]),
        (Sector::Taxi, &["出租", "出租车", "出租汽车", "巡游出租", "巡游出租汽车", "网约车", "taxi"]),
        (Sector::Freight, &["普货", "普通货运", "道路普通货运", "道路货运", "道路普通货物运输", "货运", "freight"]),
        (Sector::HeavyFreight, &["重载货运", "重型货运", "重载运输", "heavy_freight", "heavy freight"]),
        (Sector::Repair, &["维修", "机动车维修", "汽车维修", "汽修", "repair"]),
        (Sector::Rental, &["租赁", "汽车租赁", "小微型客车租赁", "rental"]),
        (Sector::DrivingSchool, &["驾培", "驾校", "机动车驾驶员培训", "驾驶培训", "driving_school", "driving school"]),
        (Sector::EBike, &["共享电单车", "共享单车", "互联网租赁电动自行车", "e_bike", "e-bike"]),
        (Sector::Port, &["港口", "港口经营", "港航", "port"]),
        (Sector::Construction, &["交通工程", "公路工程", "交通建设", "工程施工", "construction"]),
    ],
};

/// Whether it is in business, and what registers call that.
pub(super) const STANDINGS: Choice<Standing> = Choice {
    all: &[
        (Standing::Active, &["正常", "营业", "在营", "正常营业", "存续", "active"]),
        (Standing::Suspended, &["停业", "歇业", "暂停营业", "suspended"]),
        (Standing::Closed, &["注销", "吊销", "关闭", "已注销", "closed"]),
    ],
};

/// Marker of this kind.
pub(in super::super) struct Enterprises;

/// What a row says of an enterprise.
pub(in super::super) struct Draft {
    uscc: Option<String>,
    name: Said<String>,
    sectors: Said<Vec<Sector>>,
    business_scope: Said<String>,
    address: Said<String>,
    lon: Said<f64>,
    lat: Said<f64>,
    grid: Said<String>,
    principal_name: Said<String>,
    safety_officers: Said<Vec<String>>,
    phone: Said<String>,
    headcount: Said<u32>,
    licence_no: Said<String>,
    licence_expiry: Said<CivilDay>,
    standing: Said<Standing>,
}

impl Kind for Enterprises {
    type Draft = Draft;
    type Value = Enterprise;
    type Key = String;
    type Refs = GridNames;

    const ORDER: Order = Order::ChangedFirst;

    const COLUMNS: &'static [Column] = &[
        Column::new(
            "uscc",
            "统一社会信用代码",
            &["社会信用代码", "信用代码", "统一信用代码", "统一社会信用代码证号", "企业代码", "uscc", "credit code"],
        )
        .need(Need::Key)
        .template(22.0, "18位，第18位为校验码", "91339999MA2ABCDE10"),
        Column::new(
            "name",
            "企业名称",
            &["单位名称", "公司名称", "业户名称", "名称", "企业", "经营业户", "name", "company", "enterprise"],
        )
        .need(Need::New)
        .template(34.0, "营业执照上的全称", "安路县示例运输有限公司"),
        Column::new(
            "sectors",
            "业态",
            &["行业", "行业类别", "所属行业", "经营类别", "业务类型", "企业类型", "sector", "sectors"],
        )
        .need(Need::New)
        .template(18.0, "从列表选择；多个用顿号隔开", "普货")
        .choices(|| SECTORS.texts().collect()),
        Column::new("business_scope", "经营范围", &["许可经营范围", "business scope"]).template(
            30.0,
            "许可证上的经营范围",
            "道路普通货物运输",
        ),
        Column::new("address", "地址", &["经营地址", "企业地址", "单位地址", "注册地址", "住所", "address"]).template(
            34.0,
            "",
            "安路县云禾街道示例路1号",
        ),
        Column::new("lon", "经度", &["lon", "lng", "longitude"]).template(12.0, "WGS-84，十进制度", "121.123456"),
        Column::new("lat", "纬度", &["lat", "latitude"]).template(12.0, "WGS-84，十进制度", "30.123456"),
        Column::new("grid", "所属网格", &["网格", "属地", "所属街道", "所属乡镇", "镇街", "所属区域", "grid"])
            .template(24.0, "网格代码、名称，或全路径（县/街道/村）", ""),
        Column::new(
            "principal_name",
            "主要负责人",
            &["负责人", "法定代表人", "法人", "法人代表", "企业负责人", "principal"],
        )
        .template(12.0, "姓名", "李示例"),
        Column::new(
            "safety_officers",
            "安全员",
            &["安全管理人员", "安全管理员", "专职安全员", "安全负责人", "safety officer", "safety officers"],
        )
        .template(18.0, "姓名；多人用顿号隔开", "王示例、赵示例"),
        Column::new("phone", "联系电话", &["电话", "企业电话", "单位电话", "联系方式", "办公电话", "phone"]).template(
            16.0,
            "企业的业务电话",
            "0000-8100000",
        ),
        Column::new("headcount", "从业人数", &["员工人数", "人数", "从业人员数", "职工人数", "headcount"])
            .template(10.0, "整数", "25"),
        Column::new(
            "licence_no",
            "经营许可证号",
            &["许可证号", "道路运输经营许可证号", "经营许可证", "备案号", "许可证编号", "licence no", "license no"],
        )
        .template(26.0, "许可证号或备案号", "交运管许可安字339999000001号"),
        Column::new(
            "licence_expiry",
            "许可证有效期至",
            &[
                "许可证有效期",
                "有效期至",
                "有效期",
                "许可证到期日期",
                "到期日期",
                "许可证截止日期",
                "licence expiry",
                "license expiry",
            ],
        )
        .template(16.0, "日期，如2026-12-31；长期有效填“长期”", "2027-12-31"),
        Column::new("standing", "经营状态", &["状态", "企业状态", "营业状态", "standing", "status"])
            .template(10.0, "不填为正常", "正常")
            .choices(|| STANDINGS.texts().collect()),
    ];

    fn draft(row: &mut Row<'_>) -> Draft {
        let uscc = row.checked("uscc", uscc::parse, |e| bad_uscc(&e));
        Draft {
            uscc: row.needed("uscc", &uscc, None),
            name: row.prose("name", NAME),
            sectors: row.read("sectors", |cell| SECTORS.many(cell)),
            business_scope: row.prose("business_scope", SCOPE),
            address: row.prose("address", ADDRESS),
            lon: row.read("lon", |cell| coordinate(cell, 73.0, 136.0)),
            lat: row.read("lat", |cell| coordinate(cell, 3.0, 54.0)),
            grid: row.prose("grid", NAME),
            principal_name: row.prose("principal_name", NAME),
            safety_officers: row.read("safety_officers", parse::list),
            phone: row.read("phone", telephone),
            headcount: row.read("headcount", |cell| parse::whole(cell, &["人", "名"], HEADCOUNT)),
            licence_no: row.prose("licence_no", LICENCE),
            licence_expiry: row.until("licence_expiry"),
            standing: row.read("standing", |cell| STANDINGS.one(cell)),
        }
    }

    fn key(draft: &Draft) -> Option<String> {
        draft.uscc.clone()
    }

    fn unique(draft: &Draft) -> Vec<(&'static str, String)> {
        draft.uscc.iter().map(|code| ("uscc", code.clone())).collect()
    }

    async fn stored(db: Db<'_>, keys: &[String]) -> Result<BTreeMap<String, Stored<Enterprise>>, StoreError> {
        enterprise::by_uscc(db, keys).await
    }

    async fn refs(
        db: Db<'_>,
        _: &[&Draft],
        _: &BTreeMap<String, Stored<Enterprise>>,
        _: &dyn IdSource,
    ) -> Result<GridNames, StoreError> {
        let tree = grid::all(db).await?;
        Ok(GridNames::new(tree.iter().map(|g| &g.value)))
    }

    fn merge(
        draft: &Draft,
        known: Option<&Enterprise>,
        grids: &GridNames,
        fresh: Uuid,
        row: &mut Row<'_>,
    ) -> Option<Enterprise> {
        let name = row.needed("name", &draft.name, known.map(|k| k.name.clone()));
        let sectors = row.needed("sectors", &draft.sectors, known.map(|k| k.sectors.clone()));
        let grid = match &draft.grid {
            Said::Value(text) => grids.find(text).map_err(|bad| row.fault("grid", bad)).ok(),
            Said::None => None,
            Said::Nothing | Said::Unreadable => known.and_then(|k| k.grid),
        };
        let location = location(draft, known.and_then(|k| k.location), row);
        Some(Enterprise {
            id: known.map_or(EnterpriseId(fresh), |k| k.id),
            uscc: draft.uscc.clone()?,
            name: name?,
            sectors: sectors?,
            business_scope: draft.business_scope.over(known.and_then(|k| k.business_scope.clone())),
            address: draft.address.over(known.and_then(|k| k.address.clone())),
            location,
            grid,
            principal_name: draft.principal_name.over(known.and_then(|k| k.principal_name.clone())),
            safety_officers: draft.safety_officers.over(known.map(|k| k.safety_officers.clone())).unwrap_or_default(),
            phone: draft.phone.over(known.and_then(|k| k.phone.clone())),
            headcount: draft.headcount.over(known.and_then(|k| k.headcount)),
            licence_no: draft.licence_no.over(known.and_then(|k| k.licence_no.clone())),
            licence_expiry: draft.licence_expiry.over(known.and_then(|k| k.licence_expiry)),
            standing: draft.standing.over(known.map(|k| k.standing)).unwrap_or_default(),
        })
    }

    async fn insert(tx: &Tx, values: &[Enterprise], by: By<'_>) -> Result<(), StoreError> {
        enterprise::insert(tx, values, by).await
    }

    async fn replace(tx: &Tx, pairs: &[(Stored<Enterprise>, Enterprise)], by: By<'_>) -> Result<u64, StoreError> {
        enterprise::replace(tx, pairs, by).await
    }
}

/// The fault of a credit code.
pub(super) fn bad_uscc(error: &UsccError) -> Bad {
    let bad = Bad::new(error.code());
    match error {
        UsccError::Character { position, .. } => bad.with("position", position),
        _ => bad,
    }
}

fn coordinate(cell: &super::super::cells::Cell, min: f64, max: f64) -> Result<f64, Bad> {
    parse::decimal(cell, &["°", "度", "E", "N"], min, max)
        .map_err(|bad| if bad.code == "number_range" { Bad::new("coordinate_range") } else { bad })
}

/// A telephone number of an enterprise: any form with digits and what people put between them.
fn telephone(cell: &super::super::cells::Cell) -> Result<String, Bad> {
    let text = parse::prose(cell, PHONE)?;
    let fits = |c: char| {
        c.is_ascii_digit()
            || matches!(c, '+' | '-' | '(' | ')' | '（' | '）' | ' ' | ',' | '/' | ';' | '、' | '，' | '；' | '转')
    };
    if text.chars().all(fits) { Ok(text) } else { Err(Bad::new("phone_character")) }
}

fn location(draft: &Draft, known: Option<Point>, row: &mut Row<'_>) -> Option<Point> {
    match (&draft.lon, &draft.lat) {
        (Said::Value(lon), Said::Value(lat)) => Some(Point { lon: *lon, lat: *lat }),
        (Said::None, Said::None) => None,
        (Said::Nothing, Said::Nothing) | (Said::Unreadable, _) | (_, Said::Unreadable) => known,
        (lon, _) => {
            row.fault(if lon.value().is_some() { "lat" } else { "lon" }, Bad::new("location_incomplete"));
            known
        }
    }
}
