//! `anlu replay` against a bare gateway: what is in the file is in the log, and the summary says so.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};

use anlu_bus::{Entry, Log};
use anlu_domain::{time::UtcMs, track::Fact};
use anlu_gateway::{FixedRegistry, OpenRegistry, map};
use serde_json::Value;
use tempfile::TempDir;

use crate::{
    harness::{
        address,
        gateway::{BareGateway, stored},
    },
    tidy::root,
};

struct Outcome {
    summary: Value,
    code: Option<i32>,
    errors: String,
}

fn replay(args: &[&str]) -> Outcome {
    let output = Command::new(env!("CARGO_BIN_EXE_anlu")).arg("replay").args(args).output().expect("the binary starts");
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(printed.lines().count() <= 1, "one summary: {printed}");
    Outcome {
        summary: serde_json::from_str(&printed).unwrap_or(Value::Null),
        code: output.status.code(),
        errors: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Terminal, time, position in millionths of a degree, speed in tenths of km/h.
type Point = (String, UtcMs, i64, i64, Option<i64>);

#[expect(clippy::cast_possible_truncation, reason = "degrees and speeds are small")]
fn points(log: &Log) -> Vec<Point> {
    let mut all = Vec::new();
    for (shard, offset, record) in stored(log) {
        let anlu_bus::Source::Jt808 { phone, .. } = record.source.clone() else { continue };
        let mut facts = Vec::new();
        map::facts(&Entry { shard, offset, record }, &mut facts).expect("readable");
        for (_, fact) in facts {
            let Fact::Fix(fix) = fact else { panic!("{fact:?} is no position") };
            let at = fix.at.expect("a point");
            let speed = fix.gnss_speed_kmh.map(|kmh| (f64::from(kmh) * 10.0).round() as i64);
            let (lon, lat) = ((at.lon * 1e6).round() as i64, (at.lat * 1e6).round() as i64);
            all.push((phone.clone(), fix.time, lon, lat, speed));
        }
    }
    all
}

/// Six vehicles named by their terminals, 40 positions each, rows of all vehicles mixed and not in order.
fn sample_file(dir: &Path) -> (PathBuf, BTreeSet<Point>) {
    let (mut rows, mut expected) = (Vec::new(), BTreeSet::new());
    for vehicle in 0..6_i64 {
        for n in 0..40_i64 {
            let (phone, time) = (format!("1390000000{vehicle}"), 1_772_323_200_000 + n * 30_000);
            let (lon, lat) = (121_250_000 + n * 500, 30_170_000 + vehicle * 1_000);
            let speed = (n % 4 != 0).then_some(n * 10 + 5);
            let field = speed.map(|s| format!("{}.{}", s / 10, s % 10)).unwrap_or_default();
            let degrees = |e6: i64| format!("{}.{:06}", e6 / 1_000_000, e6 % 1_000_000);
            rows.push(format!("{phone},{time},{},{},{field}", degrees(lon), degrees(lat)));
            expected.insert((phone, UtcMs(time), lon, lat, speed));
        }
    }
    rows.sort_by_key(|row| row.bytes().rev().collect::<Vec<_>>());
    let path = dir.join("sample.csv");
    let text = rows.iter().fold("vehicle,ts,lon,lat,speed_kmh\n".to_owned(), |mut text, row| {
        writeln!(text, "{row}").expect("a string");
        text
    });
    fs::write(&path, text).expect("written");
    (path, expected)
}

#[test]
fn a_file_arrives_whole_as_terminals() {
    let dir = TempDir::new().expect("a folder");
    let (file, expected) = sample_file(dir.path());
    let gateway = BareGateway::start(&dir.path().join("log"), Arc::new(OpenRegistry));
    let to = gateway.address.to_string();
    let file = file.to_string_lossy();
    let outcome = replay(&[
        &file,
        "--to",
        &to,
        "--speed",
        "max",
        "--patience",
        "600",
        "--connections",
        "4",
        "--batch-every",
        "3",
    ]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.errors);
    for (key, count) in [("terminals", 6), ("sent", 240), ("acked", 240), ("rejected", 0), ("lost", 0)] {
        assert_eq!(outcome.summary[key], count, "{key} of {}", outcome.summary);
    }
    let points = points(&gateway.log);
    assert_eq!(points.len(), 240, "each position once");
    assert_eq!(points.into_iter().collect::<BTreeSet<_>>(), expected);
}

#[test]
fn times_can_be_moved_to_today() {
    let dir = TempDir::new().expect("a folder");
    let file = dir.path().join("old.csv");
    fs::write(&file, "vehicle,ts,lon,lat\na,1000,121,30\na,61000,121,30\n").expect("written");
    let gateway = BareGateway::start(&dir.path().join("log"), Arc::new(OpenRegistry));
    let to = gateway.address.to_string();
    let outcome = replay(&[&file.to_string_lossy(), "--to", &to, "--speed", "max", "--today"]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.errors);
    let entries = stored(&gateway.log);
    let points = points(&gateway.log);
    assert_eq!(points[1].1.0 - points[0].1.0, 60_000);
    let age = entries[1].2.received.0 - points[1].1.0;
    // The shift is chosen by the program's clock, a moment before the gateway's says when it came.
    assert!((0..=anlu_domain::time::DAY_MS + 600_000).contains(&age), "{age} ms old");
    assert_eq!(points[1].1.0 % anlu_domain::time::DAY_MS, 61_000, "moved by whole days");
}

#[test]
fn what_the_gateway_refuses_is_a_failed_verification() {
    let dir = TempDir::new().expect("a folder");
    let (file, _) = sample_file(dir.path());
    let gateway = BareGateway::start(&dir.path().join("log"), Arc::new(FixedRegistry::default()));
    let to = gateway.address.to_string();
    let outcome = replay(&[&file.to_string_lossy(), "--to", &to, "--speed", "max"]);
    assert_eq!(outcome.code, Some(1));
    assert!(outcome.errors.contains("replay_incomplete"), "{}", outcome.errors);
    assert_eq!((&outcome.summary["acked"], &outcome.summary["rejected"]), (&Value::from(0), &Value::from(240)));
    assert!(stored(&gateway.log).is_empty());
}

#[test]
fn failures_have_their_exit_codes() {
    let dir = TempDir::new().expect("a folder");
    let (file, _) = sample_file(dir.path());
    let file = file.to_string_lossy();
    // A port that nobody listens on any more, of an address that no other test uses.
    let nobody = TcpListener::bind(address::own()).and_then(|l| l.local_addr()).expect("a port");
    let nobody: &str = &SocketAddr::to_string(&nobody);
    let bad = dir.path().join("bad.csv");
    fs::write(&bad, "vehicle,ts,lon,lat\na,1000,999,30\n").expect("written");
    let twice = dir.path().join("phones.csv");
    fs::write(&twice, "13900000000,13800138000\n13900000001,13800138000\n").expect("written");
    let cases: [(&[&str], i32, &str); 8] = [
        (&[&file], 2, "--to"),
        (&["--to", nobody], 2, "FILE"),
        (&[&file, "--to", nobody, "--speed", "fast"], 2, "number above 0"),
        (&[&file, "--to", "nowhere"], 2, "replay_address"),
        (&["/no/such/file.csv", "--to", nobody], 3, "file_unreadable"),
        (&[&bad.to_string_lossy(), "--to", nobody], 3, "bad_position"),
        (&[&file, "--to", nobody, "--phones", &twice.to_string_lossy()], 3, "phone_twice"),
        (&[&file, "--to", nobody, "--attempts", "1"], 1, "replay_incomplete"),
    ];
    for (args, code, said) in cases {
        let outcome = replay(args);
        assert_eq!(outcome.code, Some(code), "{args:?}: {}", outcome.errors);
        assert!(outcome.errors.contains(said), "{args:?}: {}", outcome.errors);
    }
}

#[test]
fn real_terminals_arrive_whole() {
    let file = root().join("../shared/data/gps_cn_terminals/cn_terminals_20200718_public.csv.gz");
    if !file.exists() {
        eprintln!("skipped: {} is not here", file.display());
        return;
    }
    let dir = TempDir::new().expect("a folder");
    let gateway = BareGateway::start(&dir.path().join("log"), Arc::new(OpenRegistry));
    let to = gateway.address.to_string();
    let outcome = replay(&[&file.to_string_lossy(), "--to", &to, "--speed", "max", "--patience", "600"]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.errors);
    assert_eq!(outcome.summary["terminals"], 250);
    let points = points(&gateway.log);
    assert_eq!(outcome.summary["acked"], points.len());
    let terminals: BTreeSet<&String> = points.iter().map(|point| &point.0).collect();
    assert_eq!(terminals.len(), 250);
    let mut times: Vec<_> = points.iter().map(|point| (&point.0, point.1)).collect();
    times.sort_unstable();
    times.dedup();
    assert_eq!(times.len(), points.len(), "one position per terminal and time");
    assert!(points.iter().all(|point| point.4.is_none()), "the file has no speeds, so none may appear");
}
