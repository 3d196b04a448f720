//! A platform below reports alarms over a real link: they become signals, an officer demands that one be dealt with
//! (督办), and what the platform answers is shown, also when the link was down or the program restarted in between.

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use anlu_app::{
    ctx::Desk,
    downward::deliver::{self, Demanded, LowerPlatforms},
    live::plane::{Plane, PlaneSettings, Ports as PlanePorts},
};
use anlu_bus::{Entry, Log};
use anlu_domain::{
    downward::Demand,
    finding::Severity,
    ids::SignalId,
    link::{LinkCounts, LinkKey, LinkKind},
    notice::Notice,
    party::vehicle::PlateColour,
    signal::{GroupKey, Signal},
    time::{HOUR_MS, MINUTE_MS, UtcMs},
    upward::{News, Outcome, RequestKind, UpperAlarm, UpperAnswer, UpperRequest},
};
use anlu_gateway::{
    AuthKey, FixedRegistry, ForwardLink, PlatformOrders, PlatformSettings, Ports, TerminalIdentity, UpperLink, forward,
    map, serve_upper,
};
use anlu_protocols::jt809::{Edition, LinkProfile, LowerSettings, Text, UpperSettings};
use anlu_store::{
    StoreError,
    repo::{link, signal as signals, signal::StoredSignal},
};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{
    harness::{
        app::TestApp,
        db::on_each,
        gateway::{MovedClock, open_log, stored},
        http::Client,
    },
    oracle::engine,
};

const PLATE: &str = "浙ZA0001";
const ACCESS_CODE: u32 = 330_100;

struct Links(PlatformOrders);

impl LowerPlatforms for Links {
    fn demand(&self, link: &str, demand: Demand) -> Demanded {
        let (orders, link) = (self.0.clone(), link.to_owned());
        Box::pin(async move { orders.demand(&link, demand).await })
    }
}

fn ports(app: &TestApp, log: &Arc<Log>) -> Ports {
    let truck = TerminalIdentity { vehicle: app.county.truck, plate: PLATE.to_owned(), colour: PlateColour::Yellow };
    let registry = Arc::new(FixedRegistry([("13300000001".to_owned(), truck)].into()));
    Ports { log: Arc::clone(log), registry, clock: Arc::new(MovedClock::to(app.now())) }
}

fn settings() -> PlatformSettings {
    PlatformSettings { tick: Duration::from_millis(20), ..PlatformSettings::new(AuthKey::new([3; 32])) }
}

/// One side: its log and what is sent over its links.
struct Side {
    log: Arc<Log>,
    orders: PlatformOrders,
    stop: CancellationToken,
    folder: tempfile::TempDir,
}

impl Drop for Side {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Side {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let log = Arc::new(open_log(&folder.path().join("log")));
        Self { log, orders: PlatformOrders::default(), stop: CancellationToken::new(), folder }
    }

    /// The platform above: a live worker, and a listener for the platform below.
    async fn above(app: &TestApp, edition: Edition) -> (Self, SocketAddr) {
        let side = Self::new();
        let plane = PlanePorts {
            log: Arc::clone(&side.log),
            engine: Arc::new(engine()),
            decode: Arc::new(|entry, out| map::facts(entry, out).unwrap_or_default()),
            notices: Arc::new(map::notices),
            sink: None,
            settings: PlaneSettings::new(side.folder.path().join("snapshots")),
        };
        drop(Plane::start(&app.desk, plane, &side.stop));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let session = UpperSettings {
            addresses: vec!["127.0.0.1".to_owned()],
            retry_ms: 50,
            ..UpperSettings::new(LinkProfile::new(edition), ACCESS_CODE, 42, "secret12")
        };
        let links = vec![UpperLink { id: "county".to_owned(), session, sub_address: None }];
        let (ports, orders, stop) = (ports(app, &side.log), side.orders.clone(), side.stop.clone());
        tokio::spawn(async move { serve_upper(listener, ports, links, &orders, settings(), stop).await });
        (side, address)
    }

    /// The platform below, logged in at `address`.
    async fn below(app: &TestApp, edition: Edition, address: SocketAddr) -> Self {
        let side = Self::new();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let session = LowerSettings {
            down_link_ip: "127.0.0.1".to_owned(),
            down_link_port: listener.local_addr().expect("an address").port(),
            retry_ms: 50,
            ..LowerSettings::new(LinkProfile::new(edition), ACCESS_CODE, 42, "secret12")
        };
        let platform = Text::new("33010000001");
        let link = ForwardLink { id: "city".to_owned(), session, address, platform, from_start: true };
        let (ports, orders, stop) = (ports(app, &side.log), side.orders.clone(), side.stop.clone());
        tokio::spawn(async move { forward(link, ports, Some(listener), &orders, settings(), stop).await });
        side
    }

    /// Reports an alarm when the link is up; the serial number of the message.
    async fn reports(&self, info_id: u32, at: UtcMs, text: &str) -> u32 {
        let alarm = || UpperAlarm {
            news: News::Found,
            first: None,
            plate: PLATE.to_owned(),
            colour: 2,
            rule: "fatigue.continuous".to_owned(),
            info_id,
            at,
            start: at,
            end: at,
            text: text.to_owned(),
        };
        let taken = async {
            loop {
                if let Some(serial) = self.orders.report("city", alarm()).await {
                    return serial;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_mins(1), taken).await.expect("the link comes up")
    }

    /// What has come down of this kind.
    async fn hears(&self, kind: RequestKind) -> UpperRequest {
        let found = async {
            loop {
                let notices = stored(&self.log)
                    .into_iter()
                    .flat_map(|(shard, offset, record)| map::notices(&Entry { shard, offset, record }));
                let mut heard = notices.filter_map(|notice| match notice {
                    Notice::Request(request) if request.kind == kind => Some(*request),
                    _ => None,
                });
                if let Some(request) = heard.next() {
                    return request;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_mins(1), found).await.unwrap_or_else(|_| panic!("never {kind:?}"))
    }

    async fn answers(&self, demand: &UpperRequest, outcome: Outcome) {
        let answer = UpperAnswer {
            reply_to: demand.reply_to.clone(),
            plate: demand.plate.clone(),
            colour: demand.colour,
            outcome: Some(outcome),
            text: String::new(),
            by: String::new(),
            phone: String::new(),
            carried: None,
            enclosed: None,
        };
        assert!(self.orders.answer("city", answer).await, "the link is up");
    }
}

async fn send_due(desk: &Desk, above: &Side) {
    deliver::due(desk, &Links(above.orders.clone())).await.expect("the store is there");
}

async fn lines(client: &mut Client) -> Vec<Value> {
    let today = client.get("/api/v1/today").await.expect_json(200);
    let late = today["overdue"].as_array().cloned().unwrap_or_default();
    late.into_iter().filter(|item| item["kind"] == "supervision").collect()
}

async fn reported_and_supervised(app: &TestApp, edition: Edition) {
    let (above, address) = Side::above(app, edition).await;
    let below = Side::below(app, edition, address).await;
    let at = app.now().plus(-MINUTE_MS);
    // Sent twice, kept once; another one of the same day joins the signal.
    let mut serial = 0;
    for (info_id, at) in [(5, at.plus(-MINUTE_MS)), (5, at.plus(-MINUTE_MS)), (6, at)] {
        serial = below.reports(info_id, at, "连续驾驶 280 分钟").await;
    }
    let mut officer = app.logged_in("bureau_officer").await;
    let both = |l: &Value| {
        let rows = l["items"].as_array().expect("rows");
        rows.iter().any(|s| s["kind"] == "reported" && s["finding_count"] == 2)
    };
    let list = officer.until("/api/v1/signals", both).await;
    let rows: Vec<&Value> =
        list["items"].as_array().expect("rows").iter().filter(|s| s["kind"] == "reported").collect();
    assert_eq!(rows.len(), 1, "one signal for vehicle and day");
    let path = format!("/api/v1/signals/{}", rows[0]["id"].as_str().expect("an id"));
    let signal = officer.get(&path).await.expect_json(200);
    let alarms = signal["alarms"].as_array().expect("alarms");
    assert_eq!((alarms.len(), signal["severity"].as_str()), (2, Some("warning")));
    assert_eq!((&alarms[0]["alarm_type"], &alarms[0]["link"]), (&json!("0002"), &json!("county")));
    assert_eq!((&alarms[0]["text"], &alarms[0]["tip"]), (&json!("连续驾驶 280 分钟"), &json!(false)));
    assert_eq!(signal["activity"][0]["note"], "county 疲劳驾驶报警 连续驾驶 280 分钟");
    assert_eq!(signal["supervisable"], "county");

    // Demanded while the link is down; the program ends, and the demand waits in the store.
    let order = json!({
        "urgent": true, "supervisor": "示例督办员", "phone": "0571-0000",
        "deadline": app.now().plus(4 * HOUR_MS).rfc3339_cst(),
    });
    let to = format!("{path}/supervisions");
    let mut leader = app.logged_in("leader").await;
    leader.post(&to, &order).await.expect(403);
    officer.post(&to, &json!({"deadline": app.now().rfc3339_cst()})).await.expect(422);
    drop(below);
    drop(above);
    let demanded = officer.post(&to, &order).await.expect_json(200);
    assert_eq!(demanded["supervisions"][0]["state"], "queued");
    officer.post(&to, &order).await.expect(409);
    let (above, address) = Side::above(app, edition).await;
    send_due(&app.desk, &above).await;
    let row = officer.get(&path).await.expect_json(200)["supervisions"][0].clone();
    assert_eq!((&row["delivery"], &row["problem"]), (&json!("queued"), &json!("link_down")));
    let below = Side::below(app, edition, address).await;
    while officer.get(&path).await.expect_json(200)["supervisions"][0]["state"] == "queued" {
        app.pass(MINUTE_MS);
        send_due(&app.desk, &above).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let demand = below.hears(RequestKind::Supervise).await;
    assert_eq!((demand.asker.as_str(), demand.contact.as_str(), demand.urgent), ("示例督办员", "0571-0000", true));
    match edition {
        Edition::V2011 => {
            assert_eq!((demand.plate.as_str(), demand.alarm.as_str(), demand.about), (PLATE, "疲劳驾驶报警", None));
        }
        Edition::V2019 => assert_eq!(demand.about, Some(serial), "the newest alarm of the signal"),
    }

    // In progress is an answer, and not the end: what is not settled in time is a line of whoever demanded it.
    below.answers(&demand, Outcome::InProgress).await;
    let outcome = |outcome: &'static str| move |s: &Value| s["supervisions"][0]["outcome"] == outcome;
    let answered = officer.until(&path, outcome("in_progress")).await;
    assert_eq!(answered["supervisions"][0]["state"], "answered");
    assert!(lines(&mut officer).await.is_empty());
    app.pass(5 * HOUR_MS);
    assert_eq!(officer.get(&path).await.expect_json(200)["supervisions"][0]["state"], "overdue");
    let mut other = app.logged_in("enforcement").await;
    let late = lines(&mut officer).await;
    assert_eq!((late.len(), lines(&mut other).await.len()), (1, 0), "{late:?}");
    assert_eq!((&late[0]["verb_code"], &late[0]["params"]["link"]), (&json!("supervision.follow"), &json!("county")));
    below.answers(&demand, Outcome::Done).await;
    let done = officer.until(&path, outcome("done")).await;
    assert_eq!(
        (&done["supervisions"][0]["state"], done["supervisions"].as_array().map(Vec::len)),
        (&json!("settled"), Some(1))
    );
    assert!(lines(&mut officer).await.is_empty());
    let steps: Vec<&str> =
        done["activity"].as_array().expect("steps").iter().filter_map(|a| a["action"].as_str()).collect();
    assert_eq!(
        steps,
        [
            "signal_opened",
            "signal_reported",
            "signal_supervised",
            "signal_supervision_sent",
            "signal_supervision_answered",
            "signal_supervision_answered",
        ]
    );
    let mut principal = app.logged_in("principal").await;
    let theirs = principal.get(&path).await.expect_json(200);
    assert_eq!((&theirs["supervisions"], &theirs["supervisable"]), (&json!([]), &Value::Null), "between authorities");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn alarms_from_below_are_signals_and_what_is_demanded_is_answered() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        reported_and_supervised(&app, Edition::V2011).await;
    })
    .await;
    let app = TestApp::on_sqlite().await;
    reported_and_supervised(&app, Edition::V2019).await;
}

/// A signal of our own about the truck, whose positions come over the link.
async fn found_by_us(app: &TestApp) -> SignalId {
    let (id, now) = (SignalId(uuid::Uuid::from_u128(7)), app.now());
    let group = GroupKey::vehicle_day(&app.county.truck.to_string(), now.day());
    let opened = Signal::opened((id, group, now.day()), ("fatigue", Severity::Warning), now, now.plus(4 * HOUR_MS));
    let signal = Signal { vehicle: Some(app.county.truck), enterprise: Some(app.county.near), ..opened };
    let stored = StoredSignal { signal, findings: 1, first_at: now.plus(-MINUTE_MS), last_at: now, version: 1 };
    app.desk.store.tx(async |tx| signals::insert(&tx, &stored).await).await.map_err(|e: StoreError| e).unwrap();
    id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_we_found_of_a_vehicle_is_demanded_of_the_platform_whose_link_it_comes_over() {
    let app = TestApp::on_sqlite().await;
    let path = format!("/api/v1/signals/{}", found_by_us(&app).await);
    let to = format!("{path}/supervisions");
    let order = json!({"deadline": app.now().plus(4 * HOUR_MS).rfc3339_cst()});
    let mut officer = app.logged_in("bureau_officer").await;
    officer.post(&to, &order).await.expect(409);
    let (key, day) = (LinkKey::platform(LinkKind::PlatformIn, "county"), app.now().day());
    let counts = [((key.clone(), day), LinkCounts::default())].into();
    let routes = [(app.county.truck, (key, day))].into();
    let (states, next) = (BTreeMap::new(), BTreeMap::new());
    let counted = link::Counted { counts: &counts, states: &states, routes: &routes, next: &next };
    app.desk.store.tx(async |tx| link::add(&tx, counted).await).await.map_err(|e: StoreError| e).unwrap();
    assert_eq!(officer.get(&path).await.expect_json(200)["supervisable"], "county");

    let (above, address) = Side::above(&app, Edition::V2019).await;
    let below = Side::below(&app, Edition::V2019, address).await;
    // Once it is logged in.
    below.reports(9, app.now(), "").await;
    officer.post(&to, &order).await.expect(200);
    while officer.get(&path).await.expect_json(200)["supervisions"][0]["state"] == "queued" {
        app.pass(MINUTE_MS);
        send_due(&app.desk, &above).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let warned = below.hears(RequestKind::Warning).await;
    assert_eq!(warned.text, "督办：疲劳驾驶报警", "2019 names the vehicle by a pre-warning");
    let demand = below.hears(RequestKind::Supervise).await;
    assert_eq!((demand.about, demand.urgent, demand.plate.as_str()), (None, false, ""));
    below.answers(&demand, Outcome::Done).await;
    let settled = |s: &Value| s["supervisions"][0]["state"] == "settled";
    officer.until(&path, settled).await;
}
