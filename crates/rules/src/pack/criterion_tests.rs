//! Tests of criteria of major hazards: the national ones as they are, with one thing wrong at a time, and one version
//! after another.

use anlu_domain::{hazard::Level, time::CivilDay};

use super::{
    diff, load, succeed,
    tests::{broken, loaded, national},
};

fn day(text: &str) -> CivilDay {
    CivilDay::parse_iso(text).unwrap()
}

#[test]
fn the_national_criteria_propose_by_words_and_sector_and_a_named_one_goes_first() {
    let pack = loaded(&[national()]);
    let today = day("2026-11-26");
    assert!(pack.criteria.len() >= 6, "{}", pack.criteria.len());
    let licence = pack.judge(today, &["freight"], "超越许可事项 从事危货运输", None);
    assert_eq!(licence.criterion.as_ref().map(|c| c.id.as_str()), Some("road.licence"));
    assert_eq!(licence.pack, pack.reference());
    assert_eq!(pack.level(today, &["freight"], "灭火器压力不足"), Level::General);
    assert_eq!(pack.level(day("2023-09-30"), &["freight"], "超越许可事项"), Level::General, "not in force yet");
    let tank = "罐体检验超期仍装载";
    assert_eq!(pack.level(today, &["hazmat"], tank), Level::Major);
    assert_eq!(pack.level(today, &["freight"], tank), Level::General, "another line of business");
    let named = pack.judge(today, &["freight"], "超越许可事项", Some("road.equipment"));
    assert_eq!(named.criterion.unwrap().id, "road.equipment");
    let unfit = pack.judge(today, &["freight"], "超越许可事项", Some("hazmat.goods"));
    assert_eq!(unfit.criterion.unwrap().id, "road.licence", "one that is not about the firm cannot be named");
    assert!(pack.governance_on(today).is_some_and(|g| g.progress_days > 0));
}

#[test]
fn every_fault_of_a_criterion_is_told_with_its_place() {
    let path = "criteria/road.licence.toml";
    let code = |from: &str, to: &str| broken(path, from, to).iter().map(|p| p.code).collect::<Vec<_>>();
    assert_eq!(code("major = true", "major = false"), ["criterion_example_failed", "criterion_examples"]);
    assert!(code("clause = { zh = \"", "sectors = [\"garage\"]\nclause = { zh = \"").contains(&"sector_unknown"));
    assert!(code("words = [", "words = [[],").contains(&"criterion_words"));
    let path = "governance/major.toml";
    let found = broken(path, "progress_days = 7", "progress_days = 0");
    assert_eq!(found.iter().map(|p| p.code).collect::<Vec<_>>(), ["param_out_of_range"]);
}

#[test]
fn criteria_of_a_version_count_from_its_day_on_and_the_difference_is_told() {
    let old = loaded(&[national()]);
    let mut layer = national();
    layer.files.retain(|(path, _)| path != "criteria/road.weather.toml");
    let file = layer.files.iter_mut().find(|(p, _)| p == "criteria/road.licence.toml").unwrap();
    file.1 = file.1.replacen("第三条（一）", "第五条（一）", 1);
    let new = load(&[layer]).unwrap();
    let told = diff(&old, &new);
    assert!(told.iter().any(|c| c.subject == "road.weather" && c.zh.contains("删除")), "{told:?}");
    assert!(told.iter().any(|c| c.subject == "road.licence" && c.zh.contains("第五条（一）")));
    let from = day("2026-12-01");
    let both = succeed(&old, &new, from);
    let clause = |on: &str| both.judge(day(on), &["freight"], "超越许可事项", None).criterion.unwrap().zh;
    assert!(clause("2026-11-30").contains("第三条（一）") && clause("2026-12-01").contains("第五条（一）"));
    let weather = |on: &str| both.criteria_on(day(on), &["freight"]).iter().any(|c| c.id == "road.weather");
    assert_eq!([weather("2026-11-30"), weather("2026-12-01")], [true, false]);
    let untouched = both.criteria.iter().filter(|c| c.id == "road.equipment").count();
    assert_eq!((untouched, both.governance.len()), (1, old.governance.len()));
    assert_eq!(succeed(&both, &new, day("2027-01-01")).criteria, both.criteria, "the same again changes nothing");
}
