//! Golden files shared with the tests of the page in the browser, and what tampering with them gives.
//!
//! `testdata/draw/*.json` are published files; `testdata/draw/vectors.json` has loose values of the algorithm. They are
//! samples of the released format: they are never regenerated to make a test pass.

use serde_json::{Value, json};

use super::{
    file::File,
    hash::{Hash, Purpose},
    plan::Beacon,
    roster::{Cause, Excluded, Leave, Pool},
    sample::{NOW, drawn, frozen, inspectors, plan, secret, subjects, viewer},
    seed::{Seat, commitment, committed, seed},
    stream::Stream,
    transition as step,
    verify::{Fault, Unreadable, verify},
};

const PLAIN: &str = include_str!("../../testdata/draw/plain.json");
const RICH: &str = include_str!("../../testdata/draw/rich.json");
const VECTORS: &str = include_str!("../../testdata/draw/vectors.json");

fn plain() -> String {
    let done = drawn(frozen(plan(5), subjects(23), inspectors(7)), 1, 2, None);
    File::of(&step::publish(done, &viewer(9), NOW).unwrap()).unwrap().text().unwrap()
}

/// Beacon, skills, exclusions, leave, conflicts, a predecessor, subjects without a team, texts that need escapes.
fn rich() -> String {
    let mut p = plan(40);
    p.name = String::from("“示例”\\抽查\u{7f}\n第二轮\u{2028}😀");
    p.match_skills = true;
    p.beacon = Some(Beacon { source: String::from("示例公开值"), round: String::from("第 2026141 期") });
    let mut pool = inspectors(9);
    pool[0].leaves = vec![Leave { from: p.from, to: p.from }];
    pool[3].conflicts = vec![subjects(60)[7].id.clone(), subjects(60)[8].id.clone()];
    pool[5].skills.clear();
    let all = subjects(60);
    let before = drawn(frozen(plan(5), subjects(23), inspectors(7)), 1, 2, None);
    let before = step::publish(before, &viewer(9), NOW).unwrap();
    let next = crate::ids::DrawId(uuid::Uuid::from_u128(78));
    let (_, link) = step::repeat(before, next, &viewer(9), NOW, "名单有误").unwrap();
    p.id = next;
    p.no = String::from("SSJ-20261125-0002");
    p.predecessor = Some(link);
    p.weighing.sectors.insert(crate::party::sector::Sector::Passenger, 0);
    let ids = pool.iter().map(|i| i.id.parse().unwrap()).collect();
    let draw = step::plan(p, ids, &viewer(9), NOW).unwrap();
    let (pool_name, cause) = (Pool::Subject, Cause::Named);
    let row = Excluded { pool: pool_name, id: all[1].id.clone(), name: String::new(), cause, note: "已停产".into() };
    let draw = step::exclude(draw, row).unwrap();
    let draw = step::freeze(draw, &viewer(9), NOW, all, pool).unwrap();
    let done = drawn(draw, 11, 12, Some("05 09 16 22 27 30 + 14"));
    File::of(&step::publish(done, &viewer(9), NOW).unwrap()).unwrap().text().unwrap()
}

fn vectors() -> Value {
    let (a, b, frozen) = (secret(1), secret(2), Hash::of(Purpose::Frozen, &[]));
    let (ca, cb) = (commitment(frozen, Seat::A, a), commitment(frozen, Seat::B, b));
    let both = committed(frozen, ca, cb);
    let seed = seed(both, a, b, "公开值");
    let mut stream = Stream::new(seed, "subjects");
    let numbers = |n: u64, stream: &mut Stream| (0..8).map(|_| stream.below(n)).collect::<Vec<_>>();
    json!({
        "secret_a": a, "secret_b": b, "frozen": frozen, "commitment_a": ca, "commitment_b": cb, "committed": both,
        "beacon": "公开值", "seed": seed,
        "numbers": [
            {"below": 10, "values": numbers(10, &mut stream)},
            {"below": 1_000_003, "values": numbers(1_000_003, &mut stream)},
            {"below": (1_u64 << 47) + 1, "values": numbers((1_u64 << 47) + 1, &mut stream)},
        ],
    })
}

#[test]
fn the_committed_samples_still_come_out() {
    assert_eq!(plain(), PLAIN.trim_end());
    assert_eq!(rich(), RICH.trim_end());
    assert_eq!(vectors(), serde_json::from_str::<Value>(VECTORS).unwrap());
}

#[test]
fn the_samples_hold_and_say_what_they_are() {
    let report = verify(PLAIN).unwrap();
    assert!(report.ok && report.faults.is_empty() && report.drawn == 5 && report.repeats.is_none());
    let report = verify(RICH).unwrap();
    assert!(report.ok, "{:?}", report.faults);
    assert_eq!(report.repeats.as_deref(), Some("SSJ-20261125-0001"));
    assert!(report.excluded > 3 && report.without_team == 0 && report.drawn > 20);
}

/// Changes one member and says what is found.
fn altered(pointer: &str, change: impl FnOnce(&mut Value)) -> Vec<Fault> {
    let mut value: Value = serde_json::from_str(RICH).unwrap();
    change(value.pointer_mut(pointer).unwrap());
    verify(&value.to_string()).unwrap().faults
}

#[test]
fn every_alteration_is_found() {
    let other = || json!(secret(99));
    for (pointer, fault) in [
        ("/plan_sha256", Fault::PlanHash),
        ("/roster_sha256", Fault::RosterHash),
        ("/frozen_sha256", Fault::FrozenHash),
        ("/commitments/a", Fault::CommitmentA),
        ("/secrets/b", Fault::CommitmentB),
        ("/committed_sha256", Fault::CommittedHash),
        ("/seed", Fault::Seed),
        ("/result_sha256", Fault::ResultHash),
    ] {
        let faults = altered(pointer, |v| *v = other());
        assert!(faults.contains(&fault), "{pointer}: {faults:?}");
    }
    assert!(altered("/plan/count", |v| *v = json!(39)).contains(&Fault::PlanHash));
    assert!(altered("/roster/subjects/0/name", |v| *v = json!("别名")).contains(&Fault::CommitmentA));
    assert!(altered("/roster/subjects/0/weight", |v| *v = json!(9)).contains(&Fault::Weight));
    assert!(altered("/roster/subjects", |v| v.as_array_mut().unwrap().swap(0, 1)).contains(&Fault::RosterOrder));
    assert!(altered("/roster/excluded/0/note", |v| *v = json!("")).contains(&Fault::RosterHash));
    assert_eq!(altered("/pairs", |v| v.as_array_mut().unwrap().swap(0, 1)), [Fault::Pairs]);
    assert_eq!(altered("/pairs/0/inspectors/0", |v| *v = json!("x")), [Fault::Pairs]);
    assert!(altered("/beacon", |v| *v = Value::Null).starts_with(&[Fault::Beacon, Fault::Seed]));
    assert!(
        altered("/plan/parties/b", |v| *v = json!({"id": viewer(1).user, "name": "x"})).contains(&Fault::SameParty)
    );
    let kept = serde_json::from_str::<Value>(RICH).unwrap()["roster"]["subjects"][0]["id"].clone();
    assert!(altered("/roster/excluded/0/id", |v| *v = kept).contains(&Fault::Excluded));
}

#[test]
fn what_cannot_be_judged_says_so() {
    assert!(matches!(verify("{"), Err(Unreadable::Json(_))));
    assert_eq!(verify("{}"), Err(Unreadable::Format));
    assert_eq!(verify(&PLAIN.replace("anlu-draw-1", "anlu-draw-9")), Err(Unreadable::Format));
    assert!(matches!(verify(&PLAIN.replace("\"count\":5", "\"count\":5.5")), Err(Unreadable::Shape(_))));
    assert!(matches!(verify(&PLAIN.replace("\"team\":2", "\"team\":0")), Err(Unreadable::Shape(_))));
    assert!(matches!(verify(r#"{"format":"anlu-draw-1"}"#), Err(Unreadable::Shape(_))));
}

/// Writes the samples of a new format version.
#[test]
#[ignore = "writes testdata/draw; only for a new version of the format"]
fn write_samples() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/draw");
    std::fs::write(format!("{folder}/plain.json"), plain() + "\n").unwrap();
    std::fs::write(format!("{folder}/rich.json"), rich() + "\n").unwrap();
    std::fs::write(format!("{folder}/vectors.json"), format!("{:#}\n", vectors())).unwrap();
}
