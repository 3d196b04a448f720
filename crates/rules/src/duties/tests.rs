//! The planner on the national pack: scenarios, idempotence, one record for many tasks, waivers, differences.

use std::sync::Arc;

use anlu_domain::{
    duty::{Step, TaskState},
    ids::{RecordId, UserId},
    time::{CivilDay, UtcMs},
};
use uuid::Uuid;

use super::{Known, Planner, Record, Subject, Waiver, WaiverInvalid, Write, diff, plan, scenario};
use crate::{
    facts::{Fact, FactKey, Facts},
    pack::{Pack, SubjectKind, load, tests::national},
};

fn pack() -> Pack {
    load(&[national()])
        .unwrap_or_else(|p| panic!("{}", p.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))
}

fn day(text: &str) -> CivilDay {
    CivilDay::parse_iso(text).unwrap()
}

fn noon(text: &str) -> UtcMs {
    day(text).start().plus(12 * 3_600_000)
}

fn tell(facts: &mut Facts, name: &str, fact: Fact) {
    facts.tell(FactKey::find(name).unwrap(), fact).unwrap();
}

fn hazmat(accident_prone: bool) -> Facts {
    let mut facts = Facts::default();
    tell(&mut facts, "enterprise.sectors", Fact::Words(Arc::from([Arc::from("hazmat")])));
    tell(&mut facts, "enterprise.high_risk", Fact::Bool(false));
    tell(&mut facts, "enterprise.accident_prone", Fact::Bool(accident_prone));
    facts
}

fn enterprise(facts: &Facts) -> Subject<'_> {
    Subject { id: Uuid::from_u128(7), kind: SubjectKind::Enterprise, since: day("2026-01-01"), facts, employer: None }
}

fn record(kind: &str, on: &str) -> Record {
    Record { id: RecordId(Uuid::from_u128(1)), kind: kind.to_owned(), day: day(on), quantity: 0 }
}

#[test]
fn every_scenario_of_the_national_pack_holds() {
    let pack = pack();
    let outcomes = scenario::run_all(&pack);
    let failed: Vec<_> = outcomes.iter().filter(|o| !o.differences.is_empty()).collect();
    assert!(failed.is_empty(), "{failed:#?}");
    assert!(pack.duties.iter().all(|d| pack.duty_scenarios.iter().any(|s| s.duty == d.file.id)));
}

#[test]
fn a_scenario_with_another_deadline_fails() {
    let mut pack = pack();
    let wrong = pack.duty_scenarios.iter_mut().find(|s| s.id == "inspection.self.monthly").unwrap();
    wrong.expect[0].due = day("2026-11-29");
    assert_eq!(scenario::run_all(&pack).iter().filter(|o| !o.differences.is_empty()).count(), 1);
}

#[test]
fn planning_again_writes_nothing() {
    let (pack, facts) = (pack(), hazmat(true));
    let planner = Planner::new(&pack, noon("2026-11-25"));
    let first = planner.subject(&enterprise(&facts), &[], &[]);
    let known: Vec<Known> = first.tasks.iter().map(Known::from).collect();
    let again: Vec<_> = plan(&pack, noon("2026-11-25"), [(enterprise(&facts), &[][..], &[][..])]).collect();
    assert_eq!(again, std::slice::from_ref(&first));
    assert!(diff(&known, &first.tasks, day("2026-11-25")).is_empty());
    assert_eq!(diff(&[], &first.tasks, day("2026-11-25")).len(), first.tasks.len());
}

#[test]
fn one_record_satisfies_every_task_that_it_matches() {
    let (pack, facts) = (pack(), hazmat(true));
    let records = [record("inspection.principal", "2026-11-10")];
    let planned = Planner::new(&pack, noon("2026-11-25")).subject(&enterprise(&facts), &records, &[]);
    let done: Vec<_> = planned.tasks.iter().filter(|t| t.state == TaskState::Done).map(|t| t.duty).collect();
    assert_eq!(done, ["inspection.principal", "inspection.self"]);
    assert!(planned.tasks.iter().filter(|t| t.state == TaskState::Done).all(|t| t.proof == [records[0].id]));
    // What is dated in the future proves nothing.
    let records = [record("inspection.principal", "2026-11-26")];
    let planned = Planner::new(&pack, noon("2026-11-25")).subject(&enterprise(&facts), &records, &[]);
    assert!(planned.tasks.iter().all(|t| t.state != TaskState::Done));
}

#[test]
fn a_changed_fact_replans_at_once() {
    let (pack, before, after) = (pack(), hazmat(false), hazmat(true));
    let planner = Planner::new(&pack, noon("2026-11-25"));
    let tasks = |facts: &Facts| planner.subject(&enterprise(facts), &[], &[]).tasks;
    let known: Vec<Known> = tasks(&before).iter().map(Known::from).collect();
    let now = tasks(&after);
    let writes = diff(&known, &now, day("2026-11-25"));
    let inserted: Vec<_> =
        writes.iter().filter_map(|w| if let Write::Insert(t) = w { Some((t.duty, t.due)) } else { None }).collect();
    assert_eq!(inserted, [("inspection.principal", day("2026-11-30"))]);
    assert_eq!(writes.iter().filter(|w| matches!(w, Write::Withdraw(_))).count(), 1);
}

#[test]
fn what_is_over_stays_and_the_next_period_begins_at_midnight_in_shanghai() {
    let (pack, facts) = (pack(), hazmat(true));
    let of = |now: UtcMs| {
        let tasks = Planner::new(&pack, now).subject(&enterprise(&facts), &[], &[]).tasks;
        tasks.into_iter().filter(|t| t.duty == "inspection.self").map(|t| (t.due, t.state)).collect::<Vec<_>>()
    };
    assert_eq!(of(day("2026-11-30").end()), [(day("2026-11-30"), TaskState::Due)]);
    let turned = of(day("2026-12-01").start());
    assert_eq!(turned, [(day("2026-11-30"), TaskState::Late), (day("2026-12-31"), TaskState::Open)]);
    let planner = Planner::new(&pack, noon("2026-11-25"));
    let november: Vec<Known> = planner.subject(&enterprise(&facts), &[], &[]).tasks.iter().map(Known::from).collect();
    let later = diff(&november, &[], day("2027-06-01"));
    let periodic = november.iter().filter(|k| k.periodic && k.period_end < day("2027-06-01")).count();
    assert_eq!(later.len(), november.len() - periodic);
}

#[test]
fn a_waiver_needs_a_reason_and_another_person() {
    let (asker, approver) = (UserId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)));
    let (pack, facts) = (pack(), hazmat(true));
    let planner = Planner::new(&pack, noon("2026-11-25"));
    let task = planner.subject(&enterprise(&facts), &[], &[]).tasks[0].id;
    assert_eq!(Waiver::new(task, " ", asker, approver), Err(WaiverInvalid::ReasonMissing));
    assert_eq!(Waiver::new(task, "停业", asker, asker), Err(WaiverInvalid::OwnApproval));
    let waiver = Waiver::new(task, "停业", asker, approver).unwrap();
    let planned = planner.subject(&enterprise(&facts), &[], &[waiver]);
    let waived: Vec<_> = planned.tasks.iter().filter(|t| t.state == TaskState::Waived).map(|t| t.id).collect();
    assert_eq!(waived, [task]);
}

#[test]
fn the_ladder_is_known_beforehand() {
    let (pack, facts) = (pack(), hazmat(true));
    let planned = Planner::new(&pack, noon("2026-11-05")).subject(&enterprise(&facts), &[], &[]);
    let task = planned.tasks.iter().find(|t| t.duty == "inspection.principal").unwrap();
    assert_eq!(task.state, TaskState::Open);
    assert_eq!(
        task.steps,
        [
            (Step::Remind, day("2026-11-23")),
            (Step::GridChief, day("2026-12-01")),
            (Step::Bureau, day("2026-12-07")),
            (Step::Interview, day("2026-12-15")),
            (Step::CaseProposal, day("2026-12-30")),
        ]
    );
}

#[test]
fn a_deadline_in_an_unannounced_year_says_that_it_may_move() {
    let pack = pack();
    let mut facts = hazmat(false);
    tell(&mut facts, "enterprise.key", Fact::Bool(true));
    let planned = Planner::new(&pack, noon("2026-11-25")).subject(&enterprise(&facts), &[], &[]);
    let moving: Vec<_> = planned.tasks.iter().filter(|t| t.may_move).map(|t| t.duty).collect();
    assert_eq!(moving, ["statement.principal"]);
}
