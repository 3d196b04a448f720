//! A finished double-random draw of hazmat carriers: planned three days ago, drawn by two officers, published; the
//! enforcement officer has visits to make. The secrets follow from the seed, so that the demo is the same each time.

use std::collections::BTreeMap;

use anlu_app::{
    ctx::{Ctx, Desk},
    draw::{
        DrawError, DrawView, InspectionList,
        freeze::freeze,
        inspectors, party,
        plan::{NewPlan, lists, plan},
        publish::publish,
        select::select,
    },
};
use anlu_domain::{
    draw::{
        Hash, Refusal,
        hash::Purpose,
        plan::Weighing,
        seed::{Seat, commitment},
    },
    field::inspector::Inspector,
    ids::{InspectorId, UserId},
    party::sector::Sector,
    time::{DAY_MS, UtcMs},
};
use uuid::Uuid;

use super::{accounts::Account, clock::Moved};

/// When it was drawn, days ago.
const DRAWN_DAYS: i64 = 3;
/// Subjects drawn.
const COUNT: u32 = 4;

/// Makes the pool of inspectors and the draw; `false` when the county has nobody to draw.
pub(crate) async fn make(desk: &Desk, accounts: &[Account], seed: u64, now: UtcMs) -> Result<bool, DrawError> {
    let of = |login: &str| accounts.iter().find(|a| a.login == login).map(|a| a.viewer.clone());
    let (Some(officer), Some(leader), Some(enforcement)) = (of("officer"), of("leader"), of("enforcement")) else {
        return Ok(false);
    };
    let clock = Moved::at(now.plus(-DRAWN_DAYS * DAY_MS));
    let past = clock.desk(desk);
    let parties = [officer.user, leader.user];
    let (officer, leader) = (past.ctx(officer), past.ctx(leader));
    let known = [Sector::Hazmat, Sector::Passenger, Sector::Freight, Sector::Repair];
    for (user, name, department) in [
        (Some(enforcement.user), enforcement.name.as_str(), "交通运输"),
        (None, "示例执法乙", "交通运输"),
        (None, "示例交警丙", "公安交管"),
        (None, "示例应急丁", "应急管理"),
    ] {
        enter(&officer, user, name, department, &known).await?;
    }
    let pool: Vec<InspectorId> = inspectors::list(&officer).await?.into_iter().map(|(i, _)| i.id).collect();
    let Some(list) = lists(&officer)?.into_iter().next() else { return Ok(false) };
    let draw = plan(&officer, &new_plan(&list, parties, pool, past.now())).await?;
    match ceremony(&officer, &leader, &draw, seed).await {
        Err(DrawError::Refused(Refusal::NoSubjects)) => Ok(false),
        other => other.map(|()| true),
    }
}

async fn enter(
    officer: &Ctx,
    user: Option<UserId>,
    name: &str,
    department: &str,
    skills: &[Sector],
) -> Result<(), DrawError> {
    let new = Inspector {
        id: InspectorId(Uuid::nil()),
        user,
        name: name.to_owned(),
        department: department.to_owned(),
        skills: skills.to_vec(),
        leaves: Vec::new(),
        conflicts: Vec::new(),
        active: true,
    };
    inspectors::write(officer, new, None).await.map(|_| ())
}

fn new_plan(list: &InspectionList, parties: [UserId; 2], inspectors: Vec<InspectorId>, now: UtcMs) -> NewPlan {
    let grades: BTreeMap<String, u32> = list.frequency.iter().map(|f| (f.grade.clone(), f.weight)).collect();
    NewPlan {
        name: list.title.zh.clone(),
        list: Some(list.id.clone()),
        period: (now.day(), now.day().plus_days(i32::from(list.plan.days))),
        items: list.items.iter().map(|i| i.title.zh.clone()).collect(),
        sectors: Vec::new(),
        grid: None,
        among: Some(list.among.clone()),
        count: COUNT,
        team: u32::from(list.plan.team),
        cross_department: false,
        match_skills: false,
        weighing: Weighing { default: 2, grades, sectors: BTreeMap::new() },
        parties,
        supervisors: vec![String::from("示例监督人")],
        beacon: None,
        hours: 24,
        inspectors,
    }
}

async fn ceremony(officer: &Ctx, leader: &Ctx, draw: &DrawView, seed: u64) -> Result<(), DrawError> {
    let id = draw.draw.plan.id;
    let frozen = freeze(officer, id).await?;
    let Some(digests) = frozen.draw.digests else { return Ok(()) };
    let secret = |seat: Seat| Hash::of(Purpose::Stream, &[b"demo", &seed.to_be_bytes(), seat.as_str().as_bytes()]);
    for (who, seat) in [(officer, Seat::A), (leader, Seat::B)] {
        party::commit(who, id, commitment(digests.frozen, seat, secret(seat))).await?;
    }
    for (who, seat) in [(officer, Seat::A), (leader, Seat::B)] {
        party::reveal(who, id, secret(seat)).await?;
    }
    select(officer, id, None).await?;
    publish(officer, id).await.map(|_| ())
}
