//! Invariant 1: the real program is killed with SIGKILL at random points under load. Whatever a terminal was told is on
//! disk, is found in the log afterwards, nothing appears more often than it was sent; and the findings are those of a
//! program that was never interrupted, none lost, none doubled.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Command,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
    time::{Duration, Instant},
};

use anlu_bus::{Log, Source};
use anlu_domain::keys::uscc::check_character;
use anlu_protocols::jt808::{self, Body, VersionChoice};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::harness::{
    gateway::{open_log, stored},
    http::Client,
    program::{Program, run},
    random::Random,
    terminal::{Position, Terminal, number},
};

const TERMINALS: usize = 6;
const ROUNDS: usize = 8;
/// 2025-03-01T08:00:00+08:00.
const START_MS: i64 = 1_740_787_200_000;
const GIVEN: &str = "given-by-somebody";
const OWN: &str = "chosen-by-its-owner";

/// An installation of its own: configuration and data folder.
struct Office {
    folder: TempDir,
}

impl Office {
    fn new() -> Self {
        let folder = TempDir::new().expect("a folder");
        let office = Self { folder };
        // A snapshot after every batch, so that a kill meets every step of it.
        let text = format!(
            "data = \"{}\"\n[server]\nlisten = \"127.0.0.1:0\"\n[gateway]\nlisten = \"127.0.0.1:0\"\n\
             [live]\nshards = 4\nsnapshot_seconds = 0\n",
            office.data().display()
        );
        fs::write(office.config(), text).expect("written");
        office
    }

    fn config(&self) -> PathBuf {
        self.folder.path().join("anlu.toml")
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Registers the vehicles of the terminals and an officer.
    fn furnish(&self) {
        let config = self.config();
        let config = config.to_str().expect("UTF-8");
        let code = "91339999MA0000001";
        let code = format!("{code}{}", check_character(code).expect("17 characters"));
        let firms = format!("统一社会信用代码,企业名称,业态\n{code},示例货运公司,普货\n");
        let mut vehicles = String::from("车牌号,颜色,车辆类型,所属企业,终端手机号\n");
        for n in 0..TERMINALS {
            writeln!(vehicles, "浙Z{n:05},黄,重型货车,示例货运公司,{}", phone(n)).expect("a string");
        }
        for (kind, text) in [("enterprises", firms), ("vehicles", vehicles)] {
            let file = self.folder.path().join(format!("{kind}.csv"));
            fs::write(&file, text).expect("written");
            run(&["import", kind, file.to_str().expect("UTF-8"), "--config", config], "");
        }
        let user = ["user", "add", "--config", config, "--role", "bureau_officer", "--username", "officer"];
        run(&user, &format!("{GIVEN}\n"));
    }

    /// What the detectors have stored once they are through the log: findings by vehicle and day. The program is
    /// stopped in between, so that everything that was judged is stored, and started again.
    fn findings(&self) -> Vec<(String, Value)> {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let program = Program::serve(&self.config());
        runtime.block_on(judged(program.web));
        program.stop();
        let program = Program::serve(&self.config());
        let found = runtime.block_on(read(program.web));
        program.stop();
        found
    }
}

/// Waits until every shard has judged what is in the log.
async fn judged(web: SocketAddr) {
    let mut client = Client::new(web);
    loop {
        let metrics = String::from_utf8(client.get("/metrics").await.expect(200).body).expect("text");
        let lags: Vec<&str> = metrics
            .lines()
            .filter_map(|l| l.strip_prefix("anlu_live_lag_entries{")?.rsplit_once(' '))
            .map(|(_, value)| value)
            .collect();
        if lags.len() == 4 && lags.iter().all(|lag| *lag == "0") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Findings as an officer sees them, with plate and day of the signal each stands in; one that stood in two signals
/// would be there twice.
async fn read(web: SocketAddr) -> Vec<(String, Value)> {
    let mut client = Client::new(web);
    let login = |password: &str| json!({ "username": "officer", "password": password });
    if client.post("/api/v1/session", &login(OWN)).await.status != 200 {
        client.post("/api/v1/session", &login(GIVEN)).await.expect(200);
        let change = json!({ "current": GIVEN, "new": OWN });
        client.post("/api/v1/session/password", &change).await.expect(204);
    }
    let list = client.get("/api/v1/signals?page_size=200").await.expect_json(200);
    let rows = list["items"].as_array().expect("rows");
    assert_eq!(list["total"], rows.len(), "one page holds them all");
    let mut all = Vec::new();
    for row in rows {
        let signal = client.get(&format!("/api/v1/signals/{}", row["id"].as_str().expect("an id"))).await;
        let signal = signal.expect_json(200);
        let of = format!("{} {}", signal["vehicle"]["plate"], signal["day"]);
        all.extend(signal["findings"].as_array().expect("findings").iter().map(|f| (of.clone(), f.clone())));
    }
    all.sort_by_key(|(of, finding)| (finding["id"].to_string(), of.clone()));
    all
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
        let Source::Jt808 { phone, .. } = record.source else { continue };
        let opened = jt808::open(&record.frame, VersionChoice::Auto).expect("a whole frame");
        let Ok(Body::Location(location)) = jt808::decode(&opened.header, opened.body) else { panic!("a position") };
        *found.entry(phone).or_default().entry(number(&location)).or_default() += 1;
    }
    (0..TERMINALS).map(|n| found.remove(&phone(n)).unwrap_or_default()).collect()
}

fn copy(from: &Path, to: &Path) {
    let done = Command::new("cp").arg("-r").arg(from).arg(to).status();
    assert!(done.expect("cp runs").success(), "{} was copied", from.display());
}

#[test]
fn kill_9_loses_no_acknowledged_position_and_no_finding_and_doubles_none() {
    let (office, undisturbed) = (Office::new(), Office::new());
    office.furnish();
    copy(&office.data(), &undisturbed.data());
    let log = office.data().join("log");
    let mut random = Random::new(20_260_301);
    let mut accounts: Vec<Account> = (0..TERMINALS).map(|_| Account::default()).collect();
    for round in 0..ROUNDS {
        let mut program = Program::serve(&office.config());
        let to = program.gateway;
        let (enough, moment) = (random.below(1_500), Duration::from_micros(random.below(5_000)));
        load(&mut accounts, to, &mut random, u32::MAX, |told| {
            assert!(told.iter().take(usize::try_from(enough).expect("small")).count() > 0 || enough == 0);
            let since = Instant::now();
            while since.elapsed() < moment {
                std::hint::spin_loop();
            }
            program.kill();
        });
        for (n, (account, copies)) in accounts.iter().zip(copies(&open_log(&log))).enumerate() {
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
    let snapshots = office.data().join("snapshots");
    assert!(snapshots.read_dir().is_ok_and(|mut d| d.next().is_some()), "the detectors worked");

    // What was never acknowledged arrives now, and nothing is missing.
    let mut program = Program::serve(&office.config());
    let to = program.gateway;
    load(&mut accounts, to, &mut random, 400, |told| told.iter().for_each(drop));
    program.kill();
    for (account, copies) in accounts.iter().zip(copies(&open_log(&log))) {
        assert_eq!(copies.into_keys().collect::<Vec<_>>(), (0..account.next).collect::<Vec<_>>());
        assert_eq!(account.acknowledged.len(), usize::try_from(account.next).expect("small"));
    }

    let interrupted = office.findings();
    copy(&log, &undisturbed.data().join("log"));
    let whole = undisturbed.findings();
    assert!(whole.len() >= TERMINALS, "the load was long enough for findings: {}", whole.len());
    assert_eq!(interrupted, whole);
}
