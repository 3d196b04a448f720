//! People. A row is named by its ID number, which no answer repeats in full.

use std::collections::BTreeMap;

use anlu_domain::{
    ids::PersonId,
    keys::{
        id_number::{self, IdNumberError},
        phone::{self, PhoneError},
        uscc,
    },
    party::person::{Employment, Person, Post},
    time::CivilDay,
};
use anlu_store::{
    Db, StoreError, Tx,
    repo::{By, Stored, enterprise, person},
};
use uuid::Uuid;

use super::{
    super::{
        columns::{Column, Need, Personal},
        parse::{Bad, Choice},
        row::{Row, Said},
    },
    Kind, Order,
    enterprises::bad_uscc,
    references::EnterpriseRefs,
};
use crate::ctx::IdSource;

/// Longest name, characters.
const NAME: usize = 100;
/// Longest certificate number, characters.
const CERTIFICATE: usize = 40;

/// Posts and what registers call them.
pub(super) const POSTS: Choice<Post> = Choice {
    all: &[
        (Post::Principal, &["主要负责人", "负责人", "法定代表人", "企业负责人", "总经理", "principal"]),
        (Post::SafetyOfficer, &["安全管理人员", "安全员", "安全管理员", "专职安全员", "安全负责人", "safety_officer"]),
        (Post::Driver, &["驾驶员", "司机", "驾驶人", "货运驾驶员", "客运驾驶员", "危货驾驶员", "driver"]),
        (Post::Escort, &["押运员", "押运人员", "escort"]),
        (Post::Monitor, &["动态监控员", "监控员", "动态监控人员", "GPS监控员", "monitor"]),
        (Post::Loader, &["装卸管理员", "装卸管理人员", "装卸员", "loader"]),
        (Post::Mechanic, &["维修工", "维修人员", "修理工", "机修工", "mechanic"]),
        (Post::Instructor, &["教练员", "教练", "instructor"]),
        (Post::SpecialOperator, &["特种作业人员", "特种作业", "special_operator"]),
        (Post::Other, &["其他", "其它", "other"]),
    ],
};

/// Employment and what registers call it.
pub(super) const EMPLOYMENTS: Choice<Employment> = Choice {
    all: &[
        (Employment::Own, &["自有", "自有职工", "在编", "正式", "合同工", "劳动合同", "own"]),
        (Employment::Dispatched, &["劳务派遣", "派遣", "dispatched"]),
        (Employment::Outsourced, &["外包", "劳务外包", "outsourced"]),
        (Employment::Flexible, &["灵活用工", "临时", "临时工", "兼职", "flexible"]),
    ],
};

/// Whether somebody has left.
pub(super) const LEFT: Choice<bool> = Choice {
    all: &[(false, &["在职", "在岗", "否", "no", "false"]), (true, &["离职", "已离职", "离岗", "是", "yes", "true"])],
};

/// Marker of this kind.
pub(in super::super) struct People;

/// What a row says of a person.
pub(in super::super) struct Draft {
    id_number: Option<String>,
    name: Said<String>,
    uscc: Said<String>,
    enterprise: Said<String>,
    phone: Said<String>,
    posts: Said<Vec<Post>>,
    employment: Said<Employment>,
    certificate_no: Said<String>,
    certificate_expiry: Said<CivilDay>,
    left: Said<bool>,
}

impl Kind for People {
    type Draft = Draft;
    type Value = Person;
    type Key = String;
    type Refs = EnterpriseRefs;

    const ORDER: Order = Order::ChangedFirst;

    const COLUMNS: &'static [Column] = &[
        Column::new(
            "id_number",
            "身份证号",
            &["身份证号码", "身份证", "证件号码", "证件号", "公民身份号码", "id number", "id no"],
        )
        .need(Need::Key)
        .template(22.0, "18位；请把列设为文本格式", "11010519491231002X")
        .personal(Personal::IdNumber),
        Column::new("name", "姓名", &["人员姓名", "驾驶员姓名", "员工姓名", "name"]).need(Need::New).template(
            12.0,
            "",
            "张示例",
        ),
        Column::new(
            "enterprise",
            "所属企业",
            &[
                "企业名称",
                "单位名称",
                "公司名称",
                "所属单位",
                "所在单位",
                "工作单位",
                "服务单位",
                "企业",
                "单位",
                "enterprise",
                "company",
                "employer",
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
        Column::new("phone", "手机号", &["手机号码", "手机", "联系电话", "电话", "联系方式", "phone", "mobile"])
            .template(16.0, "11位", "13800138000")
            .personal(Personal::Phone),
        Column::new(
            "posts",
            "岗位",
            &["职务", "工种", "人员类别", "从业类别", "岗位类别", "post", "posts", "position"],
        )
        .need(Need::New)
        .template(18.0, "从列表选择；多个用顿号隔开", "驾驶员")
        .choices(|| POSTS.texts().collect()),
        Column::new("employment", "用工形式", &["用工类型", "用工性质", "用工方式", "employment"])
            .template(12.0, "不填为自有", "自有")
            .choices(|| EMPLOYMENTS.texts().collect()),
        Column::new(
            "certificate_no",
            "从业资格证号",
            &["从业资格证", "资格证号", "从业资格证号码", "资格证编号", "证书编号", "certificate no"],
        )
        .template(24.0, "", ""),
        Column::new(
            "certificate_expiry",
            "从业资格证有效期至",
            &[
                "资格证有效期",
                "从业资格证有效期",
                "有效期至",
                "有效期",
                "资格证到期日期",
                "到期日期",
                "certificate expiry",
            ],
        )
        .template(18.0, "日期；长期有效填“长期”", "2028-06-30"),
        Column::new("left", "在职状态", &["状态", "是否离职", "人员状态", "left", "status"])
            .template(10.0, "在职或离职；不填为在职", "在职")
            .choices(|| LEFT.texts().collect()),
    ];

    fn draft(row: &mut Row<'_>) -> Draft {
        let id_number = row.checked("id_number", id_number::parse, |e: IdNumberError| Bad::new(e.code()));
        Draft {
            id_number: row.needed("id_number", &id_number, None),
            name: row.prose("name", NAME),
            uscc: row.checked("uscc", uscc::parse, |e| bad_uscc(&e)),
            enterprise: row.prose("enterprise", NAME),
            phone: row.checked("phone", phone::parse, |e: PhoneError| Bad::new(e.code())),
            posts: row.read("posts", |cell| POSTS.many(cell)),
            employment: row.read("employment", |cell| EMPLOYMENTS.one(cell)),
            certificate_no: row.free_code("certificate_no", CERTIFICATE),
            certificate_expiry: row.until("certificate_expiry"),
            left: row.read("left", |cell| LEFT.one(cell)),
        }
    }

    fn key(draft: &Draft) -> Option<String> {
        draft.id_number.clone()
    }

    fn unique(draft: &Draft) -> Vec<(&'static str, String)> {
        draft.id_number.iter().map(|n| ("id_number", n.clone())).collect()
    }

    async fn stored(db: Db<'_>, keys: &[String]) -> Result<BTreeMap<String, Stored<Person>>, StoreError> {
        person::by_id_number(db, keys).await
    }

    async fn refs(
        db: Db<'_>,
        _: &[&Draft],
        _: &BTreeMap<String, Stored<Person>>,
        _: &dyn IdSource,
    ) -> Result<EnterpriseRefs, StoreError> {
        Ok(EnterpriseRefs::new(enterprise::keys(db).await?))
    }

    fn merge(
        draft: &Draft,
        known: Option<&Person>,
        firms: &EnterpriseRefs,
        fresh: Uuid,
        row: &mut Row<'_>,
    ) -> Option<Person> {
        let name = row.needed("name", &draft.name, known.map(|k| k.name.clone()));
        let posts = row.needed("posts", &draft.posts, known.map(|k| k.posts.clone()));
        let firm = firms.of(&draft.uscc, &draft.enterprise, known.map(|k| k.enterprise), row);
        Some(Person {
            id: known.map_or(PersonId(fresh), |k| k.id),
            enterprise: firm?,
            name: name?,
            id_number: draft.id_number.clone()?,
            phone: draft.phone.over(known.and_then(|k| k.phone.clone())),
            posts: posts?,
            employment: draft.employment.over(known.map(|k| k.employment)).unwrap_or_default(),
            certificate_no: draft.certificate_no.over(known.and_then(|k| k.certificate_no.clone())),
            certificate_expiry: draft.certificate_expiry.over(known.and_then(|k| k.certificate_expiry)),
            left: draft.left.over(known.map(|k| k.left)).unwrap_or_default(),
        })
    }

    async fn insert(tx: &Tx, values: &[Person], by: By<'_>) -> Result<(), StoreError> {
        person::insert(tx, values, by).await
    }

    async fn replace(tx: &Tx, pairs: &[(Stored<Person>, Person)], by: By<'_>) -> Result<u64, StoreError> {
        person::replace(tx, pairs, by).await
    }
}
