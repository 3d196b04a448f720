//! The national kinds of work as they are, with one thing wrong at a time, and one version after another.

use anlu_domain::{project::PartyRole, time::CivilDay};

use super::{
    diff, load, succeed,
    tests::{broken, loaded, national},
};

fn day(text: &str) -> CivilDay {
    CivilDay::parse_iso(text).unwrap()
}

#[test]
fn the_national_pack_knows_the_kinds_and_gives_every_party_a_duty() {
    let pack = loaded(&[national()]);
    let today = day("2026-11-26");
    let ids: Vec<&str> = pack.works_on(today).map(|k| k.id.as_str()).collect();
    for id in
        ["pit.deep", "formwork.high", "bridge.hanging_basket", "tunnel", "hoisting", "blasting", "water", "traffic"]
    {
        assert!(ids.contains(&id), "{id}");
    }
    assert!(!ids.contains(&"every"), "what holds for every kind is none");
    let pit = pack.work_on("pit.deep", today).unwrap();
    for (role, name, _) in PartyRole::ALL {
        assert!(pit.duties(true).any(|(_, d)| d.role == *role), "{name}");
    }
    assert!(pit.duties(true).count() > pit.duties(false).count(), "experts review what is large");
    assert!(pit.duty("every/patrol").is_some() && pit.duty("tunnel/gas").is_none());
    assert!(pack.work_on("pit.deep", day("2010-01-01")).is_none(), "not in force yet");
}

#[test]
fn every_fault_of_a_kind_of_work_is_told() {
    let code = |from: &str, to: &str| {
        let path = "construction/pit.deep.toml";
        broken(path, from, to).iter().map(|p| p.code).collect::<Vec<_>>()
    };
    assert_eq!(code("expect = [\"exceeded pit.deep/monitor/settlement\"]", "expect = []"), ["work_example_failed"]);
    assert_eq!(code("limit = 30 }", "limit = 31 }"), ["work_example_failed"]);
    assert_eq!(code("key = \"edge\"", "key = \"collapse\""), ["work_key", "work_example_failed"]);
    assert_eq!(code("method = \"lec\"", "method = \"leg\""), ["risk_method_unknown"]);
    assert_eq!(
        code("factors = { L = 1, E = 6, C = 40 }", "factors = { L = 2, E = 6, C = 40 }"),
        ["risk_point_factors"]
    );
    assert!(code("answered_by = \"contractor\"\n", "").contains(&"work_measures"));
    assert_eq!(code("large = { zh = \"开挖深度不小于 5 米\", en = \"5 m deep or more\" }\n", ""), ["work_large"]);
    assert_eq!(code("role = \"monitor\"", "role = \"watcher\"").len(), 1, "no such role");
}

#[test]
fn a_kind_of_a_version_counts_from_its_day_on_and_the_difference_is_told() {
    let old = loaded(&[national()]);
    let mut layer = national();
    let file = layer.files.iter_mut().find(|(p, _)| p == "construction/tunnel.toml").unwrap();
    file.1 = file.1.replace("title = { zh = \"隧道开挖\"", "title = { zh = \"隧道掘进\"");
    let new = load(&[layer]).unwrap();
    assert!(diff(&old, &new).iter().any(|c| c.subject == "tunnel" && c.zh.contains("隧道掘进")));
    let both = succeed(&old, &new, day("2026-12-01"));
    let title = |on: &str| both.work_on("tunnel", day(on)).unwrap().kind.title.zh.clone();
    assert_eq!((title("2026-11-30").as_str(), title("2026-12-01").as_str()), ("隧道开挖", "隧道掘进"));
}
