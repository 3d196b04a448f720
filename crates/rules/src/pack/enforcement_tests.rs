//! The national periods and discretion table as they are, with one thing wrong at a time, and one version after another.

use anlu_domain::{
    case::{
        clock::{TermKey, Unit},
        discretion::Circumstance,
    },
    time::CivilDay,
};

use super::{
    diff, load, succeed,
    tests::{broken, loaded, national},
};

fn day(text: &str) -> CivilDay {
    CivilDay::parse_iso(text).unwrap()
}

#[test]
fn the_national_pack_sets_every_period_and_every_persons_violation_exists() {
    let pack = loaded(&[national()]);
    let today = day("2026-11-26");
    let terms = pack.terms_on(today);
    for (key, name, _) in TermKey::ALL {
        assert!(terms.get(*key).is_some(), "{name}");
    }
    assert_eq!(terms.get(TermKey::HearingRequest).map(|t| (t.amount, t.unit)), Some((5, Unit::WorkingDays)));
    assert_eq!(terms.yuan(TermKey::SimpleUnit), Some(3_000));
    assert!(pack.violations_on(today).count() >= 15);
    assert!(pack.violation_on("work_safety.114", day("2020-01-01")).is_none(), "not in force yet");
    let hazard = pack.violation_on("work_safety.102", today).unwrap();
    let refused = hazard.range(&[Circumstance::Refused].into(), None).unwrap();
    assert_eq!(refused.measures.len(), 2, "an order and a suspension");
    let man = pack.violation_on(hazard.person.as_deref().unwrap(), today).unwrap();
    assert_eq!(man.range(&[Circumstance::Refused].into(), None).unwrap().min_yuan, 50_000);
}

#[test]
fn every_fault_of_a_period_or_a_row_is_told() {
    let code = |path: &str, from: &str, to: &str| broken(path, from, to).iter().map(|p| p.code).collect::<Vec<_>>();
    let path = "enforcement/filing.toml";
    assert_eq!(code(path, "unit = \"calendar_days\"", "unit = \"weeks\""), ["enforcement_unit"]);
    assert_eq!(code(path, "extensions = 1\n", ""), ["param_out_of_range"]);
    assert_eq!(code(path, "id = \"filing\"", "id = \"filling\""), ["enforcement_unknown"]);
    let path = "discretion/work_safety.97.toml";
    assert_eq!(code(path, "max = 200000", "max = 150000"), ["discretion_example_failed"]);
    assert_eq!(code(path, "party = \"unit\"", "party = \"firm\""), ["discretion_party"]);
    assert_eq!(code(path, "person = \"work_safety.97.person\"", "person = \"nobody\""), ["discretion_person"]);
    assert_eq!(code(path, "given = [\"first\"]", "given = [\"frist\"]"), ["circumstance_unknown"]);
    assert_eq!(code(path, "\"suspension\"", "\"suspend\""), ["measure_unknown"]);
}

#[test]
fn a_table_of_a_version_counts_from_its_day_on_and_the_difference_is_told() {
    let old = loaded(&[national()]);
    let mut layer = national();
    let file = layer.files.iter_mut().find(|(p, _)| p == "discretion/work_safety.99.toml").unwrap();
    file.1 = file.1.replace("max = 200000", "max = 180000");
    let file = layer.files.iter_mut().find(|(p, _)| p == "enforcement/service.toml").unwrap();
    file.1 = file.1.replace("amount = 7", "amount = 5");
    let new = load(&[layer]).unwrap();
    let told = diff(&old, &new);
    assert!(told.iter().any(|c| c.subject == "work_safety.99" && c.zh.contains("180000")), "{told:?}");
    assert!(told.iter().any(|c| c.subject == "service"));
    let both = succeed(&old, &new, day("2026-12-01"));
    let most = |on: &str| {
        let table = both.violation_on("work_safety.99", day(on)).unwrap();
        table.range(&[Circumstance::Late].into(), None).unwrap().max_yuan
    };
    assert_eq!((most("2026-11-30"), most("2026-12-01")), (200_000, 180_000));
    let service = |on: &str| both.terms_on(day(on)).get(TermKey::Service).map(|t| t.amount);
    assert_eq!((service("2026-11-30"), service("2026-12-01")), (Some(7), Some(5)));
}
