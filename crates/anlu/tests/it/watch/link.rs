//! A partner that is a lower platform: the whole program tells it over JT/T 809 of a watch, of a sighting, and of the end.

use std::{io::Write as _, net::TcpListener, path::Path, sync::Arc, time::Duration};

use anlu_bus::Log;
use anlu_domain::{
    ids::VehicleId,
    party::vehicle::PlateColour,
    ports::Clock as _,
    time::{HOUR_MS, MINUTE_MS, UtcMs},
};
use anlu_gateway::{
    AuthKey, FixedRegistry, ForwardLink, PlatformOrders, PlatformSettings, Ports, Relay, TerminalIdentity, forward,
};
use anlu_protocols::{
    jt809::{
        self, Body, Edition, EditionChoice, LinkProfile, LowerSettings, Text,
        body::alarm::{Alarm2019, Exchange},
    },
    wire::gbk,
};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::harness::{
    address,
    gateway::{MachineClock, open_log, stored},
    office::{Office, officer, phone},
    program::Program,
    terminal::{Position, Terminal},
};

const PLATE: &str = "浙Z00000";
const ACCESS_CODE: u32 = 330_100;
const USER: u32 = 42;
const PASSWORD: &str = "secret12";
/// Six hours at the wheel are severe.
const MINUTES: u32 = 420;

/// Lets the office serve a lower platform that is a partner; where its links are opened to.
fn with_partner(config: &Path) -> std::net::SocketAddr {
    let at = TcpListener::bind(address::own()).and_then(|l| l.local_addr()).expect("a free port");
    let mut file = std::fs::OpenOptions::new().append(true).open(config).expect("a configuration");
    write!(
        file,
        "[jt809]\nlisten = \"{at}\"\n[[jt809.upper]]\nid = \"city\"\naccess_code = {ACCESS_CODE}\nuser = {USER}\n\
         password = \"{PASSWORD}\"\n[[watch.partners]]\nid = \"city\"\nname = \"示例市公安\"\nkind = \"police\"\n\
         link = \"city\"\n",
    )
    .expect("written");
    at
}

/// A lower platform that keeps what comes down.
fn lower(to: std::net::SocketAddr, log: &Arc<Log>) -> CancellationToken {
    let session = LowerSettings {
        retry_ms: 50,
        ..LowerSettings::new(LinkProfile::new(Edition::V2019), ACCESS_CODE, USER, PASSWORD)
    };
    let platform = Text::new("33010000001");
    let link = ForwardLink {
        id: String::from("above"),
        session,
        address: to,
        platform,
        from_start: false,
        relay: Relay::Nothing,
    };
    let truck = TerminalIdentity {
        vehicle: VehicleId(uuid::Uuid::from_u128(1)),
        plate: PLATE.to_owned(),
        colour: PlateColour::Yellow,
    };
    let registry = Arc::new(FixedRegistry([(phone(0), truck)].into()));
    let ports = Ports { log: Arc::clone(log), registry, clock: Arc::new(MachineClock) };
    let settings = PlatformSettings { tick: Duration::from_millis(20), ..PlatformSettings::new(AuthKey::new([3; 32])) };
    let stop = CancellationToken::new();
    let stopping = stop.clone();
    tokio::spawn(async move { forward(link, ports, None, &PlatformOrders::default(), settings, stopping).await });
    stop
}

/// So many minutes, up to now.
fn drive(gateway: std::net::SocketAddr, minutes: u32, now: UtcMs) {
    let mut terminal = Terminal::log_in(gateway, &phone(0)).expect("registered");
    let all: Vec<Position> = (1..=minutes)
        .map(|number| Position { number, time_ms: now.0 - i64::from(minutes - number) * MINUTE_MS, speed_kmh: 60 })
        .collect();
    for part in all.chunks(60) {
        terminal.send_positions(part).expect("sent");
        while terminal.waiting() > 0 {
            terminal.acknowledged().expect("acknowledged");
        }
    }
}

/// Every 0x9402 and 0x9403 that came, as (plate, text).
fn warnings(log: &Log) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (.., record) in stored(log) {
        let opened = jt809::open(&record.frame, EditionChoice::Only(Edition::V2019), None).expect("a frame");
        let decoded = jt809::decode(opened.header.msg_id, &opened.body, Edition::V2019).expect("a message");
        if let Body::Warning(Exchange::V2019(alarm)) | Body::AlarmExchange(Exchange::V2019(alarm)) = decoded.body {
            let Alarm2019 { plate, content, .. } = alarm;
            found.push((plate.text(), gbk::text(content.0).into_owned()));
        }
    }
    found
}

/// Waits until so many warnings have come down.
async fn come(log: &Log, count: usize) -> Vec<(String, String)> {
    let found = async {
        loop {
            let all = warnings(log);
            if all.len() >= count {
                return all;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(2), found).await.expect("it is told")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lower_platform_is_told_of_a_watch_of_a_sighting_and_of_the_end() {
    let office = Office::new();
    let furnished = tokio::task::spawn_blocking(move || {
        office.furnish();
        office
    });
    let office = furnished.await.expect("furnished");
    let at = with_partner(&office.config());
    let program = Program::serve(&office.config());
    let below = tempfile::tempdir().expect("a folder");
    let log = Arc::new(open_log(below.path()));
    let stop = lower(at, &log);
    let mut client = officer(program.web).await;
    let (gateway, now) = (program.gateway, MachineClock.now());
    tokio::task::spawn_blocking(move || drive(gateway, MINUTES, now)).await.expect("driven");
    let watches = client.until("/api/v1/watches", |w| w["total"] == json!(1)).await;
    let path = format!("/api/v1/watches/{}", watches["items"][0]["id"].as_str().expect("an id"));
    // Should the link not be up yet, the message waits in the outbox and is tried again.

    let expires = MachineClock.now().plus(HOUR_MS).rfc3339_cst();
    let body = json!({ "version": watches["items"][0]["version"], "note": "严重疲劳", "expires_at": expires });
    client.post(&format!("{path}/confirm"), &body).await.expect(200);
    let told = client.until(&path, |w| w["deliveries"][0]["state"] == "delivered").await;
    let [(plate, text)] = <[_; 1]>::try_from(come(&log, 1).await).expect("one");
    assert_eq!((plate.as_str(), text.as_str()), (PLATE, &*format!("布控（截止{expires}）：严重疲劳")));

    assert_eq!(told["deliveries"][0]["sighted"], json!(null));

    // Terminals tell whole seconds: behind that of the confirmation.
    tokio::task::spawn_blocking(move || drive(gateway, 1, MachineClock.now().plus(2_000))).await.expect("driven");
    let all = come(&log, 2).await;
    assert_eq!(all[1].0, PLATE);
    assert!(all[1].1.starts_with("发现布控车辆（") && all[1].1.ends_with("（WGS-84）"), "{}", all[1].1);
    let told = client.until(&path, |w| w["deliveries"][0]["sighted"] == "delivered").await;
    let body = json!({ "version": told["version"], "note": "已在服务区休息" });
    client.post(&format!("{path}/withdraw"), &body).await.expect(200);
    let all = come(&log, 3).await;
    assert_eq!(all[2], (PLATE.to_owned(), String::from("布控已撤回：不再需要拦停该车")));
    client.until(&path, |w| w["deliveries"][0]["ended"] == "delivered").await;
    stop.cancel();
    program.stop();
}
