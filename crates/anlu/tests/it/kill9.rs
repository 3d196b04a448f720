//! Invariant 1: gateway and detectors are killed with SIGKILL at random points under load. Whatever a terminal was told
//! is on disk, is found in the log afterwards, nothing appears more often than it was sent; and the findings are those
//! of a run that was never interrupted, none lost, none doubled.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    io::{BufRead as _, BufReader, Read as _},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
    time::{Duration, Instant},
};

use anlu_bus::Log;
use anlu_domain::finding::Finding;
use anlu_gateway::OpenRegistry;
use anlu_protocols::jt808::{self, Body, VersionChoice};
use tempfile::TempDir;

use crate::harness::{
    detectors::Detectors,
    gateway::{BareGateway, open_log, stored},
    random::Random,
    terminal::{Position, Terminal, number},
};

const FOLDER: &str = "ANLU_TEST_KILL9_FOLDER";
const TERMINALS: usize = 6;
const ROUNDS: usize = 8;
/// 2025-03-01T08:00:00+08:00.
const START_MS: i64 = 1_740_787_200_000;

/// The process that is killed: this test program again, started with a folder in the environment. Without it, as in an
/// ordinary run of all tests, there is nothing to do.
#[test]
fn gateway_process() {
    let Some(folder) = env::var_os(FOLDER) else { return };
    let folder = Path::new(&folder);
    let gateway = BareGateway::start(&folder.join("log"), Arc::new(OpenRegistry));
    let _judging = gateway.runtime.block_on(Detectors::start(folder, Arc::clone(&gateway.log)));
    eprintln!("listening {}", gateway.address);
    // Ends with the parent, should it die before it kills.
    drop(std::io::stdin().read_to_end(&mut Vec::new()));
}

fn start(folder: &Path) -> (Child, SocketAddr) {
    let mut child = Command::new(env::current_exe().expect("this program"))
        .args(["--exact", "kill9::gateway_process", "--nocapture"])
        .env(FOLDER, folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a process");
    let lines = BufReader::new(child.stderr.take().expect("piped")).lines();
    let address = lines.map_while(Result::ok).find_map(|line| line.strip_prefix("listening ")?.parse().ok());
    (child, address.expect("the gateway listens"))
}

/// What one terminal did over all rounds.
#[derive(Default)]
struct Account {
    /// How often each position was sent.
    sent: BTreeMap<u32, u32>,
    acknowledged: BTreeSet<u32>,
    next: u32,
}

impl Account {
    /// Sends until the connection breaks, or until everything is acknowledged once `limit` new positions were sent.
    fn drive(&mut self, phone: &str, to: SocketAddr, mut random: Random, limit: u32, tell: &SyncSender<()>) {
        let end = self.next.saturating_add(limit);
        // As a terminal does: what was not acknowledged is sent again, first.
        let mut again: Vec<u32> = self.sent.keys().copied().filter(|n| !self.acknowledged.contains(n)).collect();
        let Ok(mut terminal) = Terminal::log_in(to, phone) else { return };
        loop {
            let mut burst = std::mem::take(&mut again);
            let fresh = u32::try_from(random.below(20)).expect("small").min(end.saturating_sub(self.next));
            burst.extend(self.next..self.next + fresh);
            self.next += fresh;
            for n in &burst {
                *self.sent.entry(*n).or_default() += 1;
            }
            let positions: Vec<_> = burst.iter().map(|n| position(*n)).collect();
            if terminal.send_positions(&positions).is_err() {
                return;
            }
            let leave = if self.next >= end { 0 } else { 40 };
            while terminal.waiting() > leave {
                let Ok(n) = terminal.acknowledged() else { return };
                self.acknowledged.insert(n);
                // The parent no longer counts once it has killed.
                let _not_listening = tell.send(());
            }
            if self.next >= end {
                return;
            }
        }
    }
}

/// A position a minute: five hours at the wheel, half an hour of rest, and so on.
fn position(number: u32) -> Position {
    let speed_kmh = if number % 330 < 300 { 60 } else { 0 };
    Position { number, time_ms: START_MS + i64::from(number) * 60_000, speed_kmh }
}

fn phone(terminal: usize) -> String {
    format!("1380000{terminal:04}")
}

/// Runs the load of one round; `watch` decides when to kill.
fn load(accounts: &mut [Account], to: SocketAddr, random: &mut Random, limit: u32, watch: impl FnOnce(Receiver<()>)) {
    let (tell, told) = sync_channel(1024);
    thread::scope(|scope| {
        for (n, account) in accounts.iter_mut().enumerate() {
            let (tell, random) = (tell.clone(), random.fork());
            scope.spawn(move || account.drive(&phone(n), to, random, limit, &tell));
        }
        drop(tell);
        watch(told);
    });
}

/// How often each position of each terminal is in the log.
fn copies(log: &Log) -> Vec<BTreeMap<u32, u32>> {
    let mut found: BTreeMap<String, BTreeMap<u32, u32>> = BTreeMap::new();
    let mut next = BTreeMap::new();
    for (shard, offset, record) in stored(log) {
        assert_eq!(offset, *next.entry(shard).and_modify(|n| *n += 1).or_insert(0), "offsets have no gap");
        let anlu_bus::Source::Jt808 { phone, .. } = record.source else { panic!("a terminal") };
        let opened = jt808::open(&record.frame, VersionChoice::Auto).expect("a whole frame");
        let Ok(Body::Location(location)) = jt808::decode(&opened.header, opened.body) else { panic!("a position") };
        *found.entry(phone).or_default().entry(number(&location)).or_default() += 1;
    }
    (0..TERMINALS).map(|n| found.remove(&phone(n)).unwrap_or_default()).collect()
}

#[test]
fn kill_9_loses_no_acknowledged_position_and_no_finding_and_doubles_none() {
    let folder = TempDir::new().expect("a folder");
    let mut random = Random::new(20_260_301);
    let mut accounts: Vec<Account> = (0..TERMINALS).map(|_| Account::default()).collect();
    for round in 0..ROUNDS {
        let (mut child, to) = start(folder.path());
        let (enough, moment) = (random.below(1_500), Duration::from_micros(random.below(5_000)));
        load(&mut accounts, to, &mut random, u32::MAX, |told| {
            assert!(told.iter().take(usize::try_from(enough).expect("small")).count() > 0 || enough == 0);
            let since = Instant::now();
            while since.elapsed() < moment {
                std::hint::spin_loop();
            }
            child.kill().expect("killed");
        });
        child.wait().expect("ended");
        for (n, (account, copies)) in accounts.iter().zip(copies(&open_log(&folder.path().join("log")))).enumerate() {
            let lost: Vec<_> = account.acknowledged.iter().filter(|number| !copies.contains_key(number)).collect();
            assert!(lost.is_empty(), "round {round}, terminal {n}: acknowledged and lost: {lost:?}");
            for (number, copies) in copies {
                let sent = account.sent.get(&number).copied().unwrap_or(0);
                assert!(copies <= sent, "round {round}, terminal {n}: {number} sent {sent} times, stored {copies}");
            }
        }
    }
    let acknowledged: usize = accounts.iter().map(|account| account.acknowledged.len()).sum();
    assert!(acknowledged > 0, "the load was real");

    // The last start is not killed: what was never acknowledged arrives now, and nothing is missing.
    let (mut child, to) = start(folder.path());
    load(&mut accounts, to, &mut random, 400, |told| told.iter().for_each(drop));
    child.kill().expect("killed");
    child.wait().expect("ended");
    let log = Arc::new(open_log(&folder.path().join("log")));
    for (account, copies) in accounts.iter().zip(copies(&log)) {
        assert_eq!(copies.into_keys().collect::<Vec<_>>(), (0..account.next).collect::<Vec<_>>());
        assert_eq!(account.acknowledged.len(), usize::try_from(account.next).expect("small"));
    }

    assert!(folder.path().join("snapshots").read_dir().is_ok_and(|mut d| d.next().is_some()), "the detectors worked");
    let fresh = TempDir::new().expect("a folder");
    let (interrupted, whole) = (findings(folder.path(), &log), findings(fresh.path(), &log));
    assert!(whole.len() >= TERMINALS, "the load was long enough for findings: {}", whole.len());
    assert_eq!(interrupted, whole);
}

/// What the detectors have stored in `folder` once they are through the log.
fn findings(folder: &Path, log: &Arc<Log>) -> Vec<(String, Finding)> {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let detectors = Detectors::start(folder, Arc::clone(log)).await;
        detectors.catch_up().await;
        let found = detectors.findings().await;
        detectors.end().await;
        found
    })
}
