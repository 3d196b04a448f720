//! Tests of grading: the national models with their scenarios, with one thing wrong at a time, and properties that no
//! scenario can show.

use std::{collections::BTreeMap, sync::LazyLock};

use anlu_domain::{grade::Grade, time::CivilDay};
use proptest::prelude::*;

use super::{Event, EventKind, Figure, Inputs, inputs::back, rate, scenario::run_all, ways};
use crate::{
    facts::{Fact, FactKey, Facts},
    pack::{
        GradingModel, Pack, diff, load,
        tests::{broken, loaded, national, one},
    },
};

/// Read once: a property looks at it many times.
static NATIONAL: LazyLock<Pack> = LazyLock::new(|| loaded(&[national()]));

fn day(text: &str) -> CivilDay {
    CivilDay::parse_iso(text).unwrap()
}

fn model<'p>(pack: &'p Pack, id: &str) -> &'p GradingModel {
    pack.grading.iter().find(|m| m.file.id == id).unwrap()
}

fn of_sector(sector: &str) -> Facts {
    let mut facts = Facts::default();
    let key = FactKey::find("enterprise.sectors").unwrap();
    facts.tell(key, Fact::Words([sector.into()].into())).unwrap();
    facts
}

fn codes(path: &str, from: &str, to: &str) -> Vec<&'static str> {
    broken(path, from, to).iter().map(|p| p.code).collect()
}

#[test]
fn each_national_model_gives_the_grades_that_were_reckoned_by_hand() {
    let pack = loaded(&[national()]);
    assert_eq!(pack.grading.len(), 10);
    let outcomes = run_all(&pack);
    assert_eq!(outcomes.len(), 10);
    for outcome in outcomes {
        assert_eq!(outcome.differences, Vec::<String>::new(), "{}", outcome.id);
    }
}

#[test]
fn a_scenario_that_comes_out_otherwise_is_told() {
    let mut layer = national();
    let file = layer.files.iter_mut().find(|(p, _)| p == "grading/hazmat.dynamic.toml").unwrap();
    file.1 = file.1.replacen("points = 15", "points = 30", 1);
    let outcome = run_all(&loaded(&[layer])).into_iter().find(|o| o.id == "hazmat").unwrap();
    assert!(outcome.differences[0].contains("score is 76.45, expected 77.95"), "{:?}", outcome.differences);
}

#[test]
fn every_fault_of_a_model_is_told_with_its_place() {
    let path = "grading/hazmat.dynamic.toml";
    one(
        &broken(path, "months = 12\nbase", "month = 12\nbase"),
        "key_unknown",
        "national/grading/hazmat.dynamic.toml",
        6,
    );
    one(
        &broken(path, "months = 12\nbase", "months = 0\nbase"),
        "param_out_of_range",
        "national/grading/hazmat.dynamic.toml",
        6,
    );
    assert_eq!(codes(path, "classes = { major = 8 }", "classes = { huge = 8 }"), ["grading_class"]);
    // A model that cannot be read is also missed by its scenario.
    let unread = ["grading_unknown", "key_unknown"];
    assert_eq!(codes(path, "kind = \"late_task\"", "kind = \"late\""), unread);
    assert_eq!(codes(path, "id = \"tasks.late\"", "id = \"tasks.punctual\""), ["grading_step_twice"]);
    assert_eq!(codes(path, "part = \"tasks_done\"", "part = \"tasks\""), unread);
    assert_eq!(codes(path, "limit = 75", "limit = 95"), ["grading_bands"]);
    assert_eq!(codes(path, "unit = 10000", "unit = 0"), ["param_out_of_range"]);
    assert_eq!(codes(path, "{ months = 3, weight = 1 }", "{ months = 9, weight = 1 }"), ["param_out_of_range"]);
    assert_eq!(codes(path, "standardization_class == 1", "grade == 'a'"), ["grading_unknown", "grading_fact"]);
    assert_eq!(codes(path, "standardization_class == 1", "standard_class == 1"), ["grading_unknown", "fact_unknown"]);
    assert_eq!(codes(path, "edges = [10, 50, 200]", "edges = [50, 10]"), ["param_out_of_range"]);
    assert_eq!(codes(path, "within_days = 15", "within_days = 0"), ["param_out_of_range"]);
    let eu = "grading/eu.risk_rating.toml";
    assert_eq!(codes(eu, "smart_fleet_factor = 0.9", "smart_fleet_factor = 9"), ["param_out_of_range"]);
    let sms = "grading/fmcsa.sms.toml";
    assert_eq!(codes(sms, "groups = [3, 9,", "groups = [9, 3,"), ["param_out_of_range"]);
    let scenario = "grading-scenarios/eu.toml";
    assert_eq!(
        codes(scenario, "model = \"eu.risk_rating\"", "model = \"eu\""),
        ["grading_unknown", "grading_without_scenario"]
    );
}

#[test]
fn a_changed_model_is_told_in_words() {
    let old = loaded(&[national()]);
    let mut layer = national();
    let file = layer.files.iter_mut().find(|(p, _)| p == "grading/hazmat.dynamic.toml").unwrap();
    file.1 = file.1.replacen("classes = { major = 8 }", "classes = { major = 10 }", 1).replacen(
        "limit = 90",
        "limit = 92",
        1,
    );
    let changes = diff(&old, &load(&[layer]).unwrap());
    let of: Vec<&str> = changes.iter().filter(|c| c.subject == "hazmat.dynamic").map(|c| c.zh.as_str()).collect();
    assert_eq!(of.len(), 2, "{of:?}");
    assert!(of.iter().any(|zh| zh.contains("bands.a.limit 由 90.0 改为 92.0")), "{of:?}");
    assert!(of.iter().any(|zh| zh.contains("steps.hazards.major.each.classes.major 由 8.0 改为 10.0")), "{of:?}");
}

#[test]
fn months_are_those_of_the_calendar() {
    assert_eq!(back(day("2026-11-26"), 6), day("2026-05-26"));
    assert_eq!(back(day("2026-08-31"), 6), day("2026-02-28"));
    assert_eq!(back(day("2026-01-15"), 24), day("2024-01-15"));
}

#[test]
fn mending_is_offered_in_the_smallest_sets_and_nothing_else_reaches_the_grade() {
    let model = model(&NATIONAL, "repair.dynamic");
    let today = day("2026-11-26");
    let hazard = |n: u32, class: &str, due: &str| Event {
        reference: format!("hazard:{n}"),
        kind: EventKind::Hazard,
        class: class.to_owned(),
        day: day("2026-10-20"),
        due: Some(day(due)),
        settled: None,
        count: 1,
    };
    // 100 − 12 (major) − 2 (late) − 1 = 85: B. The major one alone gives 95 and lifts its cap; the others never do.
    let inputs = Inputs {
        since: Some(day("2025-01-01")),
        facts: of_sector("repair"),
        events: vec![
            hazard(1, "general", "2026-12-20"),
            hazard(2, "major", "2026-12-20"),
            hazard(3, "general", "2026-11-01"),
        ],
        ..Inputs::default()
    };
    let now = rate(model, &inputs, today, &[]);
    assert_eq!((now.score, now.grade), (85.0, Some(Grade::B)));
    let found = ways::ways(model, &inputs, today);
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].mend.as_slice(), found[0].score, found[0].grade),
        (&[String::from("hazard:2")][..], 95.0, Grade::A)
    );
    let accident = Event {
        kind: EventKind::Accident,
        class: String::from("larger"),
        settled: None,
        ..hazard(9, "", "2026-12-20")
    };
    let vetoed = Inputs { events: vec![accident], ..inputs };
    assert_eq!(ways::ways(model, &vetoed, today), Vec::new(), "no mending lifts a veto");
}

proptest! {
    /// The waterfall adds up; more facts never make a score better; the order of facts does not matter.
    #[test]
    fn the_waterfall_adds_up_and_more_facts_never_help(
        facts in prop::collection::vec((0_usize..5, 0_usize..5, 0_i32..500, any::<bool>(), 1_u32..4), 0..12),
        extra in (0_usize..5, 0_usize..5, 0_i32..500),
    ) {
        let model = model(&NATIONAL, "hazmat.dynamic");
        let today = day("2026-11-26");
        let event = |n: usize, kind: usize, class: usize, age: i32, open: bool, count: u32| {
            let (kind, classes) = EventKind::ALL[kind];
            Event {
                reference: format!("f:{n}"),
                kind,
                class: classes[class % classes.len()].to_owned(),
                day: today.plus_days(-age),
                due: None,
                settled: (!open).then_some(today),
                count,
            }
        };
        let events: Vec<Event> =
            facts.iter().enumerate().map(|(n, f)| event(n, f.0, f.1, f.2, f.3, f.4)).collect();
        let figures = BTreeMap::from([(Figure::TasksDue, 10.0), (Figure::TasksDone, 7.0), (Figure::DistanceKm, 80_000.0)]);
        let inputs = Inputs { since: Some(day("2020-01-01")), facts: of_sector("hazmat"), events, figures, ..Inputs::default() };
        let got = rate(model, &inputs, today, &[]);
        let sum = 100.0 + got.steps.iter().map(|s| s.points).sum::<f64>();
        prop_assert!((got.score - sum.clamp(0.0, 100.0)).abs() < 0.005);
        let mut turned = inputs.clone();
        turned.events.reverse();
        prop_assert_eq!(&rate(model, &turned, today, &[]), &got);
        let mut more = inputs;
        more.events.push(event(99, extra.0, extra.1, extra.2, true, 1));
        let then = rate(model, &more, today, &[]);
        prop_assert!(then.score <= got.score && then.grade >= got.grade);
    }
}
