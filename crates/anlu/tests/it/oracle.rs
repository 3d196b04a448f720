//! Fatigue screening against a slow and plain reference (`../shared/bench/oracle_fatigue.py`): the same findings to the
//! millisecond, on generated traces and on real ones.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anlu_domain::{
    finding::Finding,
    geo::{Point, distance_m},
    party::profile::Profile,
};
use anlu_history::trace::{self, Limits};
use anlu_rules::{
    engine::{Engine, Row},
    pack::{Layer, Pack, load},
};
use serde_json::Value;

use crate::tidy::{files, root};

/// A continuous finding as both sides tell it: vehicle, start, end, driving minutes, longest gap.
type Continuous = (String, i64, i64, String, String);

/// What was found: continuous findings, and the rolling maximum of each vehicle above the limit.
#[derive(Debug, Default, PartialEq)]
struct Verdict {
    continuous: Vec<Continuous>,
    daily: BTreeMap<String, String>,
}

/// The rules of the national pack.
pub(crate) fn engine() -> Engine {
    Engine::new(&national())
}

/// The national pack.
pub(crate) fn national() -> Pack {
    load(&[national_layer()]).expect("the national pack holds")
}

/// The files of the national pack.
pub(crate) fn national_layer() -> Layer {
    let folder = root().join("policies/national");
    let texts = files(&folder, &["toml"]).into_iter().map(|path| {
        let inside = path.strip_prefix(&folder).expect("inside").to_str().expect("utf-8").to_owned();
        (inside, fs::read_to_string(&path).expect("readable"))
    });
    Layer { folder: String::from("policies/national"), files: texts.collect() }
}

/// `../shared/<path>` when it is there; otherwise says that the test skips.
fn given(path: &str) -> Option<PathBuf> {
    let full = root().join("../shared").join(path);
    if full.exists() {
        return Some(full);
    }
    eprintln!("skipped: {} is not there", full.display());
    None
}

/// The reference's verdict on a CSV file.
fn oracle(csv: &Path) -> Option<Verdict> {
    let script = given("bench/oracle_fatigue.py")?;
    let Ok(output) = Command::new("python3").arg(script).arg(csv).output() else {
        eprintln!("skipped: python3 is not there");
        return None;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut verdict = Verdict::default();
    for line in String::from_utf8(output.stdout).expect("utf-8").lines() {
        let v: Value = serde_json::from_str(line).expect("JSON");
        let text = |key: &str| v[key].as_str().expect("text").to_owned();
        let minutes = |key: &str| format!("{:.3}", v[key].as_f64().expect("number"));
        if v["rule"] == "fatigue.daily" {
            verdict.daily.insert(text("vehicle"), minutes("driving_minutes"));
        } else {
            let time = |key: &str| v[key].as_i64().expect("whole");
            verdict.continuous.push((
                text("vehicle"),
                time("start_ms"),
                time("end_ms"),
                minutes("driving_minutes"),
                minutes("max_gap_minutes"),
            ));
        }
    }
    Some(verdict)
}

/// Our verdict on a position file.
fn ours(file: &Path) -> Verdict {
    let engine = engine();
    let traces = trace::read(&[file.to_path_buf()], &Limits::default()).expect("a position file");
    let mut found = Vec::new();
    for vehicle in traces.vehicles() {
        let rows = vehicle.rows();
        let row = |r: &trace::Row| {
            let (time_ms, lon, lat, speed) = (r.time_ms, r.lon, r.lat, r.speed_kmh);
            Row { time_ms, lon, lat, speed, alarm: r.alarm, safety: r.safety, loaded: r.loaded() }
        };
        let rows = rows.iter().map(row);
        engine.screen_vehicle((vehicle.name(), &Profile::default()), rows, &mut found);
    }
    verdict(&found)
}

fn verdict(found: &[Finding]) -> Verdict {
    let mut verdict = Verdict::default();
    let mut most: BTreeMap<&str, f64> = BTreeMap::new();
    for f in found {
        if f.rule == "fatigue.daily" {
            let best = most.entry(&f.vehicle).or_default();
            *best = best.max(f.driving_minutes);
        } else {
            let minutes = |m: f64| format!("{m:.3}");
            let (driving, gap) = (minutes(f.driving_minutes), minutes(f.max_gap_minutes));
            verdict.continuous.push((f.vehicle.clone(), f.start.0, f.end.0, driving, gap));
        }
    }
    verdict.daily = most.into_iter().map(|(v, m)| (v.to_owned(), format!("{m:.3}"))).collect();
    verdict
}

/// A small deterministic generator.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

const BEGIN: i64 = 1_793_000_000_000;

/// Traces of a few vehicles over two days: long drives, stops, gaps at one place and on the road, repeats, disorder.
fn generated() -> String {
    let mut dice = Dice(7);
    let mut rows: Vec<String> = Vec::new();
    for vehicle in 0..12 {
        let mut time = BEGIN + i64::try_from(dice.below(30_000)).expect("small");
        let mut lon = 121.0;
        let end = BEGIN + 2 * 86_400_000;
        while time < end {
            let (minutes, kmh) = match dice.below(10) {
                0..=4 => {
                    (30 + dice.below(200), 55.0 + f64::from(u32::try_from(dice.below(300)).expect("small")) / 10.0)
                }
                5..=6 => (15 + dice.below(10), 0.0),
                7 => (60 + dice.below(400), 0.0),
                8 => {
                    // A gap; half of them on the road.
                    time += i64::try_from((5 + dice.below(60)) * 60_000 + dice.below(1000)).expect("small");
                    lon += if dice.below(2) == 0 { 0.0 } else { 0.2 };
                    continue;
                }
                _ => (5, 5.0),
            };
            let step = 20_000 + i64::try_from(dice.below(3)).expect("small") * 20_000;
            let until = time + i64::try_from(minutes * 60_000).expect("small");
            while time < until {
                let speed = if dice.below(50) == 0 { 0.0 } else { kmh };
                let row = format!("T{vehicle:03},{time},{lon:.6},30.100000,{speed:.1}");
                if dice.below(40) == 0 {
                    rows.push(row.clone());
                }
                let swap = dice.below(100) == 0;
                rows.push(row);
                let n = rows.len();
                if swap && n > 20 {
                    rows.swap(n - 1, n - 20);
                }
                lon += kmh / 3.6 * 30.0 / 96_250.0;
                time += step;
            }
        }
    }
    format!("vehicle,ts,lon,lat,speed_kmh\n{}\n", rows.join("\n"))
}

fn agree(csv: &str) -> Option<Verdict> {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("positions.csv");
    fs::write(&file, csv).expect("written");
    let theirs = oracle(&file)?;
    let ours = ours(&file);
    assert_eq!(ours, theirs);
    Some(ours)
}

#[test]
fn generated_traces_get_the_verdict_of_the_reference() {
    let Some(verdict) = agree(&generated()) else { return };
    assert!(verdict.continuous.len() >= 10, "{} continuous findings", verdict.continuous.len());
    assert!(verdict.daily.len() >= 5, "{} daily findings", verdict.daily.len());
}

#[test]
fn real_chinese_terminals_get_the_verdict_of_the_reference() {
    let Some(file) = given("data/gps_cn_terminals/cn_terminals_20200718_public.csv.gz") else { return };
    let ours = ours(&file);
    // The reference needs a speed column: the mean speed to the next fix, as the pack says.
    let traces = trace::read(&[file], &Limits::default()).expect("a position file");
    let mut csv = String::from("vehicle,ts,lon,lat,speed_kmh\n");
    for vehicle in traces.vehicles() {
        let rows = vehicle.rows();
        for (index, r) in rows.iter().enumerate() {
            let point = |r: &trace::Row| Point { lon: r.lon, lat: r.lat };
            #[expect(clippy::cast_precision_loss, reason = "intervals of a day")]
            let speed = rows.get(index + 1).map_or(0.0, |next| {
                distance_m(point(r), point(next)) / ((next.time_ms - r.time_ms) as f64 / 1000.0) * 3.6
            });
            writeln!(csv, "{},{},{},{},{speed}", vehicle.name(), r.time_ms, r.lon, r.lat).expect("a string");
        }
    }
    let Some(with_speed) = agree(&csv) else { return };
    assert_eq!(ours, with_speed, "derived inside the engine or before it: the same");
    eprintln!("real terminals: {ours:?}");
    assert!(!ours.continuous.is_empty());
}

#[test]
fn a_real_driver_rests_in_time_but_drives_too_long_in_a_day() {
    let Some(file) = given("data/tachograph/driver_card_activity_public.csv") else { return };
    let text = fs::read_to_string(file).expect("readable");
    let mut csv = String::from("vehicle,ts,lon,lat,speed_kmh\n");
    let mut end = None;
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let midnight = anlu_domain::time::UtcMs::parse_rfc3339(&format!("{}T00:00:00Z", fields[0])).expect("a date").0;
        let minute = |text: &str| midnight + text.parse::<i64>().expect("minutes") * 60_000;
        let speed = if fields[3] == "DRIVE" { 60 } else { 0 };
        let mut time = minute(fields[1]);
        while time < minute(fields[2]) {
            writeln!(csv, "driver,{time},24.9,60.2,{speed}").expect("a string");
            time = (time + 5 * 60_000).min(minute(fields[2]));
        }
        end = Some(minute(fields[2]));
    }
    writeln!(csv, "driver,{},24.9,60.2,0", end.expect("rows")).expect("a string");
    let Some(verdict) = agree(&csv) else { return };
    eprintln!("real driver: {verdict:?}");
    assert!(verdict.continuous.is_empty(), "never more than 4 hours without 20 minutes of rest");
    assert!(!verdict.daily.is_empty(), "more than 8 hours within some 24 hours");
}
