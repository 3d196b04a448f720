//! Invariant 2: findings are a pure function of pack and log. Real frames go through the gateway into the log; judging
//! it again from nothing, from a damaged snapshot, or into an empty database gives the same findings in the same
//! signals.

use std::{fs, path::Path, sync::Arc};

use anlu_bus::Log;
use anlu_domain::finding::{Finding, Phase};
use anlu_gateway::OpenRegistry;
use tempfile::TempDir;

use crate::harness::{
    detectors::Detectors,
    gateway::{BareGateway, open_log},
    terminal::{Position, Terminal},
};

/// 2025-03-01T08:00:00+08:00.
const START_MS: i64 = 1_740_787_200_000;

/// Two terminals: one drives ten hours with short stops, one rests in time.
fn fill(folder: &Path) {
    let gateway = BareGateway::start(folder, Arc::new(OpenRegistry));
    for (phone, driving) in [("13800000001", 300), ("13800000002", 200)] {
        let mut terminal = Terminal::log_in(gateway.address, phone).expect("logged in");
        let position = |number: u32| Position {
            number,
            time_ms: START_MS + i64::from(number) * 60_000,
            speed_kmh: if number % 330 < driving { 60 } else { 0 },
        };
        for burst in (0..800).collect::<Vec<u32>>().chunks(50) {
            let positions: Vec<Position> = burst.iter().map(|n| position(*n)).collect();
            terminal.send_positions(&positions).expect("sent");
            while terminal.waiting() > 0 {
                terminal.acknowledged().expect("acknowledged");
            }
        }
    }
}

/// Findings by group after the detectors went through the log.
fn judge(folder: &Path, log: &Arc<Log>) -> Vec<(String, Finding)> {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let detectors = Detectors::start(folder, Arc::clone(log)).await;
        detectors.catch_up().await;
        let found = detectors.findings().await;
        detectors.end().await;
        found
    })
}

#[test]
fn the_log_judged_again_gives_the_same_findings_and_signals() {
    let (logged, first, second) = (TempDir::new(), TempDir::new(), TempDir::new());
    let [logged, first, second] = [logged, first, second].map(|d| d.expect("a folder"));
    fill(logged.path());
    let log = Arc::new(open_log(logged.path()));
    let found = judge(first.path(), &log);
    let closed = |rule: &str| found.iter().filter(|(_, f)| f.rule == rule && f.phase == Phase::Closed).count();
    assert_eq!(closed("fatigue.continuous"), 2, "{found:?}");
    assert!(found.iter().any(|(_, f)| f.rule == "fatigue.daily"), "{found:?}");

    let snapshots = first.path().join("snapshots");
    fs::remove_dir_all(&snapshots).expect("removed");
    assert_eq!(judge(first.path(), &log), found, "without snapshots");

    for file in fs::read_dir(&snapshots).expect("written again") {
        let path = file.expect("readable").path();
        let mut bytes = fs::read(&path).expect("readable");
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        fs::write(&path, bytes).expect("written");
    }
    assert_eq!(judge(first.path(), &log), found, "with damaged snapshots");
    assert_eq!(judge(second.path(), &log), found, "into an empty database");
}
