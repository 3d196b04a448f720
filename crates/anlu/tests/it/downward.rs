//! A platform below reports alarms over a real link: they become signals, an officer demands that one be dealt with
//! (督办) or asks whether somebody is on duty (查岗), and what the platform answers is shown, also when the link was down
//! or the program restarted in between.

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use anlu_app::{
    ctx::Desk,
    downward::deliver::{self, Accepted, LowerPlatforms},
    live::plane::{Plane, PlaneSettings, Ports as PlanePorts},
};
use anlu_bus::{Entry, Log};
use anlu_domain::{
    downward::{AlarmSource, Check, Demand, Repeats, Taken},
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
    AuthKey, FixedRegistry, ForwardLink, PlatformOrders, PlatformSettings, Ports, Relay, TerminalIdentity, UpperLink,
    forward, map, serve_upper,
};
use anlu_protocols::jt809::{Edition, LinkProfile, LowerSettings, Text, UpperSettings};
use anlu_store::{
    StoreError,
    repo::{link, signal as signals, signal::StoredSignal, supervision},
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
    fn demand(&self, link: &str, demand: Demand) -> Accepted {
        let (orders, link) = (self.0.clone(), link.to_owned());
        Box::pin(async move { orders.demand(&link, demand).await })
    }

    fn check(&self, link: &str, check: Check) -> Accepted {
        let (orders, link) = (self.0.clone(), link.to_owned());
        Box::pin(async move { orders.check(&link, check).await })
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
        let link =
            ForwardLink { id: "city".to_owned(), session, address, platform, from_start: true, relay: Relay::Nothing };
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
        self.says(demand, Some(outcome), "").await;
    }

    async fn says(&self, asked: &UpperRequest, outcome: Option<Outcome>, text: &str) {
        let answer = UpperAnswer {
            reply_to: asked.reply_to.clone(),
            plate: asked.plate.clone(),
            colour: asked.colour,
            outcome,
            text: text.to_owned(),
            by: "示例值班员".to_owned(),
            phone: "0571-0000".to_owned(),
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

/// The truck was heard of last over the link of the platform below.
async fn declared(app: &TestApp) {
    let (key, day) = (LinkKey::platform(LinkKind::PlatformIn, "county"), app.now().day());
    let counts = [((key.clone(), day), LinkCounts::default())].into();
    let route = (key, day);
    let (states, next, vehicles) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let counted = link::Counted { counts: &counts, states: &states, vehicles: &vehicles, next: &next };
    let stored = app.desk.store.tx(async |tx| {
        link::add_routes(&tx, &[(&app.county.truck, &route)]).await?;
        link::add(&tx, counted).await
    });
    stored.await.map_err(|e: StoreError| e).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_we_found_of_a_vehicle_is_demanded_of_the_platform_whose_link_it_comes_over() {
    let app = TestApp::on_sqlite().await;
    let path = format!("/api/v1/signals/{}", found_by_us(&app).await);
    let to = format!("{path}/supervisions");
    let order = json!({"deadline": app.now().plus(4 * HOUR_MS).rfc3339_cst()});
    let mut officer = app.logged_in("bureau_officer").await;
    officer.post(&to, &order).await.expect(409);
    declared(&app).await;
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

async fn unanswered(client: &mut Client) -> Vec<Value> {
    let today = client.get("/api/v1/today").await.expect_json(200);
    let late = today["overdue"].as_array().cloned().unwrap_or_default();
    late.into_iter().filter(|item| item["kind"] == "duty_check").collect()
}

async fn asked_and_answered(app: &TestApp, edition: Edition) {
    declared(app).await;
    let list = "/api/v1/links/checks?link=county";
    let order = |object_type: u8, object: &str| {
        json!({
            "link": "county", "object_type": object_type, "object": object, "text": "请回复值班人员姓名",
            "deadline": app.now().plus(10 * MINUTE_MS).rfc3339_cst(),
        })
    };
    let mut officer = app.logged_in("bureau_officer").await;
    let to = "/api/v1/links/checks";
    let fault = |answer: &Value| answer["errors"][0]["code"].as_str().map(str::to_owned);
    for (wrong, code) in [
        (json!({"text": " "}), "required"),
        (json!({"object_type": 4}), "check_object_type"),
        (json!({"object_type": 2}), "required"),
        (json!({"object": "超过十二字节的对象"}), "too_long"),
        (json!({"deadline": app.now().rfc3339_cst()}), "supervision_deadline_past"),
    ] {
        let mut bad = order(1, "");
        bad.as_object_mut().expect("an object").extend(wrong.as_object().expect("an object").clone());
        let refused = officer.post(to, &bad).await.expect_json(422);
        assert_eq!(fault(&refused).as_deref(), Some(code), "{wrong}");
    }
    let mut elsewhere = order(1, "");
    elsewhere["link"] = json!("nowhere");
    officer.post(to, &elsewhere).await.expect(404);

    // Asked while the link is down: it waits in the store, and goes down after a restart.
    let (above, _) = Side::above(app, edition).await;
    let asked = officer.post(to, &order(1, "")).await.expect_json(200);
    assert_eq!((&asked["state"], &asked["number"]), (&json!("queued"), &json!(1)));
    assert_eq!(fault(&officer.post(to, &order(1, "")).await.expect_json(422)).as_deref(), Some("check_waits"));
    send_due(&app.desk, &above).await;
    let row = officer.get(list).await.expect_json(200)["items"][0].clone();
    assert_eq!((&row["delivery"], &row["problem"], &row["tries"]), (&json!("queued"), &json!("link_down"), &json!(1)));
    drop(above);
    let (above, address) = Side::above(app, edition).await;
    let below = Side::below(app, edition, address).await;
    while officer.get(list).await.expect_json(200)["items"][0]["state"] == "queued" {
        app.pass(5_000);
        send_due(&app.desk, &above).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let heard = below.hears(RequestKind::Inquiry).await;
    assert_eq!((heard.text.as_str(), heard.deadline.is_some()), ("请回复值班人员姓名", edition == Edition::V2019));
    below.says(&heard, None, "王测试在岗").await;
    let answered = officer.until(list, |l| l["items"][0]["state"] == "answered").await;
    let answer = &answered["items"][0]["answer"];
    assert_eq!((&answer["text"], &answer["in_time"]), (&json!("王测试在岗"), &json!(true)));
    let who = if edition == Edition::V2019 { ("示例值班员", "0571-0000") } else { ("", "") };
    assert_eq!((answer["by"].as_str(), answer["phone"].as_str()), (Some(who.0), Some(who.1)));
    below.says(&heard, None, "又来一次").await;

    // Nobody answers another one in time: a line of whoever asked, until it is closed.
    let second = officer.post(to, &order(2, "330282")).await.expect_json(200);
    send_due(&app.desk, &above).await;
    assert!(unanswered(&mut officer).await.is_empty());
    let close = format!("/api/v1/links/checks/{}/close", second["id"].as_str().expect("an id"));
    officer.post(&close, &json!({"version": 2})).await.expect(422);
    app.pass(11 * MINUTE_MS);
    let late = unanswered(&mut officer).await;
    assert_eq!((late.len(), &late[0]["link"]), (1, &json!("/signals/links?open=platform_in/county")));
    assert_eq!(late[0]["verb_code"], "duty_check.follow");
    let mut other = app.logged_in("enforcement").await;
    assert!(unanswered(&mut other).await.is_empty(), "only of whoever asked");
    let rows = officer.get(list).await.expect_json(200);
    let row = &rows["items"][0];
    assert_eq!((&rows["total"], &row["state"], &row["may_close"]), (&json!(2), &json!("overdue"), &json!(true)));
    assert_eq!(rows["items"][1]["answer"]["text"], "王测试在岗", "the first answer counts");
    let version = row["version"].clone();
    officer.post(&close, &json!({"version": 1})).await.expect(409);
    let closed = officer.post(&close, &json!({ "version": version })).await.expect_json(200);
    assert_eq!((&closed["state"], &closed["may_close"]), (&json!("settled"), &json!(false)));
    assert!(unanswered(&mut officer).await.is_empty());
    let told = app.logged_in("leader").await.get(list).await.expect_json(200);
    assert_eq!((&told["total"], &told["items"][0]["may_close"]), (&json!(2), &json!(false)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whether_somebody_is_on_duty_below_is_asked_and_answered() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        asked_and_answered(&app, Edition::V2019).await;
    })
    .await;
    let app = TestApp::on_sqlite().await;
    asked_and_answered(&app, Edition::V2011).await;
}

/// Links whose word that they took a message comes later than the answer to it.
struct Slow<'a> {
    above: &'a Side,
    below: &'a Side,
}

impl Slow<'_> {
    /// Answers as the platform below does, and gives the worker above the time to read that.
    fn first(&self, kind: RequestKind, taken: Accepted) -> Accepted {
        let (log, orders) = (Arc::clone(&self.below.log), self.below.orders.clone());
        let above = Arc::clone(&self.above.log);
        Box::pin(async move {
            let taken = taken.await?;
            let below =
                Side { log, orders, stop: CancellationToken::new(), folder: tempfile::tempdir().expect("a folder") };
            let before = stored(&above).len();
            let asked = below.hears(kind).await;
            below.says(&asked, Some(Outcome::Done).filter(|_| kind == RequestKind::Supervise), "在岗").await;
            while stored(&above).len() == before {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            tokio::time::sleep(Duration::from_millis(300)).await;
            Some(taken)
        })
    }
}

impl LowerPlatforms for Slow<'_> {
    fn demand(&self, link: &str, demand: Demand) -> Accepted {
        self.first(RequestKind::Supervise, Links(self.above.orders.clone()).demand(link, demand))
    }

    fn check(&self, link: &str, check: Check) -> Accepted {
        self.first(RequestKind::Inquiry, Links(self.above.orders.clone()).check(link, check))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_answer_that_comes_before_its_serial_number_is_noted_is_found() {
    let app = TestApp::on_sqlite().await;
    declared(&app).await;
    let (above, address) = Side::above(&app, Edition::V2019).await;
    let below = Side::below(&app, Edition::V2019, address).await;
    // Once it is logged in.
    below.reports(9, app.now(), "").await;
    let mut officer = app.logged_in("bureau_officer").await;
    let deadline = app.now().plus(10 * MINUTE_MS).rfc3339_cst();
    let order = json!({"link": "county", "object_type": 1, "text": "谁在岗", "deadline": deadline});
    officer.post("/api/v1/links/checks", &order).await.expect(200);
    let path = format!("/api/v1/signals/{}", found_by_us(&app).await);
    officer.post(&format!("{path}/supervisions"), &json!({ "deadline": deadline })).await.expect(200);
    deliver::due(&app.desk, &Slow { above: &above, below: &below }).await.expect("the store is there");
    officer.until("/api/v1/links/checks?link=county", |l| l["items"][0]["state"] == "answered").await;
    officer.until(&path, |s| s["supervisions"][0]["state"] == "settled").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_answer_in_the_short_layout_may_name_the_warning_that_went_ahead_or_the_demand() {
    let app = TestApp::on_sqlite().await;
    let id = found_by_us(&app).await;
    let path = format!("/api/v1/signals/{id}");
    declared(&app).await;
    let mut officer = app.logged_in("bureau_officer").await;
    let deadline = app.now().plus(4 * HOUR_MS).rfc3339_cst();
    officer.post(&format!("{path}/supervisions"), &json!({ "deadline": deadline })).await.expect(200);
    deliver::due(&app.desk, &Numbered).await.expect("the store is there");
    for (kind, serial) in [(0x9402, 40), (0x9401, 41)] {
        let repeats = Repeats::Source { request: None, kind, serial };
        let meant = supervision::meant(app.desk.store.read(), "county", repeats).await.expect("the store is there");
        assert_eq!(meant.map(|s| s.signal), Some(id), "{kind:04x} {serial}");
    }
    let other = Repeats::Source { request: None, kind: 0x9402, serial: 41 };
    assert!(supervision::meant(app.desk.store.read(), "county", other).await.expect("read").is_none());
}

/// Takes everything: a warning as number 40, the demand as 41.
struct Numbered;

impl LowerPlatforms for Numbered {
    fn demand(&self, _: &str, _: Demand) -> Accepted {
        let about = Some(AlarmSource { platform: String::new(), kind: 0x9402, serial: 40 });
        Box::pin(std::future::ready(Some(Taken { serial: 41, about })))
    }

    fn check(&self, _: &str, _: Check) -> Accepted {
        Box::pin(std::future::ready(None))
    }
}
