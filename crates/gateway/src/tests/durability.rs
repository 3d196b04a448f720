//! An acknowledged position is on disk; one that is not, is not acknowledged.

use std::{fs, path::Path};

use anlu_bus::{Log, LogSettings};
use tempfile::TempDir;
use tokio::time::Duration;

use super::{
    rig::{Rig, stored},
    terminal::{Terminal, numbers},
};

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

fn settings() -> LogSettings {
    LogSettings { shards: 4, ..LogSettings::default() }
}

#[tokio::test]
async fn what_is_acknowledged_survives_a_crash() {
    let rig = Rig::start();
    let mut wire = rig.connect().await;
    let mut terminal = Terminal::v2013(1);
    wire.log_in(&mut terminal).await;
    for n in 0..20 {
        wire.position_is_acknowledged(&mut terminal, n).await;
        if n % 5 == 0 {
            // The files of a log that was not closed.
            let image = TempDir::new().unwrap();
            copy(rig.dir.path(), image.path());
            let log = Log::open(image.path(), settings()).unwrap();
            assert_eq!(numbers(&stored(&log)), (0..=n).collect::<Vec<_>>());
        }
    }
}

#[tokio::test]
async fn a_refusing_log_acknowledges_nothing_and_the_connection_recovers() {
    let rig = Rig::start();
    let mut wire = rig.connect().await;
    let mut terminal = Terminal::v2013(1);
    wire.log_in(&mut terminal).await;
    rig.log.pause(true);
    let lost = [terminal.position(1), terminal.position(2)].concat();
    wire.send(&lost).await;
    wire.only_heartbeat_is_answered(&mut terminal).await;
    assert!(rig.stored().is_empty());
    rig.log.pause(false);
    // As a terminal does that got no answer.
    wire.send(&lost).await;
    for _ in 0..2 {
        assert_eq!(wire.answer().await.general(), (terminal.phone.as_str(), 0x0200, 0));
    }
    assert_eq!(numbers(&rig.stored()), [1, 2]);
}

#[tokio::test]
async fn a_full_disk_acknowledges_nothing() {
    let rig = Rig::on(&LogSettings { min_free_bytes: u64::MAX, ..settings() }, |_| {});
    let mut wire = rig.connect().await;
    let mut terminal = Terminal::v2013(1);
    wire.log_in(&mut terminal).await;
    wire.send(&terminal.position(1)).await;
    wire.only_heartbeat_is_answered(&mut terminal).await;
    assert!(rig.stored().is_empty());
}

#[tokio::test]
async fn one_read_is_one_batch() {
    let rig = Rig::start();
    let mut wire = rig.connect().await;
    let mut terminal = Terminal::v2013(1);
    wire.log_in(&mut terminal).await;
    let frames: Vec<u8> = (0..10).flat_map(|n| terminal.position(n)).collect();
    wire.send(&frames).await;
    for _ in 0..10 {
        wire.answer().await;
    }
    let shard = (0..rig.log.shards()).find(|s| rig.log.head(*s) == 10).expect("one vehicle is in one shard");
    // Only whole batches are trimmed: nothing can go while the last record is wanted.
    rig.log.trim(shard, 9).unwrap();
    assert_eq!(rig.log.first(shard), 0);
    rig.log.trim(shard, 10).unwrap();
    assert_eq!(rig.log.first(shard), 10);
}

#[tokio::test]
async fn a_graceful_stop_finishes_the_batch_it_holds() {
    let mut rig = Rig::start();
    let mut wire = rig.connect().await;
    let mut terminal = Terminal::v2013(1);
    assert_eq!(wire.register(&mut terminal).await, 0);
    while rig.asked.try_recv().is_ok() {}
    let permit = rig.registry.gate.acquire().await.unwrap();
    wire.send(&[terminal.auth(), terminal.position(1), terminal.position(2)].concat()).await;
    // The gateway holds the bytes, and waits for the registry, when it is told to stop.
    assert_eq!(rig.asked.recv().await.as_deref(), Some("13800000001"));
    rig.stop.cancel();
    drop(permit);
    for id in [0x0102, 0x0200, 0x0200] {
        assert_eq!(wire.answer().await.general(), (terminal.phone.as_str(), id, 0));
    }
    wire.ends().await;
    drop(wire);
    rig.served.await.unwrap();
    assert_eq!(numbers(&stored(&rig.log)), [1, 2]);
}

#[tokio::test]
async fn a_stop_does_not_wait_for_ever() {
    let mut rig = Rig::with(|s| s.drain = Duration::from_millis(20));
    let mut wire = rig.connect().await;
    let mut terminal = Terminal::v2013(1);
    assert_eq!(wire.register(&mut terminal).await, 0);
    while rig.asked.try_recv().is_ok() {}
    let _never_answers = rig.registry.gate.acquire().await.unwrap();
    wire.send(&terminal.auth()).await;
    assert!(rig.asked.recv().await.is_some());
    rig.stop.cancel();
    rig.served.await.unwrap();
    wire.ends().await;
}
