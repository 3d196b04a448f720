//! Tests of methods and templates of risks: the national ones as they are, and with one thing wrong at a time.

use anlu_domain::{risk::Grade, time::CivilDay};

use super::{
    diff, load,
    tests::{broken, loaded, national, one},
};

#[test]
fn the_national_pack_grades_by_three_methods_and_starts_seven_sectors() {
    let pack = loaded(&[national()]);
    let methods: Vec<&str> = pack.risk_methods.iter().map(|m| m.id.as_str()).collect();
    assert_eq!(methods, ["lc", "lec", "ls"]);
    for sector in ["repair", "hazmat", "passenger", "freight", "rental", "e_bike", "construction"] {
        let found = pack.risk_templates.iter().filter(|t| t.sectors.iter().any(|s| s == sector)).count();
        assert!(found > 0, "{sector} has no template");
    }
    let day = CivilDay::from_ymd(2026, 11, 26).unwrap();
    for template in &pack.risk_templates {
        let method = pack.risk_methods.iter().find(|m| m.id == template.method && m.valid_on(day)).unwrap();
        let scale = method.scale().unwrap();
        let grades: Vec<Grade> = template.points.iter().map(|p| p.grade(&scale).unwrap()).collect();
        assert!(grades.len() >= 5, "{}: {grades:?}", template.id);
        assert!(grades.contains(&Grade::Yellow) || grades.contains(&Grade::Orange), "{}: {grades:?}", template.id);
    }
    let lec = pack.risk_methods.iter().find(|m| m.id == "lec").unwrap().scale().unwrap();
    let values = [("L", 3.0), ("E", 6.0), ("C", 15.0)];
    let values = values.into_iter().map(|(c, v)| (c.to_owned(), anlu_domain::risk::Tenths::of(v).unwrap())).collect();
    let (score, grade) = lec.assess(&values).unwrap();
    assert_eq!((score.0, grade), (270_000, Grade::Orange));
}

#[test]
fn every_fault_of_a_method_is_told_with_its_place() {
    let path = "risk/lec.toml";
    let code = |from: &str, to: &str| broken(path, from, to).iter().map(|p| p.code).collect::<Vec<_>>();
    assert!(code("red = { above = 320 }", "red = { above = 120 }").contains(&"risk_bands_order"));
    assert!(code("value = 0.5, zh = \"设想", "value = 0.55, zh = \"设想").contains(&"risk_values"));
    assert!(code("code = \"E\"", "code = \"L\"").contains(&"risk_factor_name"));
    assert_eq!(code("zh = \"LEC 作业条件危险性评价法\"", "zh = \"\""), ["text_missing"]);
}

#[test]
fn every_fault_of_a_template_is_told_with_its_place() {
    let path = "risk-templates/repair.toml";
    let code = |from: &str, to: &str| broken(path, from, to).iter().map(|p| p.code).collect::<Vec<_>>();
    assert_eq!(code("method = \"lec\"", "method = \"fmea\""), ["risk_method_unknown"]);
    assert_eq!(code("sectors = [\"repair\"]", "sectors = [\"garage\"]"), ["sector_unknown"]);
    let first = "factors = { L = 3, E = 6, C = 15 }";
    assert_eq!(code(first, "factors = { L = 3, E = 6 }"), ["risk_point_factors"]);
    assert!(code(first, "factors = { L = 10, E = 10, C = 40 }").contains(&"risk_point_red"));
    one(&broken(path, "kind = \"area\"", "kind = \"place\""), "key_unknown", "national/risk-templates/repair.toml", 12);
}

#[test]
fn a_change_of_a_band_is_told_in_words() {
    let old = loaded(&[national()]);
    let mut layer = national();
    let file = layer.files.iter_mut().find(|(p, _)| p == "risk/ls.toml").unwrap();
    file.1 = file.1.replacen("red = { from = 20 }", "red = { from = 16 }", 1);
    let new = load(&[layer]).unwrap();
    let changes = diff(&old, &new);
    let change = changes.iter().find(|c| c.subject == "ls").expect("the band differs");
    assert!(change.zh.contains("由 20.0 改为 16.0"), "{}", change.zh);
}
