//! `anlu screen` as a program: the contract of its lines, codes and messages; the same verdict whatever the order, the
//! form and the number of files; agreement with the reference program on generated data.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anlu_domain::{geo::Point, ids::VehicleId, time::UtcMs, track::Fix};
use anlu_history::{Settings, Writer};
use serde_json::Value;

use crate::tidy::root;

struct Answer {
    lines: Vec<String>,
    code: Option<i32>,
    errors: String,
}

fn screen(args: &[&str]) -> Answer {
    let output = Command::new(env!("CARGO_BIN_EXE_anlu")).arg("screen").args(args).output().expect("it runs");
    Answer {
        lines: String::from_utf8(output.stdout).expect("UTF-8").lines().map(str::to_owned).collect(),
        code: output.status.code(),
        errors: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// One position as both a CSV line and a stored fix can say it.
#[derive(Clone, Copy)]
struct At {
    vehicle: VehicleId,
    ms: i64,
    lon: f64,
    kmh: f32,
}

const BEGIN: i64 = 1_793_059_200_000;

fn vehicle(n: u32) -> VehicleId {
    format!("0190a000-0000-7000-8000-{n:012}").parse().expect("an id")
}

/// `driving` minutes at 60 km/h, a fix a minute, then half an hour of rest.
fn drive(vehicle: VehicleId, driving: i64, out: &mut Vec<At>) {
    let mut lon = 121.0;
    for minute in 0..driving + 30 {
        let moving = minute < driving;
        out.push(At { vehicle, ms: BEGIN + minute * 60_000, lon, kmh: if moving { 60.0 } else { 0.0 } });
        lon += if moving { 0.010_389 } else { 0.0 };
    }
}

/// Two vehicles with a finding, one below the limit.
fn positions() -> Vec<At> {
    let mut all = Vec::new();
    drive(vehicle(2), 241, &mut all);
    drive(vehicle(1), 300, &mut all);
    drive(vehicle(3), 239, &mut all);
    all
}

fn csv(rows: &[At]) -> String {
    let mut text = String::from("vehicle,ts,lon,lat,speed_kmh\n");
    for r in rows {
        writeln!(text, "{},{},{:.6},30.5,{}", r.vehicle, r.ms, r.lon, r.kmh).expect("a string");
    }
    text
}

/// A shuffle that is the same each time.
fn shuffled(mut rows: Vec<At>) -> Vec<At> {
    let mut state = 42_u64;
    for i in (1..rows.len()).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let j = usize::try_from(state >> 33).expect("31 bits") % (i + 1);
        rows.swap(i, j);
    }
    rows
}

fn write(dir: &Path, name: &str, bytes: impl AsRef<[u8]>) -> String {
    let path = dir.join(name);
    fs::write(&path, bytes).expect("written");
    path.to_str().expect("utf-8").to_owned()
}

#[test]
fn a_finding_is_one_line_with_the_names_of_the_contract() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = write(dir.path(), "trucks.csv", csv(&positions()));
    let answer = screen(&[&file, "--rule", "fatigue.continuous", "--format", "jsonl"]);
    assert_eq!(answer.code, Some(1), "{}", answer.errors);
    assert_eq!(answer.lines.len(), 2, "{:?}", answer.lines);
    let line: Value = serde_json::from_str(&answer.lines[0]).expect("JSON");
    assert_eq!(line["vehicle"], vehicle(1).to_string());
    assert_eq!(line["rule"], "fatigue.continuous");
    assert_eq!(line["start"], UtcMs(BEGIN).rfc3339_cst());
    assert_eq!(line["end"], UtcMs(BEGIN + 300 * 60_000).rfc3339_cst());
    assert_eq!((line["start_ms"].as_i64(), line["driving_minutes"].as_f64()), (Some(BEGIN), Some(300.0)));
    assert_eq!((line["max_gap_minutes"].as_f64(), line["limit_minutes"].as_f64()), (Some(0.0), Some(240.0)));
    assert_eq!((&line["severity"], &line["pack"]["id"]), (&Value::from("warning"), &Value::from("national")));
    let second: Value = serde_json::from_str(&answer.lines[1]).expect("JSON");
    assert_eq!((&second["vehicle"], second["driving_minutes"].as_f64()), (&vehicle(2).to_string().into(), Some(241.0)));
    let rows = positions().len();
    for said in ["2 findings", &format!("{rows} rows"), "3 vehicles", "seconds"] {
        assert!(answer.errors.contains(said), "{}", answer.errors);
    }
}

#[test]
fn the_exit_code_tells_findings_from_none() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut calm = Vec::new();
    drive(vehicle(3), 239, &mut calm);
    let file = write(dir.path(), "calm.csv", csv(&calm));
    let answer = screen(&[&file]);
    assert_eq!((answer.code, answer.lines.len()), (Some(0), 0), "{}", answer.errors);
    let empty = write(dir.path(), "header.csv", "vehicle,ts,lon,lat\n");
    assert_eq!(screen(&[&empty]).code, Some(0), "a file without rows has no findings");
    for usage in [&[][..], &[&file, "--rule", "fatigue.none"], &[&file, "--format", "xml"], &[&file, "--threads", "0"]]
    {
        assert_eq!(screen(usage).code, Some(2), "{usage:?}");
    }
    assert!(screen(&[&file, "--rule", "fatigue.none"]).errors.contains("[rule_unknown]"));
    assert!(screen(&[&file, "--rule", "fatigue.none"]).errors.contains("fatigue.daily"), "says which there are");
}

#[test]
fn order_repeats_form_and_threads_change_nothing() {
    let dir = tempfile::tempdir().expect("a folder");
    let rows = positions();
    let expected = screen(&[&write(dir.path(), "plain.csv", csv(&rows))]).lines;
    assert!(expected.len() >= 2);
    let mixed = shuffled(rows.clone());
    let mut repeated = mixed.clone();
    repeated.extend_from_slice(&mixed[..200]);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(csv(&mixed).as_bytes()).expect("packed");
    let zipped = write(dir.path(), "mixed.csv.gz", gzip.finish().expect("packed"));
    let mixed_file = write(dir.path(), "mixed.csv", csv(&mixed));
    let repeated = write(dir.path(), "repeated.csv", csv(&repeated));
    let (half, rest) = mixed.split_at(mixed.len() / 2);
    let (half, rest) = (write(dir.path(), "1.csv", csv(half)), write(dir.path(), "2.csv", csv(rest)));
    let parquet = history(dir.path(), &mixed);
    let parquet: Vec<&str> = parquet.iter().map(String::as_str).collect();
    for files in [&[&*mixed_file][..], &[&zipped], &[&repeated], &[&half, &rest], &[&rest, &half, &half], &parquet] {
        for threads in ["1", "3"] {
            let args: Vec<&str> = files.iter().copied().chain(["--threads", threads]).collect();
            let answer = screen(&args);
            assert_eq!(answer.lines, expected, "{args:?}: {}", answer.errors);
        }
    }
}

#[test]
fn what_is_known_of_a_vehicle_brings_more_rules_to_speak() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut rows = Vec::new();
    for n in [1, 2, 3] {
        let fast = |minute: i64| At { vehicle: vehicle(n), ms: BEGIN + minute * 60_000, lon: 121.0, kmh: 90.0 };
        rows.extend((0..10).map(fast));
    }
    let file = write(dir.path(), "fast.csv", csv(&rows));
    assert_eq!(screen(&[&file]).lines.len(), 0, "nothing is known of them");
    let every = screen(&[&file, "--class", "hazmat_truck"]);
    assert_eq!(every.lines.len(), 3, "{}", every.errors);
    let line: Value = serde_json::from_str(&every.lines[0]).expect("JSON");
    assert_eq!((&line["rule"], line["speed"]["peak_kmh"].as_f64()), (&Value::from("speed.hazmat"), Some(90.0)));
    let profiles = format!("vehicle,class,sectors\n{},危货运输车,hazmat; freight\n{},coach,\n", vehicle(1), vehicle(3));
    let profiles = write(dir.path(), "profiles.csv", profiles);
    let some = screen(&[&file, "--profiles", &profiles]);
    assert_eq!(some.lines, every.lines[..1], "a coach may drive 90 km/h by day: {}", some.errors);
    let wrong = write(dir.path(), "wrong.csv", "vehicle,class\nA,spaceship\n");
    let wrong = screen(&[&file, "--profiles", &wrong]);
    assert_eq!((wrong.code, wrong.errors.contains("[profiles_unusable]")), (Some(3), true), "{}", wrong.errors);
    assert_eq!(screen(&[&file, "--class", "spaceship"]).code, Some(2));
}

#[test]
fn zones_of_a_file_are_judged_and_named() {
    let dir = tempfile::tempdir().expect("a folder");
    let at = |minute: i64| At { vehicle: vehicle(1), ms: BEGIN + minute * 60_000, lon: 121.0, kmh: 50.0 };
    let file = write(dir.path(), "slow.csv", csv(&(0..10).map(at).collect::<Vec<_>>()));
    let ring = "[[120.9,30.4],[121.1,30.4],[121.1,30.6],[120.9,30.6],[120.9,30.4]]";
    let zone = |properties: &str| {
        format!(
            r#"{{"type":"Feature","properties":{properties},"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}"#
        )
    };
    let speed = r#"{"name":"示例限速区","usage":"speed","limit_kmh":40}"#;
    let zones = write(dir.path(), "zones.geojson", zone(speed));
    assert_eq!(screen(&[&file]).lines.len(), 0);
    let found = screen(&[&file, "--zones", &zones]);
    assert_eq!(found.lines.len(), 1, "{}", found.errors);
    let line: Value = serde_json::from_str(&found.lines[0]).expect("JSON");
    assert_eq!((&line["rule"], &line["zone"]), (&Value::from("zone.speed"), &Value::from("示例限速区")));
    assert_eq!(line["speed"]["limit_kmh"].as_f64(), Some(40.0));
    // Coordinates of another datum lie some hundred metres off: still inside.
    assert_eq!(screen(&[&file, "--zones", &zones, "--zones-datum", "gcj02"]).lines.len(), 1);
    // A road is a line with its half width: of one the rows drive on, and one a kilometre to the north.
    for (lat, found) in [(30.5, 1), (30.51, 0)] {
        let line = format!(r#"{{"type":"LineString","coordinates":[[120,{lat}],[125,{lat}]]}}"#);
        let properties = r#"{"name":"示例公路","usage":"speed","limit_kmh":40,"half_width_m":60}"#;
        let road = format!(r#"{{"type":"Feature","properties":{properties},"geometry":{line}}}"#);
        let road = write(dir.path(), "road.geojson", road);
        let answer = screen(&[&file, "--zones", &road]);
        assert_eq!(answer.lines.len(), found, "{lat}: {}", answer.errors);
    }
    let wrong = write(dir.path(), "wrong.geojson", zone(r#"{"usage":"speed"}"#));
    let wrong = screen(&[&file, "--zones", &wrong]);
    assert_eq!((wrong.code, wrong.errors.contains("zone_needs_limit")), (Some(3), true), "{}", wrong.errors);
}

/// The same rows as Parquet files, as the live plane stores them.
fn history(dir: &Path, rows: &[At]) -> Vec<String> {
    stored(&dir.join("history"), rows, |_| SILENT)
}

/// Alarm word, status word, and what active safety told of.
type Words = (u32, u32, u8);

const SILENT: Words = (0, 3, 0);

/// Rows as Parquet files, with these words of the terminal.
fn stored(folder: &Path, rows: &[At], words: impl Fn(&At) -> Words) -> Vec<String> {
    let settings = Settings { roll_rows: 1_000_000, roll_after: Duration::from_mins(5) };
    let writer = Writer::open(folder.to_owned(), settings).expect("a history");
    for (offset, row) in (0_u64..).zip(rows) {
        let (alarm, status, safety) = words(row);
        let round = |degrees: f64| (degrees * 1e6).round() / 1e6;
        let fix = Fix {
            at: Some(Point { lon: round(row.lon), lat: 30.5 }),
            gnss_speed_kmh: Some(row.kmh),
            direction_deg: Some(90),
            alarm,
            status,
            safety,
            ..Fix::blank(UtcMs(row.ms), UtcMs(row.ms + 900))
        };
        writer.append(0, offset, [(offset, row.vehicle, &fix)]).expect("buffered");
    }
    writer.flush().expect("on disk");
    let files = crate::tidy::files(folder, &["parquet"]);
    files.iter().map(|p| p.to_str().expect("utf-8").to_owned()).collect()
}

const DAY: i64 = 86_400_000;

/// Days on which each vehicle drives over midnight, each a little longer than the one before, and then rests.
fn nights(days: i64) -> Vec<At> {
    let mut all = Vec::new();
    for day in 0..days {
        for n in 1..=3 {
            let mut drive_of = Vec::new();
            drive(vehicle(n), 230 + i64::from(n) * 5 + day, &mut drive_of);
            all.extend(drive_of.into_iter().map(|at| At { ms: at.ms + day * DAY + 14 * 3_600_000, ..at }));
        }
    }
    all
}

#[test]
fn the_stored_history_gets_the_verdict_of_its_files_however_long_it_is() {
    let dir = tempfile::tempdir().expect("a folder");
    for days in [3_i64, 12] {
        let folder = dir.path().join(format!("history-{days}"));
        let rows = shuffled(nights(days));
        let files = stored(&folder, &rows, |_| SILENT);
        let by_files = screen(&files.iter().map(String::as_str).collect::<Vec<_>>());
        let shown = folder.to_str().expect("utf-8");
        let by_days = screen(&["--history", shown]);
        assert!(by_files.lines.len() >= usize::try_from(days).expect("few"), "{}", by_files.errors);
        assert_eq!(by_days.lines, by_files.lines, "{days} days: {}", by_days.errors);
        assert_eq!((by_days.code, by_files.code), (Some(1), Some(1)));
        let (rows, found) = (rows.len(), by_days.lines.len());
        assert!(
            by_days.errors.contains(&format!("{found} findings in {rows} rows of 3 vehicles")),
            "{}",
            by_days.errors
        );
        assert!(!by_days.errors.contains("not judged"), "{}", by_days.errors);
    }
}

#[test]
fn sorted_files_of_days_get_the_verdict_of_one_and_are_not_held_whole() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut rows = nights(9);
    let name = |row: &At| row.vehicle.to_string();
    rows.sort_by_key(|row| (name(row), row.ms));
    let one = write(dir.path(), "all.csv", csv(&rows));
    let day = |row: &At| (row.ms - BEGIN) / (3 * DAY);
    let days: Vec<String> = (0..=3)
        .map(|n| rows.iter().filter(|row| day(row) == n).copied().collect::<Vec<_>>())
        .filter(|part| !part.is_empty())
        .zip(0..)
        .map(|(part, n)| write(dir.path(), &format!("part-{n}.csv"), csv(&part)))
        .collect();
    let holds = |file: &&String| fs::read_to_string(file).expect("text").contains(&name(&rows[0]));
    let each = days.iter().filter(holds).count();
    assert!(each >= 3, "the first vehicle comes again in {each} files");
    let few = (rows.len() * 3 / 4).to_string();
    let args: Vec<&str> = days.iter().map(String::as_str).chain(["--max-rows", &few]).collect();
    let (whole, parts) = (screen(&[&one]), screen(&args));
    assert!(!whole.lines.is_empty());
    assert_eq!(parts.lines, whole.lines, "{}", parts.errors);
    assert!(parts.errors.contains(&format!("{} rows of 3 vehicles", rows.len())), "{}", parts.errors);
    // Held whole they would be too many.
    let mixed = write(dir.path(), "mixed.csv", csv(&shuffled(rows)));
    assert!(screen(&[&mixed, "--max-rows", &few]).errors.contains("[too_many_rows]"));
}

#[test]
fn what_the_monitor_of_the_driver_saw_is_judged_in_stored_positions() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut rows = Vec::new();
    drive(vehicle(1), 120, &mut rows);
    let tired = |row: &At| (0, 3, u8::from(row.ms == BEGIN + 60 * 60_000));
    let rule = ["--rule", "fatigue.device_only"];
    for (name, words, found) in [("awake", None, 0), ("tired", Some(tired), 1)] {
        let folder = dir.path().join(name);
        let files = stored(&folder, &rows, |row| words.map_or(SILENT, |words| words(row)));
        let files: Vec<&str> = files.iter().map(String::as_str).chain(rule).collect();
        let history = [&["--history", folder.to_str().expect("utf-8")], &rule[..]].concat();
        for args in [files, history] {
            let answer = screen(&args);
            assert_eq!(answer.lines.len(), found, "{name} {args:?}: {}", answer.errors);
        }
    }
}

#[test]
fn a_history_is_screened_from_day_to_day() {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = dir.path().join("history");
    stored(&folder, &nights(4), |_| SILENT);
    let shown = folder.to_str().expect("utf-8");
    let day = |n: i64| UtcMs(BEGIN + 14 * 3_600_000 + n * DAY).day().to_string();
    let rows = |args: &[&str]| {
        let answer = screen(&[&["--history", shown], args].concat());
        let rows = answer.errors.split(" rows").next().and_then(|said| said.rsplit(' ').next()).map(str::to_owned);
        (rows.and_then(|rows| rows.parse::<usize>().ok()), answer.code)
    };
    let (Some(all), _) = rows(&[]) else { panic!("no rows are told") };
    assert_eq!(all, nights(4).len());
    let (Some(until), _) = rows(&["--to", &day(1)]) else { panic!("no rows are told") };
    let (Some(since), _) = rows(&["--from", &day(2)]) else { panic!("no rows are told") };
    assert_eq!(until + since, all);
    assert!(until > 0 && since > 0);
    let both = rows(&["--from", &day(1), "--to", &day(2)]).0;
    assert!(both.is_some_and(|both| both > 0 && both < all), "{both:?}");
    for (args, code, said) in [
        (vec!["--history", shown, "--from", "2031-01-01"], 3, "[history_empty]"),
        (vec!["--history", dir.path().to_str().expect("utf-8")], 3, "[history_empty]"),
        (vec!["--history", shown, "--from", "yesterday"], 2, "2026-01-31"),
        (vec!["--history", shown, "positions.csv"], 2, "positions.csv"),
        (vec!["positions.csv", "--from", "2026-11-01"], 2, "--history"),
    ] {
        let answer = screen(&args);
        assert_eq!(answer.code, Some(code), "{args:?}: {}", answer.errors);
        assert!(code == 2 || answer.errors.contains(said), "{args:?}: {}", answer.errors);
    }
}

/// A tanker that drives loaded for more than six hours, then stands for more than two, and whose terminal cries out on the
/// way.
fn tired_tanker() -> (Vec<At>, impl Fn(&At) -> Words) {
    let mut rows = Vec::new();
    drive(vehicle(1), 370, &mut rows);
    let end = *rows.last().expect("rows");
    rows.extend((1..=100).map(|minute| At { ms: end.ms + minute * 60_000, ..end }));
    let begin = BEGIN + 20 * DAY;
    let rows = rows.into_iter().map(|at| At { ms: at.ms - BEGIN + begin, ..at }).collect();
    (rows, move |at: &At| (if (100..110).contains(&((at.ms - begin) / 60_000)) { 1 << 2 } else { 0 }, 0x303, 0))
}

const TANKER: &[&str] = &["--class", "hazmat_truck", "--total-mass-kg", "31000"];

#[test]
fn words_of_the_terminal_reach_the_rules_that_need_them() {
    let dir = tempfile::tempdir().expect("a folder");
    let (rows, words) = tired_tanker();
    let folder = dir.path().join("history");
    let files = stored(&folder, &rows, &words);
    let args: Vec<&str> = files.iter().map(String::as_str).chain(TANKER.iter().copied()).collect();
    let told = screen(&args);
    let rules: Vec<String> = told
        .lines
        .iter()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON")["rule"].as_str().expect("text").to_owned())
        .collect();
    for rule in ["fatigue.severe", "fatigue.device", "stop.hazmat"] {
        assert!(rules.iter().any(|found| found == rule), "{rule}: {rules:?} {}", told.errors);
    }
    assert!(!told.errors.contains("not judged"), "{}", told.errors);
    let by_days = screen(&[&["--history", folder.to_str().expect("utf-8")], TANKER].concat());
    assert_eq!(by_days.lines, told.lines, "{}", by_days.errors);
    // As text, with the words and without.
    let mut text = String::from("vehicle,ts,lon,lat,speed_kmh,alarm_word,status_word\n");
    for (row, (alarm, status, _)) in rows.iter().map(|row| (row, words(row))) {
        writeln!(text, "{},{},{:.6},30.5,{},{alarm},{status}", row.vehicle, row.ms, row.lon, row.kmh)
            .expect("a string");
    }
    let text = screen(&[&[&*write(dir.path(), "words.csv", text)], TANKER].concat());
    assert_eq!(text.lines, told.lines, "{}", text.errors);
    let bare = write(dir.path(), "bare.csv", csv(&rows));
    let answer = screen(&[&[&*bare], TANKER].concat());
    assert!(answer.lines.len() < told.lines.len());
    let n = rows.len();
    let notes: Vec<&str> = answer.errors.lines().filter(|line| line.contains("not judged")).collect();
    assert_eq!(
        notes,
        [
            format!(
                "anlu: {n} of {n} rows have no alarm word (column `alarm_word`); not judged there: device.displacement, \
                 device.fault, fatigue.device, fatigue.device_only"
            ),
            format!(
                "anlu: {n} of {n} rows have no status word (column `status_word`); not judged there: fatigue.severe, \
                 fatigue.severe_daily, stop.hazmat"
            ),
        ]
    );
    let asked = screen(&[&bare, "--rule", "fatigue.continuous"]);
    assert!(!asked.errors.contains("not judged"), "nobody asked for these rules: {}", asked.errors);
}

#[test]
fn bad_input_is_named_with_file_and_line() {
    let dir = tempfile::tempdir().expect("a folder");
    let head = "vehicle,ts,lon,lat,speed_kmh\n";
    for (name, text, place, code) in [
        ("time.csv", format!("{head}A,1793059200000,121,30,5\nA,later,121,30,5\n"), "time.csv:3: ", "[bad_time]"),
        ("place.csv", format!("{head}A,1793059200000,1210,30,5\n"), "place.csv:2: ", "[bad_position]"),
        (
            "word.csv",
            "vehicle,ts,lon,lat,alarm_word\nA,1793059200000,121,30,-1\n".to_owned(),
            "word.csv:2: ",
            "[bad_alarm]",
        ),
        (
            "load.csv",
            "vehicle,ts,lon,lat,status_word\nA,1793059200000,121,30,0x3\n".to_owned(),
            "load.csv:2: ",
            "[bad_status]",
        ),
        ("speed.csv", format!("{head}A,1793059200000,121,30,fast\n"), "speed.csv:2: ", "[bad_speed]"),
        ("short.csv", format!("{head}A,1793059200000\n"), "short.csv:2: ", "[field_count]"),
        ("columns.csv", "car,when\n1,2\n".to_owned(), "columns.csv: ", "[column_missing]"),
        ("empty.csv", String::new(), "empty.csv: ", "[file_empty]"),
        ("broken.parquet", "PAR1 and no more".to_owned(), "broken.parquet: ", "[file_damaged]"),
    ] {
        let answer = screen(&[&write(dir.path(), name, text)]);
        assert_eq!((answer.code, answer.lines.len()), (Some(3), 0), "{name}: {}", answer.errors);
        // A refusal of the header names its line.
        let place = if name == "columns.csv" { "columns.csv:1: " } else { place };
        assert!(answer.errors.contains(place) && answer.errors.contains(code), "{}", answer.errors);
    }
    let missing = screen(&["no such file.csv"]);
    assert_eq!(missing.code, Some(3));
    assert!(missing.errors.contains("[file_unreadable]"), "{}", missing.errors);
    let file = write(dir.path(), "good.csv", csv(&positions()));
    let limited = screen(&[&file, "--max-rows", "10"]);
    assert_eq!(limited.code, Some(3));
    assert!(
        limited.errors.contains("good.csv:12: ") && limited.errors.contains("[too_many_rows]"),
        "{}",
        limited.errors
    );
    let no_pack = screen(&[&file, "--pack", "no such folder"]);
    assert_eq!(no_pack.code, Some(3));
    assert!(no_pack.errors.contains("[pack_unreadable]"), "{}", no_pack.errors);
    let seconds = write(dir.path(), "seconds.csv", format!("{head}A,1793059200,121,30,5\n"));
    assert!(screen(&[&seconds]).errors.contains("milliseconds"), "a hint about seconds");
}

#[test]
fn a_city_pack_screens_by_its_own_limit() {
    let dir = tempfile::tempdir().expect("a folder");
    fs::create_dir(dir.path().join("rules")).expect("a folder");
    write(
        dir.path(),
        "pack.toml",
        "id = \"city\"\nversion = \"1\"\nextends = \"national\"\ntitle = { zh = \"某市\", en = \"City\" }\n\
         valid_from = \"2026-11-01\"\n",
    );
    let national = |path: &str| fs::read_to_string(root().join("policies/national").join(path)).expect("readable");
    let rule = national("rules/fatigue.continuous.toml");
    let stricter = rule
        .replace("limit_minutes = 240", "limit_minutes = 230")
        .replace("warning_above_minutes = 240", "warning_above_minutes = 230");
    write(dir.path(), "rules/fatigue.continuous.toml", stricter);
    // A pack needs a scenario for each of its rules; this one holds under both limits.
    fs::create_dir(dir.path().join("scenarios")).expect("a folder");
    write(dir.path(), "scenarios/continuous_above.toml", national("scenarios/continuous_above.toml"));
    let file = write(dir.path(), "trucks.csv", csv(&positions()));
    let folder = dir.path().to_str().expect("utf-8");
    let answer = screen(&[&file, "--rule", "fatigue.continuous", "--pack", folder]);
    assert_eq!((answer.code, answer.lines.len()), (Some(1), 3), "239 minutes are too many here: {}", answer.errors);
}

/// A finding as both programs tell it.
type Told = (String, String, Option<i64>, Option<i64>, String);

fn told(lines: &[String]) -> Vec<Told> {
    let mut daily: BTreeMap<String, f64> = BTreeMap::new();
    let mut all = Vec::new();
    for line in lines {
        let v: Value = serde_json::from_str(line).expect("JSON");
        let text = |key: &str| v[key].as_str().expect("text").to_owned();
        let minutes = v["driving_minutes"].as_f64().expect("a number");
        if v["rule"] == "fatigue.daily" {
            let best = daily.entry(text("vehicle")).or_default();
            *best = best.max(minutes);
        } else {
            let gap = v["max_gap_minutes"].as_f64().expect("a number");
            let figures = format!("{minutes:.3} {gap:.3}");
            all.push((text("vehicle"), text("rule"), v["start_ms"].as_i64(), v["end_ms"].as_i64(), figures));
        }
    }
    all.extend(daily.into_iter().map(|(v, m)| (v, "fatigue.daily".to_owned(), None, None, format!("{m:.3}"))));
    all.sort();
    all
}

fn shared(path: &str) -> Option<PathBuf> {
    let full = root().join("../shared").join(path);
    if full.exists() {
        return Some(full);
    }
    eprintln!("skipped: {} is not there", full.display());
    None
}

/// Needs `../shared/bench`, Python with numpy and pyarrow; otherwise says that it skips. (`oracle.rs` compares the
/// engine with the same reference on data made in Rust.)
#[test]
fn the_benchmark_s_own_traces_get_the_verdict_of_the_reference() {
    let (Some(generator), Some(reference)) = (shared("bench/gen.py"), shared("bench/oracle_fatigue.py")) else {
        return;
    };
    let dir = tempfile::tempdir().expect("a folder");
    let (columnar, text) = (dir.path().join("t.parquet"), dir.path().join("t.csv"));
    let python = option_env!("ANLU_TEST_PYTHON").unwrap_or("python3");
    let made = Command::new(python)
        .arg(generator)
        .args(["--vehicles", "12", "--days", "2", "--seed", "5", "--out"])
        .arg(&columnar)
        .arg("--csv")
        .arg(&text)
        .output();
    if !made.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: {python} with numpy and pyarrow is not there");
        return;
    }
    let output = Command::new(python).arg(reference).arg(&text).output().expect("the reference runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let theirs: Vec<String> = String::from_utf8(output.stdout).expect("UTF-8").lines().map(str::to_owned).collect();
    assert!(theirs.len() >= 5, "{} findings", theirs.len());
    for file in [&text, &columnar] {
        let ours = screen(&[file.to_str().expect("utf-8")]);
        assert_eq!(told(&ours.lines), told(&theirs), "{}: {}", file.display(), ours.errors);
    }
}

/// Real Chinese terminals, local time, no speed column, irregular gaps.
#[test]
fn real_terminals_are_screened_as_they_come() {
    let Some(file) = shared("data/gps_cn_terminals/cn_terminals_20200718_public.csv.gz") else { return };
    let answer = screen(&[file.to_str().expect("utf-8"), "--rule", "fatigue.continuous"]);
    assert!(answer.errors.contains("9975 rows of 250 vehicles"), "{}", answer.errors);
    let lines: Vec<Value> = answer.lines.iter().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert!(lines.iter().all(|v| v["start"].as_str().is_some_and(|t| t.starts_with("2020-07-18T"))), "{lines:?}");
    // The crude baseline that lies beside the data (any 20 minutes not driving are a rest, gaps included; intervals up
    // to 20 minutes drive) has two vehicles above 240 minutes. Both are here, and two more whose spells hold gaps on
    // the road: a gap adds nothing, but is no rest either. In turn intervals of 10 to 20 minutes no longer count.
    let minutes: Vec<f64> = lines.iter().filter_map(|v| v["driving_minutes"].as_f64()).collect();
    let gaps = lines.iter().filter(|v| v["max_gap_minutes"].as_f64().is_some_and(|m| m > 20.0)).count();
    assert_eq!((minutes.len(), gaps), (4, 2), "{lines:?}");
    assert!(minutes.iter().all(|m| (270.0..=435.0).contains(m)), "{minutes:?}");
    assert_eq!(answer.code, Some(1));
}
