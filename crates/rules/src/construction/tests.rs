//! Days around a deadline, a break of the work, limits of the design; the examples of the pack run when it is loaded.

use super::*;
use crate::pack::{Pack, load, tests::national};

fn pack() -> Pack {
    load(&[national()]).unwrap()
}

fn day(text: &str) -> CivilDay {
    CivilDay::parse_iso(text).unwrap()
}

fn pit(since: &str) -> WorkItem {
    WorkItem {
        id: WorkItemId(Uuid::from_u128(7)),
        name: String::from("2号墩基坑"),
        kind: String::from("pit.deep"),
        place: String::from("K1+200"),
        large: false,
        start: day(since),
        end: day("2027-01-31"),
        state: ItemState::Active,
        progress: 30,
        since: Some(day(since)),
        limits: std::collections::BTreeMap::new(),
    }
}

fn all() -> Vec<Party> {
    let one = |(role, _, _): &(PartyRole, &str, &str)| Party {
        role: *role,
        enterprise: EnterpriseId(Uuid::nil()),
        person: Some(String::from("示例")),
    };
    PartyRole::ALL.iter().map(one).collect()
}

fn did(n: u128, duty: &str, on: &str, settlement: Option<f64>, answers: Option<u128>) -> DutyDone {
    let reading = |value| Reading { measure: String::from("settlement"), value };
    DutyDone {
        id: ProjectRecordId(Uuid::from_u128(n)),
        project: ProjectId(Uuid::nil()),
        item: WorkItemId(Uuid::from_u128(7)),
        duty: duty.to_owned(),
        role: PartyRole::Monitor,
        enterprise: EnterpriseId(Uuid::nil()),
        day: day(on),
        note: String::new(),
        readings: settlement.map(reading).into_iter().collect(),
        answers: answers.map(|n| ProjectRecordId(Uuid::from_u128(n))),
        by: PersonRef { id: UserId(Uuid::nil()), name: String::new() },
        at: UtcMs(i64::try_from(n).unwrap()),
        withdrawn: None,
    }
}

fn state(item: &WorkItem, done: &[DutyDone], on: &str, duty: &str) -> (RowState, Option<CivilDay>) {
    let pack = pack();
    let work = pack.work_on("pit.deep", day(on)).unwrap();
    let (parties, listed) = (all(), BTreeSet::new());
    let now = Situation { day: day(on), item, parties: &parties, done, listed: &listed };
    let judged = judge(&work, &now);
    let row = judged.rows.iter().find(|r| r.id == duty).unwrap();
    (row.state, row.due)
}

#[test]
fn a_periodic_duty_is_due_on_its_last_day_and_late_the_day_after() {
    let (item, patrol) = (pit("2026-11-20"), "every/patrol");
    assert_eq!(state(&item, &[], "2026-11-20", patrol), (RowState::Due, Some(day("2026-11-20"))), "the first day");
    assert_eq!(state(&item, &[], "2026-11-21", patrol).0, RowState::Overdue);
    let done = [did(1, patrol, "2026-11-21", None, None)];
    assert_eq!(state(&item, &done, "2026-11-21", patrol), (RowState::Done, Some(day("2026-11-22"))));
    assert_eq!(state(&item, &done, "2026-11-22", patrol).0, RowState::Due);
    assert_eq!(state(&item, &done, "2026-11-23", patrol).0, RowState::Overdue);
    let halted = WorkItem { state: ItemState::Suspended, since: None, ..item.clone() };
    assert_eq!(state(&halted, &done, "2026-11-29", patrol), (RowState::Idle, None), "nothing runs");
    let again = WorkItem { since: Some(day("2026-11-29")), ..item };
    assert_eq!(state(&again, &done, "2026-11-29", patrol), (RowState::Due, Some(day("2026-11-29"))), "begins anew");
}

#[test]
fn what_is_done_once_stays_done_and_is_due_before_the_work_begins() {
    let planned = WorkItem { state: ItemState::Planned, since: None, ..pit("2026-12-01") };
    let scheme = "pit.deep/scheme";
    assert_eq!(state(&planned, &[], "2026-12-01", scheme), (RowState::Due, Some(day("2026-12-01"))));
    assert_eq!(state(&planned, &[], "2026-12-02", scheme).0, RowState::Overdue, "not begun, and late all the same");
    let done = [did(1, scheme, "2026-11-20", None, None)];
    assert_eq!(state(&pit("2026-12-01"), &done, "2027-03-01", scheme), (RowState::Done, None));
}

#[test]
fn the_newest_excess_counts_until_it_is_answered_and_the_design_may_set_the_limit() {
    let pack = pack();
    let work = pack.work_on("pit.deep", day("2026-11-26")).unwrap();
    let (parties, monitor) = (all(), "pit.deep/monitor");
    let listed: BTreeSet<String> = work.kind.points.iter().map(|p| p.key.clone()).collect();
    let open = |item: &WorkItem, done: &[DutyDone]| {
        let now = Situation { day: day("2026-11-26"), item, parties: &parties, done, listed: &listed };
        let found = judge(&work, &now).blind;
        found.into_iter().filter(|b| b.kind == BlindKind::Exceeded).map(|b| b.record).collect::<Vec<_>>()
    };
    let (old, new) = (did(1, monitor, "2026-11-24", Some(30.0), None), did(2, monitor, "2026-11-25", Some(33.0), None));
    let item = pit("2026-11-20");
    assert_eq!(open(&item, &[old.clone(), new.clone()]), [Some(new.id)]);
    let answer = did(3, monitor, "2026-11-25", None, Some(2));
    assert_eq!(open(&item, &[old.clone(), new.clone(), answer.clone()]), [Some(old.id)], "the older one stays open");
    let both = [old.clone(), new, answer, did(4, monitor, "2026-11-26", None, Some(1))];
    assert_eq!(open(&item, &both), []);
    let strict = WorkItem { limits: [(String::from("settlement"), 20.0)].into(), ..item.clone() };
    assert_eq!(open(&strict, &[did(1, monitor, "2026-11-24", Some(20.0), None)]).len(), 1);
    assert_eq!(open(&item, &[did(1, monitor, "2026-11-24", Some(20.0), None)]), []);
    let over = WorkItem { state: ItemState::Done, ..item };
    assert_eq!(open(&over, &[old]), [], "nobody answers for what is finished");
}
