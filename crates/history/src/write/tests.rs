//! The history as a whole: writer, files, archive.

use std::{fs, path::PathBuf};

use anlu_domain::{geo::Point, ports::TrackArchive, time::CivilDay};
use arrow::datatypes::DataType;
use parquet::{
    arrow::arrow_reader::ParquetRecordBatchReaderBuilder,
    basic::{Repetition, Type},
};
use tempfile::TempDir;

use super::*;
use crate::Archive;

fn vehicle(n: u32) -> VehicleId {
    format!("0190a000-0000-7000-8000-{n:012}").parse().unwrap()
}

fn fix(time: UtcMs) -> Fix {
    let seconds = f64::from(i32::try_from(time.0 / 1_000 % 86_400).unwrap());
    Fix {
        at: Some(Point { lon: 121.25 + seconds / 1e6, lat: 30.5 }),
        gnss_speed_kmh: Some(61.5),
        direction_deg: Some(359),
        altitude_m: Some(-3),
        mileage_km: Some(120_345.6),
        alarm: 1 << 31,
        status: 3,
        ..Fix::blank(time, time.plus(1_250))
    }
}

fn noon() -> UtcMs {
    CivilDay::from_ymd(2026, 11, 24).unwrap().start().plus(12 * 3_600_000)
}

fn settings() -> Settings {
    Settings { roll_rows: 1_000_000, roll_after: Duration::from_mins(5) }
}

fn open(dir: &TempDir) -> Writer {
    Writer::open(dir.path().join("history"), settings()).unwrap()
}

/// Every Parquet file under the history, as paths relative to it.
fn files(dir: &TempDir) -> Vec<String> {
    let root = dir.path().join("history");
    let mut found: Vec<String> = layout::shard_folders(&root, CivilDay(i32::MIN), CivilDay(i32::MAX))
        .unwrap()
        .iter()
        .flat_map(|folder| fs::read_dir(&folder.path).unwrap())
        .map(|entry| entry.unwrap().path().strip_prefix(&root).unwrap().to_str().unwrap().to_owned())
        .collect();
    found.sort_unstable();
    found
}

/// The fixes of one vehicle, alone in the log entry `offset`.
pub(crate) fn append(writer: &Writer, shard: u16, offset: u64, vehicle: VehicleId, fixes: &[Fix]) {
    writer.append(shard, offset, fixes.iter().map(|fix| (offset, vehicle, fix))).unwrap();
}

fn track(archive: &Archive, n: u32) -> Vec<Fix> {
    archive.track(vehicle(n), UtcMs(i64::MIN), UtcMs(i64::MAX)).unwrap()
}

#[test]
fn what_is_written_is_read_back_to_the_last_bit() {
    let dir = TempDir::new().unwrap();
    let writer = open(&dir);
    let plain = fix(noon());
    let bare = Fix {
        time: noon().plus(30_000),
        at: None,
        recorder_speed_kmh: Some(0.1),
        gnss_speed_kmh: None,
        direction_deg: None,
        altitude_m: None,
        mileage_km: None,
        time_from_receiver: true,
        ..plain
    };
    append(&writer, 3, 7, vehicle(1), &[plain, bare]);
    append(&writer, 3, 8, vehicle(2), &[fix(noon().plus(5))]);
    writer.flush().unwrap();
    assert_eq!(files(&dir), ["day=2026-11-24/shard=00003/000000000007-000000000008.parquet"]);
    let archive = Archive::open(dir.path().join("history"));
    assert_eq!(track(&archive, 1), [plain, bare]);
    assert_eq!(track(&archive, 2), [fix(noon().plus(5))]);
    assert_eq!(track(&archive, 3), []);
    assert_eq!(archive.track(vehicle(1), noon().plus(1), noon().plus(30_000)).unwrap(), [bare], "both ends included");
    assert_eq!(archive.track(vehicle(1), noon().plus(86_400_000), UtcMs(i64::MAX)).unwrap(), [], "pruned by day");
}

#[test]
fn rows_of_many_parts_are_all_there_and_their_room_is_used_again() {
    let dir = TempDir::new().unwrap();
    let writer = open(&dir);
    let archive = Archive::of(&writer);
    let mut sent: Vec<Fix> = Vec::new();
    for roll in 0..3_i32 {
        for (offset, vehicles) in [(0_u64, [1, 2]), (1, [2, 1])] {
            for n in vehicles {
                let begin = noon().plus(i64::from(roll) * 7_200_000 + i64::try_from(offset).unwrap() * 3_600_000);
                let fixes: Vec<Fix> = (0..3_000).map(|second| fix(begin.plus(second * 1_000))).collect();
                append(&writer, 0, u64::try_from(roll).unwrap() * 2 + offset, vehicle(n), &fixes);
                if n == 1 {
                    sent.extend(fixes);
                }
            }
        }
        assert_eq!(writer.buffered_rows(), 12_000, "more than two parts hold");
        assert_eq!(track(&archive, 1), sent, "from files and from the buffer");
        writer.flush().unwrap();
        assert_eq!((track(&archive, 1), track(&archive, 2)), (sent.clone(), sent.clone()));
    }
}

#[test]
fn a_day_turns_at_midnight_in_shanghai() {
    let dir = TempDir::new().unwrap();
    let writer = open(&dir);
    let midnight = CivilDay::from_ymd(2026, 11, 25).unwrap().start();
    let fixes = [fix(midnight.plus(-1)), fix(midnight)];
    append(&writer, 0, 4, vehicle(1), &fixes);
    writer.roll(0).unwrap();
    assert_eq!(
        files(&dir),
        [
            "day=2026-11-24/shard=00000/000000000004-000000000004.parquet",
            "day=2026-11-25/shard=00000/000000000004-000000000004.parquet"
        ]
    );
    assert_eq!(track(&Archive::of(&writer), 1), fixes);
}

#[test]
fn the_archive_sees_the_buffer_and_each_position_once() {
    let dir = TempDir::new().unwrap();
    let writer = open(&dir);
    let archive = Archive::of(&writer);
    let later = fix(noon().plus(60_000));
    append(&writer, 0, 0, vehicle(1), &[later]);
    assert_eq!(track(&archive, 1), [later], "before anything is on disk");
    assert_eq!((writer.durable(0), writer.buffered_rows()), (None, 1));
    writer.flush().unwrap();
    assert_eq!((writer.durable(0), writer.buffered_rows()), (Some(0), 0));
    // Sent again with another speed: the first in log order stays. An earlier one that comes late finds its place.
    let again = Fix { gnss_speed_kmh: None, ..later };
    append(&writer, 0, 1, vehicle(1), &[again, fix(noon())]);
    assert_eq!(track(&archive, 1), [fix(noon()), later]);
    assert_eq!(writer.durable(0), Some(0));
    writer.flush().unwrap();
    assert_eq!(track(&archive, 1), [fix(noon()), later]);
}

#[test]
fn durable_moves_with_entries_that_hold_no_position() {
    let dir = TempDir::new().unwrap();
    let writer = open(&dir);
    writer.append(0, 10, []).unwrap();
    assert_eq!(writer.durable(0), Some(10));
    append(&writer, 0, 11, vehicle(1), &[fix(noon())]);
    writer.append(0, 12, []).unwrap();
    assert_eq!(writer.durable(0), Some(10), "11 is not on disk");
    writer.flush().unwrap();
    assert_eq!(writer.durable(0), Some(12));
    assert_eq!(writer.durable(1), None, "shards apart");
    // A second vehicle of an entry whose first one is on disk already.
    append(&writer, 0, 12, vehicle(2), &[fix(noon())]);
    assert_eq!(writer.durable(0), Some(11));
    writer.flush().unwrap();
    assert_eq!(writer.durable(0), Some(12));
}

#[test]
fn files_roll_by_rows_and_by_age() {
    let dir = TempDir::new().unwrap();
    let writer =
        Writer::open(dir.path().join("history"), Settings { roll_rows: 2, roll_after: Duration::from_mins(5) })
            .unwrap();
    let now = Instant::now();
    append(&writer, 0, 0, vehicle(1), &[fix(noon())]);
    writer.roll_due(now).unwrap();
    assert_eq!(files(&dir).len(), 0, "small and young");
    writer.roll_due(now + Duration::from_secs(400)).unwrap();
    assert_eq!(files(&dir).len(), 1, "old");
    append(&writer, 0, 1, vehicle(1), &[fix(noon().plus(1)), fix(noon().plus(2))]);
    writer.roll_due(now).unwrap();
    assert_eq!(files(&dir).len(), 2, "enough rows");
    let many: Vec<Fix> = (3..7).map(|i| fix(noon().plus(i))).collect();
    append(&writer, 0, 2, vehicle(1), &many);
    assert_eq!((files(&dir).len(), writer.buffered_rows()), (3, 0), "twice as many roll by themselves");
}

#[test]
fn a_replay_after_a_crash_changes_nothing() {
    let dir = TempDir::new().unwrap();
    let entries: Vec<(u64, Fix)> = (0..20).map(|i| (i, fix(noon().plus(i64::try_from(i).unwrap() * 30_000)))).collect();
    let feed = |writer: &Writer, range: std::ops::Range<usize>| {
        for (offset, fix) in &entries[range] {
            append(writer, 0, *offset, vehicle(1), &[*fix]);
        }
    };
    let writer = open(&dir);
    feed(&writer, 0..5);
    writer.flush().unwrap();
    feed(&writer, 5..10);
    writer.flush().unwrap();
    let expected: Vec<Fix> = entries[..10].iter().map(|(_, f)| *f).collect();
    drop(writer);
    // The log is read again from 3, in other portions: overlaps one file wholly and one in part.
    let writer = open(&dir);
    feed(&writer, 3..8);
    assert_eq!(track(&Archive::of(&writer), 1), expected);
    writer.flush().unwrap();
    assert_eq!(files(&dir), ["day=2026-11-24/shard=00000/000000000000-000000000009.parquet"], "merged, once each");
    assert_eq!(file::read(&dir.path().join("history").join(&files(&dir)[0])).unwrap().len(), 10);
    feed(&writer, 8..20);
    writer.flush().unwrap();
    let all: Vec<Fix> = entries.iter().map(|(_, f)| *f).collect();
    assert_eq!(track(&Archive::open(dir.path().join("history")), 1), all);
    assert_eq!(writer.durable(0), Some(19));
}

#[test]
fn a_log_that_starts_over_loses_nothing_of_the_old_one() {
    let dir = TempDir::new().unwrap();
    let writer = open(&dir);
    append(&writer, 0, 0, vehicle(1), &[fix(noon())]);
    append(&writer, 0, 1, vehicle(1), &[fix(noon().plus(1))]);
    writer.flush().unwrap();
    drop(writer);
    let writer = open(&dir);
    append(&writer, 0, 0, vehicle(1), &[fix(noon().plus(2))]);
    append(&writer, 0, 1, vehicle(2), &[fix(noon().plus(3))]);
    writer.flush().unwrap();
    let archive = Archive::of(&writer);
    assert_eq!((track(&archive, 1).len(), track(&archive, 2).len(), files(&dir).len()), (3, 1, 1));
}

#[test]
fn a_crash_before_or_after_the_renaming_leaves_no_trace() {
    let dir = TempDir::new().unwrap();
    let writer = open(&dir);
    append(&writer, 0, 5, vehicle(1), &[fix(noon())]);
    writer.flush().unwrap();
    let root = dir.path().join("history");
    let whole = root.join(&files(&dir)[0]);
    // Before: half a file beside its name. After: a merged file, and a part of it not removed yet.
    let bytes = fs::read(&whole).unwrap();
    fs::write(whole.with_file_name("000000000006-000000000009.parquet.tmp"), &bytes[..bytes.len() / 2]).unwrap();
    fs::copy(&whole, whole.with_file_name("000000000004-000000000006.parquet")).unwrap();
    let archive = Archive::open(root);
    assert_eq!(track(&archive, 1), [fix(noon())], "neither shows");
    let _writer = open(&dir);
    assert_eq!(files(&dir), ["day=2026-11-24/shard=00000/000000000004-000000000006.parquet"]);
    assert_eq!(track(&archive, 1), [fix(noon())]);
}

#[test]
fn rows_survive_a_disk_that_refuses() {
    let dir = TempDir::new().unwrap();
    let writer = open(&dir);
    append(&writer, 0, 0, vehicle(1), &[fix(noon())]);
    let day = dir.path().join("history/day=2026-11-24");
    fs::write(&day, b"a file where a folder should be").unwrap();
    assert_eq!(writer.flush().unwrap_err().code(), "history_io");
    assert_eq!((writer.durable(0), writer.buffered_rows()), (None, 1));
    fs::remove_file(&day).unwrap();
    append(&writer, 0, 1, vehicle(1), &[fix(noon().plus(1))]);
    writer.flush().unwrap();
    assert_eq!(writer.durable(0), Some(1));
    assert_eq!(track(&Archive::open(dir.path().join("history")), 1), [fix(noon()), fix(noon().plus(1))]);
}

#[test]
fn many_vehicles_over_row_groups_and_pages() {
    let dir = TempDir::new().unwrap();
    let writer = open(&dir);
    for step in 0..66_u64 {
        for v in 0..1_000 {
            let time = noon().plus(i64::try_from(step).unwrap() * 30_000 + i64::from(v));
            append(&writer, 0, step * 1_000 + u64::from(v), vehicle(v), &[fix(time)]);
        }
    }
    writer.flush().unwrap();
    let archive = Archive::open(dir.path().join("history"));
    for v in [0, 437, 991, 993, 999] {
        let found = archive.track(vehicle(v), noon().plus(600_000), noon().plus(1_200_000 - 1)).unwrap();
        assert_eq!(found.len(), 20, "vehicle {v}");
        assert!(found.iter().all(|f| f.time.0 % 30_000 == i64::from(v)), "vehicle {v}");
    }
    let bytes = fs::metadata(dir.path().join("history").join(&files(&dir)[0])).unwrap().len();
    assert!(bytes < 66_000 * 12, "{bytes} bytes for 66,000 positions");
}

#[test]
fn any_reader_finds_plain_types() {
    let dir = TempDir::new().unwrap();
    let writer = open(&dir);
    append(&writer, 0, 0, vehicle(1), &[fix(noon())]);
    writer.flush().unwrap();
    let file = fs::File::open(dir.path().join("history").join(&files(&dir)[0])).unwrap();
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    assert!(builder.schema().fields().iter().all(|f| !f.data_type().is_nested()));
    assert_eq!(builder.schema().field_with_name("lon").unwrap().data_type(), &DataType::Float64);
    let physical: Vec<(String, Type, bool)> = builder
        .parquet_schema()
        .columns()
        .iter()
        .map(|c| {
            let required = c.self_type().get_basic_info().repetition() == Repetition::REQUIRED;
            (c.name().to_owned(), c.physical_type(), required)
        })
        .collect();
    let expected = [
        ("vehicle", Type::BYTE_ARRAY, true),
        ("time", Type::INT64, true),
        ("received", Type::INT64, true),
        ("lon", Type::DOUBLE, false),
        ("lat", Type::DOUBLE, false),
        ("recorder_speed_kmh", Type::FLOAT, false),
        ("gnss_speed_kmh", Type::FLOAT, false),
        ("direction_deg", Type::INT32, false),
        ("altitude_m", Type::INT32, false),
        ("mileage_km", Type::DOUBLE, false),
        ("alarm", Type::INT32, true),
        ("status", Type::INT32, true),
        ("time_from_receiver", Type::BOOLEAN, true),
        ("safety", Type::INT32, false),
    ];
    assert_eq!(physical, expected.map(|(name, kind, required)| (name.to_owned(), kind, required)));
}

#[test]
fn a_sample_of_version_1_is_read_for_ever() {
    let sample = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/history_v1.parquet"));
    let rows = file::read(&sample).unwrap();
    let expected: Vec<Position> = [(1, 0), (1, 30_000), (2, 15_000)]
        .map(|(v, ms)| Position { vehicle: vehicle(v), fix: fix(noon().plus(ms)) })
        .to_vec();
    assert_eq!(rows, expected);
}

#[test]
fn foreign_and_newer_files_are_named() {
    let dir = TempDir::new().unwrap();
    let writer = open(&dir);
    let folder = layout::folder(&dir.path().join("history"), noon().day(), 0);
    file::create_folder(&folder).unwrap();
    fs::write(folder.join("000000000000-000000000001.parquet"), b"PAR1 not much of a file PAR1").unwrap();
    let error = Archive::of(&writer).fixes(vehicle(1), noon(), noon()).unwrap_err();
    assert_eq!(error.code(), "history_damaged");
    assert!(error.to_string().contains("shard=00000"), "{error}");
}

/// Runs Python over the files when it has DuckDB and Polars; says so when it has not.
#[test]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn duckdb_and_polars_read_it_without_help() {
    let dir = TempDir::new().unwrap();
    let writer = open(&dir);
    let midnight = CivilDay::from_ymd(2026, 11, 25).unwrap().start();
    append(&writer, 1, 0, vehicle(1), &[fix(midnight.plus(-1_000)), fix(midnight)]);
    append(&writer, 1, 1, vehicle(2), &[Fix { at: None, ..fix(midnight.plus(500)) }]);
    writer.flush().unwrap();
    let python = option_env!("ANLU_TEST_PYTHON").unwrap_or("python3");
    let run =
        |script: &str| std::process::Command::new(python).args(["-c", script]).arg(dir.path().join("history")).output();
    if !run("import duckdb, polars").is_ok_and(|o| o.status.success()) {
        eprintln!("skipped: {python} with duckdb and polars is not there");
        return;
    }
    let output = run(include_str!("../../testdata/read_history.py")).unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(
        text.lines().collect::<Vec<_>>(),
        ["duckdb 3 2 2026-11-24 2026-11-25 1 61.5", "polars 3 2 2026-11-24 2026-11-25 1 61.5"]
    );
}
