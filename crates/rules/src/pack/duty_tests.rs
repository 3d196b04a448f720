//! Duty files: faults with their places, a city's differences with their origins, differences in words.

use super::{Layer, Pack, Problem, diff, load, tests::national};

fn broken(path: &str, from: &str, to: &str) -> Vec<Problem> {
    let mut layer = national();
    let file = layer.files.iter_mut().find(|(p, _)| p == path).unwrap();
    assert!(file.1.contains(from), "{path} holds {from}");
    file.1 = file.1.replacen(from, to, 1);
    load(&[layer]).expect_err("the pack must be refused")
}

fn one(problems: &[Problem], code: &str, file: &str, line: usize) {
    let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
    let hit = problems.iter().any(|p| p.code == code && p.file == file && p.line == line && !p.hint.is_empty());
    assert!(hit, "no {code} at {file}:{line} in:\n{}", shown.join("\n"));
}

fn loaded(layers: &[Layer]) -> Pack {
    load(layers).unwrap_or_else(|p| panic!("{}", p.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))
}

#[test]
fn every_fault_of_a_duty_is_told_with_its_place() {
    let path = "duties/risk.register_major.toml";
    let shown = "national/duties/risk.register_major.toml";
    let when = "enterprise.major_risks > 0";
    one(&broken(path, when, "enterprise.major_risk > 0"), "fact_unknown", shown, 4);
    one(&broken(path, when, "enterprise.major_risks"), "condition_type", shown, 4);
    one(&broken(path, when, "enterprise.major_risks > "), "condition_syntax", shown, 4);
    one(&broken(path, when, "false && enterprise.key"), "duty_unreachable", shown, 4);
    one(&broken(path, "zh = \"重大风险登记\"", "zh = \" \""), "text_missing", shown, 2);
    one(&broken(path, "subject = \"enterprise\"", "subject = \"firm\""), "key_unknown", shown, 3);
    one(&broken(path, "grid_chief = 1", "grid_chief = 9"), "ladder_order", shown, 14);
    one(&broken(path, "facts = \"enterprise", "fact = \"enterprise"), "key_unknown", shown, 12);
    let path = "duties/insurance.liability.toml";
    let named = "fact = \"enterprise.liability_insured_until\"";
    let fault = broken(path, named, "fact = \"enterprise.liability_sum_yuan\"");
    one(&fault, "condition_type", "national/duties/insurance.liability.toml", 6);
    let path = "duty-scenarios/risk.register_major.all.toml";
    let shown = "national/duty-scenarios/risk.register_major.all.toml";
    one(
        &broken(path, "\"enterprise.major_risks\" = 3", "\"enterprise.major_risks\" = true"),
        "condition_type",
        shown,
        9,
    );
    one(&broken(path, "duty = \"risk.register_major\"", "duty = \"risk\""), "duty_unknown", shown, 3);
}

#[test]
fn the_place_of_an_unknown_fact_is_its_column() {
    let when = "enterprise.major_risks > 0";
    let problems = broken("duties/risk.register_major.toml", when, "enterprise.key && enterprise.major_risk > 0");
    let fault = problems.iter().find(|p| p.code == "fact_unknown").unwrap();
    assert_eq!(fault.column, "when = \"enterprise.key && ".len() + 1);
    assert!(fault.hint.contains("enterprise.major_risks"));
}

#[test]
fn versions_of_a_duty_must_not_overlap() {
    let mut layer = national();
    let text = layer.files.iter().find(|(p, _)| p == "duties/drill.toml").unwrap().1.clone();
    let later = text.replace("valid_from = \"2019-09-01\"", "valid_from = \"2027-01-01\"");
    layer.files.push((String::from("duties/drill.2027.toml"), later));
    let problems = load(&[layer]).unwrap_err();
    assert!(problems.iter().any(|p| p.code == "validity_overlap" && p.file == "national/duties/drill.2027.toml"));
}

#[test]
fn a_city_writes_only_what_differs_and_each_key_knows_its_origin() {
    let files = [
        (
            "pack.toml",
            "id = 'city'\nversion = '1'\nextends = 'national'\ntitle = { zh = '市', en = 'City' }\nvalid_from = '2026-11-01'\n",
        ),
        ("duties/drill.toml", "id = 'drill'\nvariants = []\nfrequency = { every = 'quarter' }\n"),
        (
            "duty-scenarios/drill.toml",
            "id = 'd'\ntitle = { zh = '甲', en = 'A' }\nduty = 'drill'\nsubject = 'enterprise'\ntoday = '2026-11-25'\nsince = '2026-11-01'\n[facts]\n[[expect]]\nstart = '2026-10-01'\ndue = '2026-12-31'\nstate = 'open'\n",
        ),
    ];
    let files = files.iter().map(|(p, t)| ((*p).to_owned(), (*t).to_owned())).collect();
    let city = loaded(&[national(), Layer { folder: String::from("city"), files }]);
    let drill = city.duties.iter().find(|d| d.file.id == "drill").unwrap();
    let origin = |key: &str| drill.origins.get(key).map(|o| (o.file.as_str(), o.line));
    assert_eq!(origin("frequency"), Some(("city/duties/drill.toml", 3)));
    assert_eq!(origin("post"), Some(("national/duties/drill.toml", 5)));
    assert!(crate::duties::scenario::run_all(&city).iter().all(|o| o.differences.is_empty()));
    let changes = diff(&loaded(&[national()]), &city);
    let change = changes.iter().find(|c| c.subject == "drill").unwrap();
    assert_eq!(change.zh, "应急预案演练（全部企业）：由每年一次改为每季度一次");
    assert_eq!(change.en, "Emergency drill (all enterprises): once a year becomes once a quarter");
}

#[test]
fn the_calendar_knows_2004_to_2026_and_takes_the_next_year() {
    use anlu_domain::time::CivilDay;
    let pack = loaded(&[national()]);
    let day = |text| CivilDay::parse_iso(text).unwrap();
    assert_eq!(pack.calendar.is_working(day("2004-01-17")), Ok(true));
    assert_eq!(pack.calendar.is_working(day("2026-10-01")), Ok(false));
    assert!(pack.calendar.is_working(day("2027-01-04")).is_err());
    let problems = broken("calendar.toml", "[years.2026]", "[years.2036]");
    assert!(problems.iter().any(|p| p.code == "day_of_other_year" && p.file == "national/calendar.toml"));
}
