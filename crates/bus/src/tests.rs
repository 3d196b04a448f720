//! The embedded log against the contract, and what only it can get wrong.

use std::{fs, path::Path, sync::Arc, time::Duration};

use anlu_domain::time::UtcMs;
use tempfile::TempDir;

use crate::{BusError, Log, LogSettings, contract, contract::record};

fn settings() -> LogSettings {
    LogSettings { shards: 2, linger: Duration::ZERO, ..LogSettings::default() }
}

fn open(dir: &Path) -> Log {
    Log::open(dir, settings()).unwrap()
}

macro_rules! contract {
    ($($name:ident),+ $(,)?) => {$(
        #[tokio::test]
        async fn $name() {
            let dir = TempDir::new().unwrap();
            contract::$name(|| open(dir.path())).await;
        }
    )+};
}

contract!(
    offsets_are_contiguous_per_shard,
    reads_start_anywhere,
    confirmed_records_survive_reopening,
    watchers_follow_the_head,
    concurrent_appends_keep_their_order,
    commits_are_durable,
    trimming_keeps_offsets,
    unknown_shards_are_refused,
);

#[tokio::test]
async fn what_is_at_hand_reads_like_what_is_on_disk() {
    // Nothing at hand, the newest few, everything.
    for tail_bytes in [0, 300, usize::MAX] {
        let dir = TempDir::new().unwrap();
        let log = Log::open(dir.path(), LogSettings { tail_bytes, ..settings() }).unwrap();
        for n in 0..20 {
            let batch = (0..3).map(|part| (0, record(n * 3 + part))).collect();
            log.append(batch).await.unwrap();
        }
        for from in 0..61_u32 {
            for max in [1, 4, 100_u8] {
                let entries = log.read(0, from.into(), max.into()).unwrap().into_iter();
                let read: Vec<_> = entries.map(|e| (e.offset, e.record)).collect();
                let end = 60.min(from + u32::from(max));
                let expected: Vec<_> = (from..end).map(|n| (u64::from(n), record(n))).collect();
                assert_eq!(read, expected, "{tail_bytes} bytes at hand, from {from}, at most {max}");
            }
        }
        log.trim(0, 30).unwrap();
        assert_eq!(log.read(0, 0, 1).unwrap()[0].offset, log.first(0), "what was trimmed is gone");
    }
}

/// A copy of the files while the log is open is what a crash leaves behind.
fn crash_image(of: &Path) -> TempDir {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
            let target = to.join(entry.file_name());
            if entry.file_type().unwrap().is_dir() {
                copy(&entry.path(), &target);
            } else {
                fs::copy(entry.path(), target).unwrap();
            }
        }
    }
    let to = TempDir::new().unwrap();
    copy(of, to.path());
    to
}

#[tokio::test]
async fn a_crash_keeps_every_confirmed_record() {
    let dir = TempDir::new().unwrap();
    let log = open(dir.path());
    for n in 0..40 {
        log.append(vec![(0, record(n))]).await.unwrap();
    }
    let image = crash_image(dir.path());
    let after = open(image.path());
    assert_eq!(after.head(0), 40);
    assert_eq!(after.read(0, 39, 1).unwrap()[0].record, record(39));
}

#[tokio::test]
async fn a_torn_last_batch_is_dropped_and_the_rest_kept() {
    let dir = TempDir::new().unwrap();
    let log = open(dir.path());
    for n in 0..10 {
        log.append(vec![(0, record(n))]).await.unwrap();
    }
    let image = crash_image(dir.path());
    let journal = fs::read_dir(image.path())
        .unwrap()
        .map(|e| e.unwrap().path())
        .find(|p| p.extension().is_some_and(|x| x == "jnl"))
        .expect("a journal file");
    let bytes = fs::read(&journal).unwrap();
    let end = bytes.iter().rposition(|b| *b != 0).unwrap();
    for torn in [1, 5, 40, 90] {
        let mut cut = bytes.clone();
        cut[end - torn..].fill(0);
        fs::write(&journal, cut).unwrap();
        let after = open(image.path());
        assert_eq!(after.head(0), 9, "torn by {torn} bytes");
        after.append(vec![(0, record(77))]).await.unwrap();
        drop(after);
        assert_eq!(open(image.path()).read(0, 9, 9).unwrap()[0].record, record(77));
    }
}

#[tokio::test]
async fn a_full_disk_refuses_and_confirms_nothing() {
    let dir = TempDir::new().unwrap();
    let full = LogSettings { min_free_bytes: u64::MAX, ..settings() };
    let log = Log::open(dir.path(), full).unwrap();
    let refused = log.append(vec![(0, record(0))]).await;
    assert!(matches!(refused, Err(BusError::DiskFull { .. })), "{refused:?}");
    assert_eq!(log.head(0), 0);
    drop(log);
    let log = open(dir.path());
    assert_eq!(log.head(0), 0);
    log.append(vec![(0, record(1))]).await.unwrap();
    assert_eq!(log.read(0, 0, 9).unwrap()[0].record, record(1));
}

#[tokio::test]
async fn a_paused_log_refuses_and_goes_on_later() {
    let dir = TempDir::new().unwrap();
    let log = open(dir.path());
    log.pause(true);
    assert!(matches!(log.append(vec![(0, record(0))]).await, Err(BusError::Paused)));
    log.pause(false);
    log.append(vec![(0, record(1))]).await.unwrap();
    assert_eq!(log.head(0), 1);
}

#[tokio::test]
async fn oversize_records_are_refused() {
    let dir = TempDir::new().unwrap();
    let log = Log::open(dir.path(), LogSettings { max_record_bytes: 100, ..settings() }).unwrap();
    let mut large = record(0);
    large.frame = vec![0; 101];
    assert!(matches!(log.append(vec![(0, large)]).await, Err(BusError::RecordSize { limit: 100, .. })));
    log.append(vec![(0, record(0))]).await.unwrap();
}

#[tokio::test]
async fn appends_larger_than_the_queue_still_pass() {
    let dir = TempDir::new().unwrap();
    let log = Log::open(dir.path(), LogSettings { max_pending_records: 4, ..settings() }).unwrap();
    let batch = |n: u32| log.append((0..10).map(|i| (0, record(n + i))).collect());
    let (a, b, c) = tokio::join!(batch(0), batch(10), batch(20));
    a.and(b).and(c).unwrap();
    assert_eq!(log.head(0), 30);
}

#[tokio::test]
async fn many_appenders_share_a_sync() {
    let dir = TempDir::new().unwrap();
    let log = Arc::new(Log::open(dir.path(), LogSettings { linger: Duration::from_secs(1), ..settings() }).unwrap());
    let tasks: Vec<_> = (0..64)
        .map(|n| {
            let log = Arc::clone(&log);
            tokio::spawn(async move { log.append(vec![(0, record(n))]).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(log.head(0), 64);
    // One stored batch, so one sync: trimming up to the middle cannot drop anything.
    log.trim(0, 63).unwrap();
    assert_eq!(log.first(0), 0);
}

#[tokio::test]
async fn the_number_of_shards_is_fixed() {
    let dir = TempDir::new().unwrap();
    drop(open(dir.path()));
    let other = Log::open(dir.path(), LogSettings { shards: 3, ..settings() }).err();
    assert!(matches!(other, Some(BusError::ShardCount { stored: 2, asked: 3 })), "{other:?}");
}

#[tokio::test]
async fn retention_waits_for_every_consumer() {
    let dir = TempDir::new().unwrap();
    let log = open(dir.path());
    for n in 0..10 {
        log.append(vec![(0, record(n))]).await.unwrap();
    }
    let all = UtcMs(i64::MAX);
    log.retain(all, &[]).unwrap();
    assert_eq!(log.first(0), 0, "without consumers nothing may go");
    log.commit("live", 0, 8).unwrap();
    log.commit("history", 0, 5).unwrap();
    log.retain(record(3).received, &["live", "history"]).unwrap();
    assert_eq!(log.first(0), 3, "young records stay");
    log.retain(all, &["live", "history"]).unwrap();
    assert_eq!(log.first(0), 5, "the slowest consumer decides");
}

#[test]
fn shards_of_keys_are_stable() {
    let dir = TempDir::new().unwrap();
    let log = Log::open(dir.path(), LogSettings { shards: 8, ..settings() }).unwrap();
    let shards: Vec<_> = ["", "a", "b", "浙B00001"].iter().map(|k| log.shard_of(k.as_bytes())).collect();
    assert_eq!(shards, [5, 4, 5, 2], "a change here would move vehicles between shards of existing logs");
}
