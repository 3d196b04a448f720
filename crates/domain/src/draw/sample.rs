//! An invented draw for the tests.

use super::{
    hash::{Hash, Purpose},
    plan::{Condition, Parties, Plan, Weighing},
    roster::{Inspector, Subject},
    seed::{Seat, commitment},
    state::{Draw, State},
    transition as step,
};
use crate::{
    access::{Role, Scope, Viewer},
    hazard::PersonRef,
    ids::{DrawId, UserId},
    party::sector::Sector,
    time::{CivilDay, UtcMs},
};
use uuid::Uuid;

pub(super) const NOW: UtcMs = UtcMs(1_795_000_000_000);

pub(super) fn viewer(n: u128) -> Viewer {
    let user = UserId(Uuid::from_u128(n));
    Viewer { user, name: format!("示例人员{n}"), role: Role::BureauOfficer, scope: Scope::All }
}

pub(super) fn plan(count: u32) -> Plan {
    Plan {
        id: DrawId(Uuid::from_u128(77)),
        no: String::from("SSJ-20261125-0001"),
        name: String::from("示例抽查计划"),
        from: CivilDay::from_ymd(2026, 12, 1).unwrap(),
        to: CivilDay::from_ymd(2026, 12, 31).unwrap(),
        items: vec![String::from("动态监控制度落实情况"), String::from("从业人员资格")],
        condition: Condition::default(),
        count,
        team: 2,
        cross_department: true,
        match_skills: false,
        weighing: Weighing {
            default: 2,
            grades: [(String::from("A"), 1), (String::from("C"), 4)].into(),
            sectors: [(Sector::Hazmat, 3)].into(),
        },
        parties: Parties { a: PersonRef::from(&viewer(1)), b: PersonRef::from(&viewer(2)) },
        supervisors: vec![String::from("示例监督人")],
        beacon: None,
        hours: 24,
        list: None,
        predecessor: None,
    }
}

pub(super) fn subjects(n: u32) -> Vec<Subject> {
    (0..n)
        .map(|i| Subject {
            id: Uuid::from_u128(u128::from(i) + 1_000).to_string(),
            code: format!("{i:018}"),
            name: format!("示例企业{i}"),
            grade: [None, Some("A"), Some("B"), Some("C")][i as usize % 4].map(str::to_owned),
            sectors: vec![[Sector::Hazmat, Sector::Freight, Sector::Passenger][i as usize % 3]],
        })
        .collect()
}

pub(super) fn inspectors(n: u32) -> Vec<Inspector> {
    (0..n)
        .map(|i| Inspector {
            id: Uuid::from_u128(u128::from(i) + 500).to_string(),
            name: format!("示例检查员{i}"),
            department: ["运输科", "执法大队", "公安交管"][i as usize % 3].to_owned(),
            skills: vec![Sector::Hazmat, [Sector::Freight, Sector::Passenger][i as usize % 2]],
            leaves: Vec::new(),
            conflicts: Vec::new(),
        })
        .collect()
}

/// A secret that depends on the number only.
pub(super) fn secret(n: u64) -> Hash {
    Hash::of(Purpose::Stream, &[b"test secret", &n.to_be_bytes()])
}

pub(super) fn frozen(plan: Plan, subjects: Vec<Subject>, inspectors: Vec<Inspector>) -> Draw {
    let pool = inspectors.iter().map(|i| i.id.parse().unwrap()).collect();
    let draw = step::plan(plan, pool, &viewer(9), NOW).unwrap();
    step::freeze(draw, &viewer(9), NOW, subjects, inspectors).unwrap()
}

/// Both hand in and reveal secrets `a` and `b`; the draw is made.
pub(super) fn drawn(draw: Draw, a: u64, b: u64, beacon: Option<&str>) -> Draw {
    let hash = draw.digests.unwrap().frozen;
    let draw = step::commit(draw, &viewer(1), NOW, commitment(hash, Seat::A, secret(a))).unwrap();
    let draw = step::commit(draw, &viewer(2), NOW, commitment(hash, Seat::B, secret(b))).unwrap();
    let draw = step::reveal(draw, &viewer(1), NOW, secret(a)).unwrap();
    let draw = step::reveal(draw, &viewer(2), NOW, secret(b)).unwrap();
    assert_eq!(draw.state, State::Revealed);
    step::draw(draw, &viewer(9), NOW, beacon).unwrap()
}
