//! Merging and thinning, also when it is cut short.

use std::{cell::Cell, path::PathBuf, time::Duration};

use anlu_domain::{
    ports::TrackArchive,
    time::{DAY_MS, UtcMs},
    track::Fix,
};
use tempfile::TempDir;

use super::*;
use crate::{Archive, Settings, write::tests::append};

pub(super) const DAY: CivilDay = CivilDay(20_000);

/// Vehicle 1 for 30 days, every other one for 10.
pub(super) struct Terms;

impl Retention for Terms {
    fn terms(&self) -> BTreeSet<u32> {
        BTreeSet::from([10, 30])
    }

    fn days(&self, of: VehicleId) -> u32 {
        if of == vehicle(1) { 30 } else { 10 }
    }
}

pub(super) fn vehicle(n: u32) -> VehicleId {
    format!("0190a000-0000-7000-8000-{n:012}").parse().unwrap()
}

pub(super) fn fix(n: u32) -> Fix {
    let time = DAY.start().plus(i64::from(n) * 30_000);
    Fix { gnss_speed_kmh: Some(50.0), status: n, ..Fix::blank(time, time.plus(900)) }
}

pub(super) fn pass(age: i32) -> Pass {
    Pass { today: CivilDay(DAY.0 + age), settled_days: 2, crowded: 6 }
}

/// Five files of one folder: vehicles 1 and 2, with one position sent twice.
fn five_files() -> (TempDir, Writer) {
    let dir = TempDir::new().unwrap();
    let roll = Settings { roll_rows: 1_000_000, roll_after: Duration::from_mins(5) };
    let writer = Writer::open(dir.path().to_owned(), roll).unwrap();
    for n in 0..5_u32 {
        let offset = u64::from(n) * 10;
        let again = Fix { status: 99, ..fix(0) };
        append(&writer, 0, offset, vehicle(1), &[fix(4 - n), again]);
        append(&writer, 0, offset + 1, vehicle(2), &[fix(n)]);
        writer.flush().unwrap();
    }
    (dir, writer)
}

pub(super) fn files(writer: &Writer) -> Vec<PathBuf> {
    let folders = layout::shard_folders(writer.root(), DAY, DAY).unwrap();
    let mut found = Vec::new();
    for folder in folders {
        found.extend(fs::read_dir(folder.path).unwrap().map(|e| e.unwrap().path()));
    }
    found.sort_unstable();
    found
}

pub(super) fn tracks(writer: &Writer) -> [Vec<Fix>; 2] {
    let all = |n| Archive::of(writer).track(vehicle(n), UtcMs(0), UtcMs(40_000 * DAY_MS)).unwrap();
    [all(1), all(2)]
}

#[test]
fn a_settled_day_becomes_one_file_with_the_same_tracks() {
    let (_dir, writer) = five_files();
    let before = tracks(&writer);
    assert_eq!(writer.compact(&pass(1), &Terms, &|| true).unwrap().rewritten, 0, "the day may still grow");
    let done = writer.compact(&pass(2), &Terms, &|| true).unwrap();
    assert_eq!((done.folders, done.rewritten, done.files, done.rows, done.expired), (1, 1, 5, 10, 0));
    assert!(done.bytes_after < done.bytes_before, "{done:?}");
    assert_eq!(files(&writer).len(), 1);
    assert!(files(&writer)[0].ends_with("000000000000-000000000041.parquet"), "{:?}", files(&writer));
    assert_eq!(tracks(&writer), before);
    assert_eq!(writer.compact(&pass(2), &Terms, &|| true).unwrap().rewritten, 0, "nothing is left to do");
}

#[test]
fn files_of_both_versions_lie_side_by_side_and_are_merged() {
    let dir = TempDir::new().unwrap();
    let roll = Settings { roll_rows: 1_000_000, roll_after: Duration::from_mins(5) };
    let writer = Writer::open(dir.path().to_owned(), roll).unwrap();
    let day = CivilDay::from_ymd(2026, 11, 24).unwrap();
    let folder = layout::folder(writer.root(), day, 0);
    fs::create_dir_all(&folder).unwrap();
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/history_v1.parquet");
    fs::copy(sample, folder.join("000000000000-000000000002.parquet")).unwrap();
    let time = day.start().plus(18 * 3_600_000);
    let tired = Fix { safety: 1, ..Fix { time, ..fix(0) } };
    append(&writer, 0, 3, vehicle(1), &[tired]);
    writer.flush().unwrap();
    let before = tracks(&writer);
    assert_eq!(before[0].iter().map(|fix| fix.safety).collect::<Vec<_>>(), [0, 0, 1]);
    let pass = Pass { today: CivilDay(day.0 + 2), ..pass(0) };
    let done = writer.compact(&pass, &Terms, &|| true).unwrap();
    assert_eq!((done.files, done.rows), (2, 4));
    assert_eq!(tracks(&writer), before);
}

#[test]
fn a_crowded_day_is_merged_while_it_goes_on_and_grows_after() {
    let (_dir, writer) = five_files();
    let crowded = Pass { crowded: 5, ..pass(0) };
    assert_eq!(writer.compact(&crowded, &Terms, &|| true).unwrap().rewritten, 1);
    append(&writer, 0, 60, vehicle(2), &[fix(7)]);
    writer.flush().unwrap();
    assert_eq!(files(&writer).len(), 2);
    assert_eq!(tracks(&writer)[1].len(), 6);
}

#[test]
fn positions_leave_when_the_term_of_their_vehicle_ends() {
    let (_dir, writer) = five_files();
    assert_eq!(writer.compact(&pass(10), &Terms, &|| true).unwrap().expired, 0, "ten whole days after its own");
    let done = writer.compact(&pass(11), &Terms, &|| true).unwrap();
    assert_eq!((done.rewritten, done.rows, done.expired), (1, 5, 5));
    assert_eq!(tracks(&writer).map(|t| t.len()), [5, 0]);
    assert_eq!(writer.compact(&pass(12), &Terms, &|| true).unwrap().rewritten, 0, "it is not read again each day");
    assert_eq!(writer.compact(&pass(31), &Terms, &|| true).unwrap().removed, 1);
    assert_eq!(fs::read_dir(writer.root()).unwrap().count(), 0);
}

#[test]
fn a_pass_that_is_stopped_leaves_everything_as_it_was() {
    let (_dir, writer) = five_files();
    let before = files(&writer);
    let asked = Cell::new(0);
    let go_on = || asked.replace(asked.get() + 1) < 1;
    assert_eq!(writer.compact(&pass(2), &Terms, &go_on).unwrap().rewritten, 0);
    assert_eq!(files(&writer), before);
}

#[test]
fn files_that_changed_meanwhile_are_left_for_the_next_pass() {
    let (_dir, writer) = five_files();
    let before = tracks(&writer);
    // The log is replayed from offset 0, and the roll merges every file, just before the pass wants to replace them.
    let asked = Cell::new(0);
    let go_on = || {
        if asked.replace(asked.get() + 1) == 1 {
            append(&writer, 0, 0, vehicle(1), &[fix(4)]);
            append(&writer, 0, 41, vehicle(2), &[fix(4)]);
            writer.flush().unwrap();
        }
        true
    };
    assert_eq!(writer.compact(&pass(2), &Terms, &go_on).unwrap().rewritten, 0);
    assert_eq!(files(&writer).len(), 1, "one file, and nothing unfinished");
    assert_eq!(tracks(&writer), before);
}

#[test]
fn what_a_crash_leaves_is_cleaned_up() {
    let (dir, writer) = five_files();
    let (before, old) = (tracks(&writer), files(&writer));
    let kept = dir.path().join("kept");
    fs::create_dir(&kept).unwrap();
    for path in &old {
        fs::copy(path, kept.join(path.file_name().unwrap())).unwrap();
    }
    writer.compact(&pass(2), &Terms, &|| true).unwrap();
    // Killed after the renaming, before anything was removed; and another file was being written.
    let folder = old[0].parent().unwrap();
    for path in &old {
        fs::copy(kept.join(path.file_name().unwrap()), path).unwrap();
    }
    fs::write(folder.join("000000000000-000000000099.parquet.compact.tmp"), b"PAR1").unwrap();
    assert_eq!(tracks(&writer), before, "also in between");
    fs::remove_dir_all(&kept).unwrap();
    let again = Writer::open(dir.path().to_owned(), writer.settings()).unwrap();
    assert_eq!(files(&again).len(), 1);
    assert_eq!(tracks(&again), before);
}
