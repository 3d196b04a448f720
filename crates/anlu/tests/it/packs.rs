//! Packs as the program sees them: `anlu pack check|test|diff|backtest` run as a program.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use anlu_domain::keys::uscc::check_character;
use serde_json::Value;

use crate::tidy::root;

fn anlu(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_anlu")).args(args).current_dir(root()).output().expect("anlu runs")
}

fn lines(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).expect("utf-8");
    text.lines().map(|l| serde_json::from_str(l).expect("one JSON object per line")).collect()
}

fn errors(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("utf-8")
}

const NATIONAL: &str = "policies/national";

/// A city's pack in a temporary folder.
fn city(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path: PathBuf = dir.path().join(path);
        fs::create_dir_all(path.parent().expect("inside")).expect("folders");
        fs::write(path, text).expect("written");
    };
    write(
        "pack.toml",
        "id = 'city'\nversion = '2027.1'\nextends = 'national'\ntitle = { zh = '市', en = 'City' }\nvalid_from = '2027-01-01'\n",
    );
    for (path, text) in files {
        write(path, text);
    }
    dir
}

const STRICT: &str = "id = 'fatigue.continuous'\n[params]\nlimit_minutes = 120\n";
const STRICT_SCENARIO: &str = "id = 'strict'\ntitle = { zh = '两小时', en = 'Two hours' }\nrules = ['fatigue.continuous']\nstart = '2027-01-02T06:00:00+08:00'\nlegs = [{ act = 'drive', minutes = 121 }]\nexpect = [{ rule = 'fatigue.continuous', driving_minutes = 121 }]\n";

const LAX: &str = "id = 'fatigue.severe'\n[params]\nlimit_minutes = 600\n[severity]\nwarning_above_minutes = 600\nsevere_above_minutes = 600\n";
const LAX_SCENARIO: &str = "id = 'lax'\ntitle = { zh = '十小时', en = 'Ten hours' }\nrules = ['fatigue.severe']\nstart = '2027-01-02T06:00:00+08:00'\nprofile = { class = 'heavy_truck' }\nlegs = [{ act = 'drive', minutes = 601, loaded = true }]\nexpect = [{ rule = 'fatigue.severe', driving_minutes = 601 }]\n";

fn text(path: &Path) -> &str {
    path.to_str().expect("utf-8")
}

#[test]
fn the_national_pack_holds_and_its_scenarios_pass() {
    let checked = anlu(&["pack", "check", NATIONAL]);
    assert_eq!(checked.status.code(), Some(0), "{}", errors(&checked));
    assert_eq!(lines(&checked)[0]["pack"], "national");
    let tested = anlu(&["pack", "test", NATIONAL]);
    assert_eq!(tested.status.code(), Some(0), "{}", errors(&tested));
    let all = lines(&tested);
    assert!(all.len() >= 25 && all.iter().all(|l| l["ok"] == true), "{all:?}");
}

/// The packs that lie over the national one, lowest first.
const OVERLAYS: [&str; 3] = ["zhejiang", "ningbo", "cixi"];

#[test]
fn every_overlay_holds_names_its_layers_and_its_scenarios_pass() {
    for (depth, id) in (2..).zip(OVERLAYS) {
        let folder = format!("policies/{id}");
        let checked = anlu(&["pack", "check", &folder]);
        assert_eq!(checked.status.code(), Some(0), "{}", errors(&checked));
        let version = lines(&checked)[0]["version"].to_string();
        assert_eq!(
            (lines(&checked)[0]["pack"].as_str(), version.matches('-').count() + 1),
            (Some(id), depth),
            "{version}"
        );
        let tested = anlu(&["pack", "test", &folder]);
        assert_eq!(tested.status.code(), Some(0), "{}", errors(&tested));
        let all = lines(&tested);
        assert!(all.iter().all(|l| l["ok"] == true), "{all:?}");
        let written = fs::read_dir(root().join(&folder).join("duty-scenarios")).map_or(0, Iterator::count);
        assert_eq!(all.len(), written, "each scenario of {folder} has run");
    }
    let folders =
        fs::read_dir(root().join("policies")).expect("packs").filter_map(|e| e.ok()?.file_name().into_string().ok());
    let mut others: Vec<String> = folders.filter(|id| id != "national").collect();
    others.sort();
    let mut known = OVERLAYS.map(String::from).to_vec();
    known.sort();
    assert_eq!(others, known, "a pack that nothing tests");
}

#[test]
fn what_an_overlay_asks_for_on_top_is_owed_there_and_nowhere_below() {
    let added = |old: &str, new: &str| {
        let told = lines(&anlu(&["pack", "diff", old, new]));
        told.iter().filter_map(|l| Some(l["en"].as_str()?.to_owned())).collect::<Vec<_>>()
    };
    let province = added(NATIONAL, "policies/zhejiang");
    assert!(province.iter().any(|l| l.contains("platform.hazmat") || l.contains("new,")), "{province:?}");
    let county = added("policies/ningbo", "policies/cixi");
    assert!(county.iter().any(|l| l.contains("new,")), "{county:?}");
    assert!(added("policies/zhejiang", "policies/ningbo").iter().all(|l| !l.contains("new,")));
}

#[test]
fn faults_are_told_by_file_and_line_with_exit_code_3() {
    let dir = city(&[("rules/strict.toml", "id = 'fatigue.continuous'\n[params]\nlimit_minuts = 120\n")]);
    let checked = anlu(&["pack", "check", text(dir.path())]);
    assert_eq!(checked.status.code(), Some(3));
    let told = errors(&checked);
    let place = format!("{}/rules/strict.toml:3:1: key_unknown: ", dir.path().display());
    assert!(told.starts_with(&place) && told.contains(" (check the spelling"), "{told}");
    let absent = anlu(&["pack", "check", "policies/nowhere"]);
    assert_eq!(absent.status.code(), Some(3));
    assert!(errors(&absent).contains("pack_unreadable"));
    assert_eq!(anlu(&["pack", "check"]).status.code(), Some(2));
}

#[test]
fn a_scenario_that_fails_ends_with_exit_code_1() {
    let wrong = STRICT_SCENARIO.replace("driving_minutes = 121", "driving_minutes = 122");
    let dir = city(&[("rules/strict.toml", STRICT), ("scenarios/strict.toml", &wrong)]);
    let tested = anlu(&["pack", "test", text(dir.path())]);
    assert_eq!(tested.status.code(), Some(1));
    let line = &lines(&tested)[0];
    assert_eq!(line["ok"], false);
    assert_eq!(line["differences"][0], "finding 1: driving_minutes is 121.000, expected 122.000");
}

#[test]
fn a_difference_is_told_in_words() {
    let dir = city(&[("rules/strict.toml", STRICT), ("scenarios/strict.toml", STRICT_SCENARIO)]);
    let diff = anlu(&["pack", "diff", NATIONAL, text(dir.path())]);
    assert_eq!(diff.status.code(), Some(0), "{}", errors(&diff));
    let told = lines(&diff);
    let limit = told.iter().find(|l| l["zh"].as_str().is_some_and(|t| t.contains("限值"))).expect("the limit changes");
    assert!(limit["zh"].as_str().is_some_and(|t| t.ends_with("由 240 改为 120")), "{limit}");
    assert!(limit["en"].as_str().is_some_and(|t| t.ends_with("was 240, now 120")), "{limit}");
    assert!(lines(&anlu(&["pack", "diff", NATIONAL, NATIONAL])).is_empty());
}

#[test]
fn a_backtest_tells_who_would_be_found_more() {
    let dir = city(&[("rules/strict.toml", STRICT), ("scenarios/strict.toml", STRICT_SCENARIO)]);
    let file = dir.path().join("positions.csv");
    let mut rows = String::from("vehicle,ts,lon,lat,speed_kmh\n");
    for (vehicle, minutes) in [("short", 100), ("middle", 150), ("long", 300)] {
        for minute in 0..=minutes {
            let time = 1_793_000_000_000_i64 + minute * 60_000;
            writeln!(rows, "{vehicle},{time},121.2,30.1,60").expect("a string");
        }
    }
    fs::write(&file, rows).expect("written");
    let tested = anlu(&["pack", "backtest", NATIONAL, text(dir.path()), text(&file)]);
    assert_eq!(tested.status.code(), Some(0), "{}", errors(&tested));
    let told = lines(&tested);
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!((&told[0]["vehicle"], &told[0]["change"]), (&Value::from("middle"), &Value::from("more")));
    let sum = &told[1];
    assert_eq!((&sum["old_findings"], &sum["new_findings"]), (&Value::from(1), &Value::from(2)));
    assert_eq!(sum["vehicles_found_by_new_only"], 1);
    let notes = errors(&tested).lines().filter(|line| line.contains("not judged")).count();
    assert_eq!(notes, 2, "no words of the terminal: {}", errors(&tested));
    assert!(errors(&tested).contains("fatigue.severe") && errors(&tested).contains("device.fault"));
}

#[test]
fn a_backtest_judges_by_the_words_of_the_terminal() {
    let dir = city(&[("rules/lax.toml", LAX), ("scenarios/lax.toml", LAX_SCENARIO)]);
    let mut rows = String::from("vehicle,ts,lon,lat,speed_kmh,alarm_word,status_word\n");
    for minute in 0..=400 {
        let time = 1_795_000_000_000_i64 + minute * 60_000;
        writeln!(rows, "loaded,{time},121.2,30.1,60,0,771").expect("a string");
        writeln!(rows, "empty,{time},121.2,30.1,60,0,3").expect("a string");
    }
    let file = dir.path().join("positions.csv");
    fs::write(&file, rows).expect("written");
    let tested = anlu(&["pack", "backtest", NATIONAL, text(dir.path()), text(&file), "--class", "heavy_truck"]);
    assert_eq!(tested.status.code(), Some(0), "{}", errors(&tested));
    let told = lines(&tested);
    let changed: Vec<_> = told.iter().filter(|line| line["rule"] == "fatigue.severe").collect();
    assert_eq!(changed.len(), 1, "{told:?}");
    assert_eq!((&changed[0]["vehicle"], &changed[0]["change"]), (&Value::from("loaded"), &Value::from("fewer")));
    assert!(!errors(&tested).contains("not judged"), "{}", errors(&tested));
}

#[test]
fn a_draft_is_tried_over_the_stored_facts_of_an_installation() {
    let place = tempfile::tempdir().expect("a folder");
    let (data, csv) = (place.path().join("data"), place.path().join("firms.csv"));
    let body = "91339999MA0000001";
    let code = format!("{body}{}", check_character(body).expect("17 characters"));
    fs::write(&csv, format!("统一社会信用代码,企业名称,业态\n{code},示例一公司,普货\n")).expect("written");
    let filled = anlu(&["import", "enterprises", text(&csv), "--data", text(&data)]);
    assert_eq!(filled.status.code(), Some(0), "{}", errors(&filled));
    let duty = "id = 'inspection.self'\nwhen = '\"hazmat\" in enterprise.sectors'\n";
    let scenario = "id = 'self.hazmat'\ntitle = { zh = '只有危货', en = 'Hazmat alone' }\nduty = 'inspection.self'\nsubject = 'enterprise'\ntoday = '2027-02-25'\nsince = '2027-02-01'\n[facts]\n'enterprise.sectors' = ['hazmat']\n[[expect]]\nstart = '2027-02-01'\ndue = '2027-02-28'\nstate = 'due'\n";
    let draft = city(&[("duties/inspection.self.toml", duty), ("duty-scenarios/self.hazmat.toml", scenario)]);
    let tried = anlu(&["pack", "backtest", NATIONAL, text(draft.path()), "--stored", "--data", text(&data)]);
    assert_eq!(tried.status.code(), Some(0), "{}", errors(&tried));
    let all = lines(&tried);
    let of = |kind: &str, id: &str| all.iter().find(|l| l["of"] == kind && (id.is_empty() || l["id"] == id)).cloned();
    let duty = of("duty", "inspection.self").expect("the duty that goes");
    assert_eq!((&duty["owe_old"], &duty["owe_new"]), (&Value::from(1), &Value::from(0)));
    assert_eq!(of("sector", "freight").expect("its line of business")["enterprises"], 1);
    let firm = of("enterprise", "").expect("the enterprise that differs");
    assert_eq!(
        (firm["name"].as_str(), &firm["owes_no_more"][0]),
        (Some("示例一公司"), &Value::from("inspection.self"))
    );
    let sum = all.last().expect("a last line");
    assert_eq!((sum["of"].as_str(), &sum["differ"]), (Some("all"), &Value::from(1)));
    let none = place.path().join("none");
    let nowhere = anlu(&["pack", "backtest", NATIONAL, text(draft.path()), "--stored", "--data", text(&none)]);
    assert_ne!(nowhere.status.code(), Some(0), "there is no installation");
}
