//! Hazards from a list of another system, and our own list back again. A row is named by its number. New ones begin as
//! found, with source 导入: whatever other states a list tells of, this installation has no evidence of them. Of known
//! ones only words change; everything else goes by its steps.

use std::collections::BTreeMap;

use anlu_domain::{
    hazard::{Governance, Hazard, Level, PersonRef, Source, State},
    ids::{EnterpriseId, HazardId, UserId},
    time::CivilDay,
};
use anlu_store::{
    Db, StoreError, Tx,
    repo::{By, Stored, enterprise, hazard},
};
use uuid::Uuid;

use super::{
    super::{
        columns::{Column, Need},
        parse::{self, Bad, Choice},
        row::{Row, Said},
    },
    Kind, Order,
    references::EnterpriseRefs,
};
use crate::ctx::IdSource;

/// Longest number, name, title, description, clause, place: characters.
const NUMBER: usize = 40;
const NAME: usize = 100;
const TITLE: usize = 200;
const DESCRIPTION: usize = 2_000;
const CLAUSE: usize = 300;

/// Levels and what lists call them.
pub(in super::super) const LEVELS: Choice<Level> = Choice {
    all: &[
        (Level::General, &["一般", "一般隐患", "一般事故隐患", "general"]),
        (Level::Major, &["重大", "重大隐患", "重大事故隐患", "major"]),
    ],
};

/// States and what lists call them.
pub(in super::super) const STATES: Choice<State> = Choice {
    all: &[
        (State::Found, &["待通知", "已发现", "发现", "未整改", "found"]),
        (State::Notified, &["已通知", "notified"]),
        (State::Rectifying, &["整改中", "rectifying"]),
        (State::Submitted, &["待复查", "submitted"]),
        (State::Verified, &["待销号", "复查合格", "verified"]),
        (State::Closed, &["已销号", "已整改", "已闭环", "closed"]),
    ],
};

/// Marker of this kind.
pub(in super::super) struct Hazards;

/// What a row says of a hazard.
pub(in super::super) struct Draft {
    no: Option<String>,
    enterprise: Said<String>,
    title: Said<String>,
    description: Said<String>,
    level: Said<Level>,
    clause: Said<String>,
    place: Said<String>,
    found_by: Said<String>,
    found_on: Said<CivilDay>,
    deadline: Said<CivilDay>,
    state: Said<State>,
}

impl Kind for Hazards {
    type Draft = Draft;
    type Value = Hazard;
    type Key = String;
    type Refs = EnterpriseRefs;

    const ORDER: Order = Order::NewFirst;

    const COLUMNS: &'static [Column] = &[
        Column::new("no", "编号", &["隐患编号", "序号编号", "no", "number"]).need(Need::Key).template(
            22.0,
            "原系统中的编号，不能重复",
            "示例-2026-001",
        ),
        Column::new("enterprise", "企业", &["企业名称", "单位名称", "被检查单位", "enterprise", "company"])
            .need(Need::New)
            .template(34.0, "统一社会信用代码，或系统中唯一的企业名称", "安路县示例运输有限公司"),
        Column::new("title", "隐患", &["隐患名称", "隐患内容", "问题", "title"]).need(Need::New).template(
            36.0,
            "一句话：在哪里，什么问题",
            "停车场东侧灭火器压力不足",
        ),
        Column::new("description", "说明", &["隐患描述", "具体情况", "description"]).template(40.0, "", ""),
        Column::new("level", "等级", &["隐患等级", "隐患级别", "level"])
            .need(Need::New)
            .template(8.0, "一般或重大", "一般")
            .choices(|| LEVELS.texts().collect()),
        Column::new("clause", "依据", &["依据条款", "判定依据", "clause"]).template(30.0, "重大隐患必填", ""),
        Column::new("place", "地点", &["位置", "place"]).template(20.0, "", ""),
        Column::new("found_by", "发现人", &["检查人", "检查人员", "found by"]).template(12.0, "姓名", "李示例"),
        Column::new("found_on", "发现日期", &["检查日期", "发现时间", "found on"]).need(Need::New).template(
            14.0,
            "日期，如2026-11-24",
            "2026-11-24",
        ),
        Column::new("deadline", "整改期限", &["整改时限", "限期", "deadline"]).template(14.0, "日期", ""),
        Column::new("state", "状态", &["整改状态", "state", "status"])
            .template(10.0, "新导入的只能是“待通知”，不填也可以", "")
            .choices(|| STATES.texts().collect()),
    ];

    fn draft(row: &mut Row<'_>) -> Draft {
        let no = row.prose("no", NUMBER);
        Draft {
            no: row.needed("no", &no, None),
            enterprise: row.prose("enterprise", NAME),
            title: row.prose("title", TITLE),
            description: row.prose("description", DESCRIPTION),
            level: row.read("level", |cell| LEVELS.one(cell)),
            clause: row.prose("clause", CLAUSE),
            place: row.prose("place", TITLE),
            found_by: row.prose("found_by", NAME),
            found_on: row.read("found_on", parse::day),
            deadline: row.read("deadline", parse::day),
            state: row.read("state", |cell| STATES.one(cell)),
        }
    }

    fn key(draft: &Draft) -> Option<String> {
        draft.no.clone()
    }

    fn unique(draft: &Draft) -> Vec<(&'static str, String)> {
        draft.no.iter().map(|no| ("no", no.clone())).collect()
    }

    async fn stored(db: Db<'_>, keys: &[String]) -> Result<BTreeMap<String, Stored<Hazard>>, StoreError> {
        hazard::by_no(db, keys).await
    }

    async fn refs(
        db: Db<'_>,
        _: &[&Draft],
        _: &BTreeMap<String, Stored<Hazard>>,
        _: &dyn IdSource,
    ) -> Result<EnterpriseRefs, StoreError> {
        Ok(EnterpriseRefs::new(enterprise::keys(db).await?))
    }

    fn merge(
        draft: &Draft,
        known: Option<&Hazard>,
        refs: &EnterpriseRefs,
        fresh: Uuid,
        row: &mut Row<'_>,
    ) -> Option<Hazard> {
        let firm = refs.of(&Said::Nothing, &draft.enterprise, known.map(|k| k.enterprise), row);
        let title = row.needed("title", &draft.title, known.map(|k| k.title.clone()));
        match known {
            Some(known) => Some(changed(draft, known, firm?, title?, row)),
            None => new(draft, firm, title, fresh, row),
        }
    }

    async fn insert(tx: &Tx, values: &[Hazard], by: By<'_>) -> Result<(), StoreError> {
        hazard::import(tx, values, by).await
    }

    async fn replace(tx: &Tx, pairs: &[(Stored<Hazard>, Hazard)], by: By<'_>) -> Result<u64, StoreError> {
        hazard::reword(tx, pairs, by).await
    }
}

/// A known one: its words may change while it is open; anything else that differs is done by its steps.
fn changed(draft: &Draft, known: &Hazard, firm: EnterpriseId, title: String, row: &mut Row<'_>) -> Hazard {
    let by_steps = [
        ("enterprise", firm != known.enterprise),
        ("level", draft.level.value().is_some_and(|l| *l != known.level)),
        ("clause", draft.clause.over(known.clause.clone()) != known.clause),
        ("found_on", draft.found_on.value().is_some_and(|d| *d != known.found_at.day())),
        ("found_by", draft.found_by.value().is_some_and(|n| *n != known.found_by.name)),
        ("deadline", draft.deadline.over(known.deadline) != known.deadline),
        ("state", draft.state.value().is_some_and(|s| *s != known.state)),
    ];
    for (column, differs) in by_steps {
        if differs {
            row.fault(column, Bad::new("hazard_by_steps"));
        }
    }
    let description = draft.description.over(Some(known.description.clone())).unwrap_or_default();
    let place = draft.place.over(known.place.clone());
    let after = Hazard { title, description, place, ..known.clone() };
    if known.state == State::Closed && after != *known {
        row.fault("no", Bad::new("hazard_closed"));
    }
    after
}

/// A new one begins as found.
fn new(
    draft: &Draft,
    firm: Option<EnterpriseId>,
    title: Option<String>,
    fresh: Uuid,
    row: &mut Row<'_>,
) -> Option<Hazard> {
    let level = row.needed("level", &draft.level, None);
    let found_on = row.needed("found_on", &draft.found_on, None);
    let clause = draft.clause.over(None);
    if level == Some(Level::Major) && clause.is_none() {
        row.fault("clause", Bad::new("hazard_clause"));
    }
    if draft.state.value().is_some_and(|s| *s != State::Found) {
        row.fault("state", Bad::new("hazard_state"));
    }
    Some(Hazard {
        id: HazardId(fresh),
        no: draft.no.clone()?,
        enterprise: firm?,
        source: Source::Import,
        signal: None,
        failed: None,
        title: title?,
        description: draft.description.over(None).unwrap_or_default(),
        clause,
        level: level?,
        state: State::Found,
        // Whoever found it has no account here.
        found_by: PersonRef { id: UserId(Uuid::nil()), name: draft.found_by.over(None).unwrap_or_default() },
        found_at: found_on?.start(),
        place: draft.place.over(None),
        location: None,
        // Proposed: it counts from the notice on.
        deadline: draft.deadline.over(None),
        plan: None,
        extension: None,
        verifier: None,
        notified: None,
        submitted: None,
        verified: None,
        sent_back: None,
        closed: None,
        judged: None,
        governance: Governance::default(),
        repeats: None,
    })
}
