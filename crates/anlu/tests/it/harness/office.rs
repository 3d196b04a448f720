//! An installation of its own for the real program: configuration, data folder, registered vehicles, and what its
//! detectors have stored.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anlu_bus::{Log, Source};
use anlu_domain::keys::uscc::check_character;
use anlu_protocols::jt808::{self, Body, VersionChoice};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{
    gateway::stored,
    http::Client,
    program::{Program, run},
    terminal::{Position, number},
};

pub(crate) const TERMINALS: usize = 6;
/// 2025-03-01T08:00:00+08:00.
const START_MS: i64 = 1_740_787_200_000;
const GIVEN: &str = "given-by-somebody";
const OWN: &str = "chosen-by-its-owner";

/// An installation of its own: configuration and data folder.
pub(crate) struct Office {
    folder: TempDir,
}

impl Office {
    pub(crate) fn new() -> Self {
        Self::on(TempDir::new().expect("a folder"))
    }

    /// In this folder.
    pub(crate) fn on(folder: TempDir) -> Self {
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

    pub(crate) fn config(&self) -> PathBuf {
        self.folder.path().join("anlu.toml")
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Registers the vehicles of the terminals and an officer.
    pub(crate) fn furnish(&self) {
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
    pub(crate) fn findings(&self) -> Vec<(String, Value)> {
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
pub(crate) async fn judged(web: SocketAddr) {
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

/// The officer, with a password of her own.
pub(crate) async fn officer(web: SocketAddr) -> Client {
    let mut client = Client::new(web);
    let login = |password: &str| json!({ "username": "officer", "password": password });
    if client.post("/api/v1/session", &login(OWN)).await.status != 200 {
        client.post("/api/v1/session", &login(GIVEN)).await.expect(200);
        let change = json!({ "current": GIVEN, "new": OWN });
        client.post("/api/v1/session/password", &change).await.expect(204);
    }
    client
}

/// Findings as an officer sees them, with plate and day of the signal each stands in; one that stood in two signals
/// would be there twice.
async fn read(web: SocketAddr) -> Vec<(String, Value)> {
    let mut client = officer(web).await;
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

/// A position a minute: five hours at the wheel, half an hour of rest, and so on.
pub(crate) fn position(number: u32) -> Position {
    let speed_kmh = if number % 330 < 300 { 60 } else { 0 };
    Position { number, time_ms: START_MS + i64::from(number) * 60_000, speed_kmh }
}

pub(crate) fn phone(terminal: usize) -> String {
    format!("1380000{terminal:04}")
}

/// How often each position of each terminal is in the log.
pub(crate) fn copies(log: &Log) -> Vec<BTreeMap<u32, u32>> {
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

pub(crate) fn copy(from: &Path, to: &Path) {
    let done = Command::new("cp").arg("-r").arg(from).arg(to).status();
    assert!(done.expect("cp runs").success(), "{} was copied", from.display());
}
