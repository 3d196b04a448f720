//! Tests of loading, overlay, differences: the national pack as it is, and with one thing wrong at a time.

use std::{fs, path::Path};

use anlu_domain::time::CivilDay;

use super::{FOLDERS, Layer, Pack, Problem, diff, load, schema};

/// The national pack from its folder.
pub(crate) fn national() -> Layer {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/national");
    let mut files = Vec::new();
    for folder in [""].iter().chain(FOLDERS) {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.file_name().unwrap().to_str().unwrap();
                let name = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
                files.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    Layer { folder: String::from("national"), files }
}

fn city(files: &[(&str, &str)]) -> Layer {
    let files = files.iter().map(|(p, t)| ((*p).to_owned(), (*t).to_owned())).collect();
    Layer { folder: String::from("city"), files }
}

const CITY: (&str, &str) = (
    "pack.toml",
    "id = 'city'\nversion = '1'\nextends = 'national'\ntitle = { zh = '市', en = 'City' }\nvalid_from = '2027-01-01'\n",
);

fn scenario(rule: &str) -> String {
    format!(
        "id = 's'\ntitle = {{ zh = '甲', en = 'A' }}\nrules = ['{rule}']\nstart = '2027-01-02T06:00:00+08:00'\nlegs = []\n"
    )
}

/// The problems after `from` in the file `path` of the national pack has become `to`.
pub(crate) fn broken(path: &str, from: &str, to: &str) -> Vec<Problem> {
    let mut layer = national();
    let file = layer.files.iter_mut().find(|(p, _)| p == path).unwrap();
    assert!(file.1.contains(from), "{path} holds {from}");
    file.1 = file.1.replacen(from, to, 1);
    load(&[layer]).expect_err("the pack must be refused")
}

pub(crate) fn one(problems: &[Problem], code: &str, file: &str, line: usize) {
    let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
    let hit = problems.iter().any(|p| p.code == code && p.file == file && p.line == line);
    assert!(hit, "no {code} at {file}:{line} in:\n{}", shown.join("\n"));
}

pub(crate) fn loaded(layers: &[Layer]) -> Pack {
    load(layers).unwrap_or_else(|p| panic!("{}", p.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))
}

#[test]
fn the_national_pack_is_whole() {
    let pack = loaded(&[national()]);
    assert_eq!(pack.reference().id, "national");
    assert_eq!(pack.rules.len(), 23);
    assert_eq!(pack.clocks.authority.severe, 30 * 60_000);
    let day = CivilDay::from_ymd(2026, 11, 2).unwrap();
    assert_eq!(pack.rule_on("fatigue.continuous", day).unwrap().params.kind(), "fatigue.continuous");
    assert!(pack.text("zh-CN", "fatigue.daily.finding").is_some_and(|t| t.contains("{driving}")));
}

#[test]
fn every_fault_is_told_with_its_place() {
    let rule = "rules/fatigue.continuous.toml";
    let shown = "national/rules/fatigue.continuous.toml";
    one(&broken(rule, "limit_minutes = 240", "limt_minutes = 240"), "key_unknown", shown, 13);
    one(&broken(rule, "limit_minutes = 240", "limit_minutes = '240'"), "value_wrong_type", shown, 13);
    one(&broken(rule, "limit_minutes = 240\n", ""), "key_missing", shown, 12);
    one(&broken(rule, "limit_minutes = 240", "limit_minutes = 0"), "param_out_of_range", shown, 13);
    one(&broken(rule, "kind = \"fatigue.continuous\"", "kind = \"fatigue\""), "rule_kind_unknown", shown, 2);
    one(&broken(rule, "severe_above_minutes = 360", "severe_above_minutes = 100"), "severity_order", shown, 22);
    one(&broken(rule, "confidence = \"verified\"", "confidence = \"sure\""), "key_unknown", shown, 5);
    one(&broken(rule, "valid_from = \"2004-05-01\"", "valid_from = \"2004-05-32\""), "toml_invalid", shown, 4);
    one(&broken(rule, "limit_minutes = 240", "limit_minutes ="), "toml_invalid", shown, 13);
    let texts = broken("texts/en.toml", "\"fatigue.daily.advice\"", "\"fatigue.daily.advise\"");
    one(&texts, "text_missing", "national/rules/fatigue.daily.toml", 1);
    one(
        &broken("intake.toml", "same_place_m = 500", "same_place_m = -1"),
        "param_out_of_range",
        "national/intake.toml",
        17,
    );
    one(
        &broken("clocks.toml", "severe_minutes = 30", "severe_minutes = 0"),
        "param_out_of_range",
        "national/clocks.toml",
        6,
    );
    one(&broken("indices.toml", "hole_m = 2000", "hole_m = 0"), "param_out_of_range", "national/indices.toml", 46);
    one(&broken("pack.toml", "id = \"national\"", "id = \"National\""), "pack_id_invalid", "national/pack.toml", 2);
}

#[test]
fn missing_and_foreign_files_are_told() {
    let mut layer = national();
    layer.files.retain(|(p, _)| p != "clocks.toml");
    layer.files.push((String::from("rules/notes.txt"), String::new()));
    let problems = load(&[layer]).unwrap_err();
    one(&problems, "file_missing", "national/clocks.toml", 1);
    one(&problems, "file_unknown", "national/rules/notes.txt", 1);
}

#[test]
fn periods_of_one_rule_must_not_overlap() {
    let mut layer = national();
    let text = layer.files.iter().find(|(p, _)| p == "rules/fatigue.daily.toml").unwrap().1.clone();
    let later = text.replace("valid_from = \"2012-07-22\"", "valid_from = \"2026-01-01\"");
    layer.files.push((String::from("rules/fatigue.daily.2026.toml"), later));
    one(&load(&[layer.clone()]).unwrap_err(), "validity_overlap", "national/rules/fatigue.daily.toml", 4);
    let old = layer.files.iter_mut().find(|(p, _)| p == "rules/fatigue.daily.toml").unwrap();
    old.1 = old.1.replace("valid_from = \"2012-07-22\"", "valid_from = \"2012-07-22\"\nvalid_to = \"2025-12-31\"");
    assert_eq!(loaded(&[layer]).rules.len(), 24);
}

#[test]
fn a_city_writes_only_what_differs() {
    let rule = "id = 'fatigue.continuous'\nbasis = { law = '市规', article = '1', date = '2027-01-01' }\n[params]\nlimit_minutes = 210\n";
    let own = scenario("fatigue.continuous");
    let layers = [national(), city(&[CITY, ("rules/fatigue.continuous.toml", rule), ("scenarios/s.toml", &own)])];
    let pack = loaded(&layers);
    assert_eq!((pack.reference().id.as_str(), pack.reference().version.as_str()), ("city", "1+national-2026.1"));
    assert_eq!((pack.rules.len(), pack.scenarios.len()), (23, 1));
    let words: Vec<_> = diff(&loaded(&[national()]), &pack).into_iter().map(|c| c.zh).collect();
    assert!(words.iter().any(|w| w.contains("限值（分钟） 由 240 改为 210")), "{words:?}");
    assert!(words.iter().all(|w| !w.contains("rest_minutes")), "{words:?}");
}

#[test]
fn a_new_period_of_a_city_ends_the_one_below() {
    let rule = "id = 'fatigue.daily'\nvalid_from = '2027-01-01'\n[params]\nlimit_minutes = 420\n";
    let own = scenario("fatigue.daily");
    let pack = loaded(&[national(), city(&[CITY, ("rules/daily.toml", rule), ("scenarios/s.toml", &own)])]);
    let on = |y, m, d| pack.rule_on("fatigue.daily", CivilDay::from_ymd(y, m, d).unwrap()).unwrap().params.clone();
    assert_ne!(on(2026, 12, 31), on(2027, 1, 1));
}

#[test]
fn faults_of_a_city_point_into_its_own_files() {
    let rule = "id = 'fatigue.continuous'\n\n[params]\nlimit_minutes = 99999\n";
    let problems = load(&[national(), city(&[CITY, ("rules/c.toml", rule)])]).unwrap_err();
    one(&problems, "param_out_of_range", "city/rules/c.toml", 4);
    one(&problems, "rule_without_scenario", "city/rules/c.toml", 1);
    let rule = "id = 'fatigue.continuous'\n\n[params]\nrest_minuts = 30\n";
    one(
        &load(&[national(), city(&[CITY, ("rules/c.toml", rule)])]).unwrap_err(),
        "key_unknown",
        "city/rules/c.toml",
        4,
    );
    let pack =
        ("pack.toml", "id = 'city'\nversion = '1'\ntitle = { zh = '市', en = 'City' }\nvalid_from = '2027-01-01'\n");
    one(&load(&[national(), city(&[pack])]).unwrap_err(), "pack_extends_mismatch", "city/pack.toml", 1);
}

#[test]
fn the_fingerprint_follows_settings_not_scenarios() {
    let pack = loaded(&[national()]);
    let mut without = pack.clone();
    without.scenarios.clear();
    assert_eq!(pack.fingerprint(), without.fingerprint());
    without.intake.order.window_minutes += 1;
    assert_ne!(pack.fingerprint(), without.fingerprint());
}

#[test]
fn the_schema_names_every_kind() {
    let text = schema().to_string();
    for kind in ["fatigue.continuous", "fatigue.daily", "fatigue.night", "hours.ban"] {
        assert!(text.contains(&format!("\"const\":\"{kind}\"")), "{kind}");
    }
}

#[test]
fn the_page_of_rules_is_that_of_the_pack() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/RULES.md")).unwrap();
    let pack = loaded(&[national()]);
    let told: Vec<&str> = page.lines().filter_map(|l| l.strip_prefix("## ")).filter(|h| h.contains('.')).collect();
    assert_eq!(told, pack.rules.iter().map(|r| r.id.as_str()).collect::<Vec<_>>());
    for rule in &pack.rules {
        let from = page.find(&format!("## {}\n", rule.id)).unwrap();
        let section = page[from + 3..].split("\n## ").next().unwrap();
        for part in [&rule.title.zh, &rule.title.en, &rule.basis.law, &rule.basis.article, &rule.valid_from.to_string()]
        {
            assert!(section.contains(part.as_str()), "{}: {part}", rule.id);
        }
        let written = toml::to_string(&rule).unwrap().parse::<toml::Table>().unwrap();
        for table in ["applies", "params", "severity"] {
            let wanted = written.get(table).cloned().unwrap_or_else(|| toml::Table::new().into());
            let block = section.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
            let told = block.parse::<toml::Table>().unwrap();
            let told = told.get(table).cloned().unwrap_or_else(|| toml::Table::new().into());
            assert_eq!(told, wanted, "{}: {table}", rule.id);
        }
        let confidence = serde_json::to_value(rule.confidence).unwrap();
        assert!(section.contains(&format!("confidence {}.", confidence.as_str().unwrap())), "{}", rule.id);
    }
}
