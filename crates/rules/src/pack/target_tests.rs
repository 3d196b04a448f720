//! Tests of targets and templates of campaigns: the national ones as they are, and with one thing wrong at a time.

use anlu_domain::time::CivilDay;

use super::{
    Goal, Stand, diff, load,
    tests::{broken, loaded, national, one},
};
use crate::duties::scenario::run_targets;

fn codes(path: &str, from: &str, to: &str) -> Vec<&'static str> {
    broken(path, from, to).iter().map(|p| p.code).collect()
}

#[test]
fn the_national_pack_has_its_targets_and_each_scenario_comes_out_as_it_says() {
    let pack = loaded(&[national()]);
    let targets: Vec<(&str, Goal, Option<String>)> =
        pack.targets.iter().map(|t| (t.file.id.as_str(), t.file.goal, t.file.by.map(|d| d.to_string()))).collect();
    let by = |day: &str| Some(day.to_owned());
    assert_eq!(
        targets,
        [
            ("demonstration.enterprises", Goal::Count(2), by("2024-12-31")),
            ("persons.assessed", Goal::Permille(1_000), None),
            ("reward_scheme.above_scale", Goal::Permille(1_000), by("2025-12-31")),
            ("reward_scheme.passenger_hazmat", Goal::Permille(1_000), by("2024-12-31")),
            ("special_operations.certified", Goal::Permille(1_000), by("2025-12-31")),
            ("training.principals", Goal::Permille(1_000), None),
        ]
    );
    let outcomes = run_targets(&pack);
    assert_eq!(outcomes.len(), 6);
    for outcome in outcomes {
        assert_eq!(outcome.differences, Vec::<String>::new(), "{}", outcome.id);
    }
    let day = CivilDay::from_ymd(2026, 11, 26).unwrap();
    let campaigns: Vec<&str> = pack.campaigns.iter().filter(|c| c.valid_on(day)).map(|c| c.id.as_str()).collect();
    assert_eq!(campaigns, ["rental.filing", "repair.small_places"]);
}

#[test]
fn a_scenario_that_comes_out_otherwise_is_told() {
    let mut pack = loaded(&[national()]);
    for scenario in &mut pack.target_scenarios {
        for case in &mut scenario.cases {
            case.expect = Stand::Unknown;
        }
    }
    let outcomes = run_targets(&pack);
    let assessed = outcomes.iter().find(|o| o.id == "assessed").unwrap();
    assert_eq!(assessed.differences[0], "case 1 is Holds, expected Unknown");
    assert_eq!(assessed.differences.len(), assessed.tasks);
}

#[test]
fn every_fault_of_a_target_is_told_with_its_place() {
    let path = "targets/reward_scheme.above_scale.toml";
    assert_eq!(codes(path, "settled = \"report.reward_scheme\"", "settled = \"report.reward\""), ["duty_unknown"]);
    assert_eq!(codes(path, "settled = \"report.reward_scheme\"", "kept = \"training.annual\""), ["target_subject"]);
    assert_eq!(codes(path, "{ settled = \"report.reward_scheme\" }", "{}"), ["target_held"]);
    assert_eq!(codes(path, "permille = 1000", "permille = 1001"), ["param_out_of_range"]);
    assert_eq!(codes(path, "permille = 1000", "count = 0"), ["param_out_of_range"]);
    let of_period = codes(path, "\"enterprise.above_scale\"", "\"enterprise.online_permille > 1\"");
    assert!(of_period.contains(&"fact_of_period"), "{of_period:?}");
    assert_eq!(
        codes(path, "\"enterprise.above_scale\"", "\"enterprise.key && !enterprise.key\""),
        ["target_unreachable"]
    );
    one(
        &broken(path, "\"enterprise.above_scale\"", "\"enterprise.scale\""),
        "fact_unknown",
        "national/targets/reward_scheme.above_scale.toml",
        5,
    );
    let path = "target-scenarios/demonstration.toml";
    assert_eq!(
        codes(path, "\"demonstration.enterprises\"", "\"demonstration\""),
        ["target_unknown", "target_without_scenario"]
    );
    assert_eq!(codes(path, "expect = \"holds\"", "expect = \"not_about\""), ["target_without_scenario"]);
}

#[test]
fn every_fault_of_a_campaign_is_told_with_its_place() {
    let path = "campaigns/repair.small_places.toml";
    assert_eq!(codes(path, "days = 60", "days = 0"), ["param_out_of_range"]);
    assert_eq!(codes(path, "code = \"mended\"", "code = \"included\""), ["campaign_outcomes"]);
    assert_eq!(codes(path, "enterprise.repair_class == 3", "person.assessed"), ["campaign_subject"]);
    one(&broken(path, "days = 60", "day = 60"), "key_unknown", "national/campaigns/repair.small_places.toml", 5);
}

#[test]
fn a_changed_goal_is_told_in_words() {
    let old = loaded(&[national()]);
    let mut layer = national();
    let file = layer.files.iter_mut().find(|(p, _)| p == "targets/persons.assessed.toml").unwrap();
    file.1 = file.1.replacen("permille = 1000", "permille = 950", 1);
    let changes = diff(&old, &load(&[layer]).unwrap());
    let change = changes.iter().find(|c| c.subject == "persons.assessed").expect("the goal differs");
    assert!(change.zh.contains("目标（千分比） 由 1000 改为 950"), "{}", change.zh);
}
