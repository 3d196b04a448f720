//! An upper platform asks (查岗, 督办) and warns; officers see it, answer, and the answer goes up as the edition wants it,
//! also when the link was down or the program restarted in between. Findings are told of by 0x1402.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anlu_app::{
    ctx::Desk,
    live::plane::{Plane, PlaneSettings, Ports as PlanePorts},
    upward::{
        deliver::{self, Answered, Reported, UpperPlatforms},
        uplink::{Uplink, Uplinks},
    },
};
use anlu_bus::Log;
use anlu_domain::{
    party::vehicle::PlateColour,
    time::HOUR_MS,
    upward::{UpperAlarm, UpperAnswer},
};
use anlu_gateway::{
    AuthKey, FixedRegistry, ForwardLink, GatewaySettings, PlatformOrders, PlatformSettings, Ports, Relay,
    TerminalIdentity, forward, map, serve,
};
use anlu_protocols::jt809::{
    self, Body, Delivery, Edition, EditionChoice, Instant, LinkProfile, LowerSettings, MsgId, Text, Vehicle,
    body::{
        alarm::{
            Exchange, Exchange2011, Report, Supervise, Supervise2011, Supervise2019, SuperviseReply,
            SuperviseReply2011, SuperviseReply2019,
        },
        platform::{DutyAnswer, DutyCheck, DutyCheck2019, ToObject},
    },
    field::Counted,
};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{
    harness::{
        app::TestApp,
        db::on_each,
        fake_upper::{ACCESS_CODE, FakeUpper, SECRET, USER},
        gateway::{MovedClock, open_log},
        terminal::{Position, Terminal},
    },
    oracle::engine,
};

mod orders;
mod results;

/// SIM of the truck of `near`.
const PHONE: &str = "13300000001";
const PLATE: &str = "浙ZA0001";

struct Links(PlatformOrders);

impl UpperPlatforms for Links {
    fn answer(&self, link: &str, answer: UpperAnswer) -> Answered {
        let (orders, link) = (self.0.clone(), link.to_owned());
        Box::pin(async move { orders.answer(&link, answer).await })
    }

    fn report(&self, link: &str, alarm: UpperAlarm) -> Reported {
        let (orders, link) = (self.0.clone(), link.to_owned());
        Box::pin(async move { orders.report(&link, alarm).await })
    }
}

/// Log, live worker and outbox of a lower platform; the link is started apart.
struct Below {
    desk: Desk,
    log: Arc<Log>,
    orders: PlatformOrders,
    stop: CancellationToken,
    folder: tempfile::TempDir,
}

impl Drop for Below {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

fn registry(app: &TestApp) -> Arc<FixedRegistry> {
    let truck = TerminalIdentity { vehicle: app.county.truck, plate: PLATE.to_owned(), colour: PlateColour::Yellow };
    Arc::new(FixedRegistry([(PHONE.to_owned(), truck)].into()))
}

impl Below {
    fn start(app: &TestApp) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let log = Arc::new(open_log(&folder.path().join("log")));
        let uplink = Uplink {
            id: "province".to_owned(),
            report_alarms: true,
            report_ends: true,
            report_results: true,
            carry_orders: true,
            inquiry_minutes: 10,
        };
        let desk = Desk { uplinks: Arc::new(Uplinks::new(vec![uplink])), ..app.desk.clone() };
        let stop = CancellationToken::new();
        let plane = PlanePorts {
            log: Arc::clone(&log),
            engine: Arc::new(engine()),
            decode: Arc::new(|entry, out| map::facts(entry, out).unwrap_or_default()),
            notices: Arc::new(map::notices),
            sink: None,
            settings: PlaneSettings::new(folder.path().join("snapshots")),
        };
        drop(Plane::start(&desk, plane, &stop));
        Self { desk, log, orders: PlatformOrders::default(), stop, folder }
    }

    fn ports(&self, app: &TestApp) -> Ports {
        Ports { log: Arc::clone(&self.log), registry: registry(app), clock: Arc::new(MovedClock::to(app.now())) }
    }

    /// Opens the link to `address`; it ends with the token.
    fn link(&self, app: &TestApp, edition: Edition, address: SocketAddr) -> CancellationToken {
        let session =
            LowerSettings { retry_ms: 50, ..LowerSettings::new(LinkProfile::new(edition), ACCESS_CODE, USER, SECRET) };
        let platform = Text::new("33010000001");
        let link = ForwardLink {
            id: "province".to_owned(),
            session,
            address,
            platform,
            from_start: false,
            relay: Relay::Nothing,
        };
        let settings =
            PlatformSettings { tick: Duration::from_millis(20), ..PlatformSettings::new(AuthKey::new([3; 32])) };
        let (ports, orders, stop) = (self.ports(app), self.orders.clone(), self.stop.child_token());
        let stopping = stop.clone();
        tokio::spawn(async move { forward(link, ports, None, &orders, settings, stopping).await });
        stop
    }

    async fn send_due(&self) {
        deliver::due(&self.desk, &Links(self.orders.clone())).await.expect("the store is there");
    }
}

fn check(edition: Edition) -> Body<'static> {
    // "ABC" is the same in GBK.
    let content = Counted(b"ABC?");
    Body::DutyCheck(match edition {
        Edition::V2011 => {
            DutyCheck::Object(ToObject { object_type: 1, object_id: Text::new("339999"), info_id: 9, content })
        }
        Edition::V2019 => DutyCheck::V2019(DutyCheck2019 {
            object_type: 1,
            object_id: Text::new("339999"),
            answer_time: 0,
            info_id: 9,
            content,
        }),
    })
}

fn demand(edition: Edition, at: i64) -> Body<'static> {
    let (time, deadline) = (Instant::from_ms(at), Instant::from_ms(at + HOUR_MS));
    let (supervisor, supervisor_tel, supervisor_email) = (Text::new("示例督办员"), Text::new("0000"), Text::default());
    Body::Supervise(match edition {
        Edition::V2011 => Supervise::V2011(Supervise2011 {
            source: 3,
            alarm_type: MsgId(2),
            time,
            supervision_id: 77,
            deadline,
            level: 0,
            supervisor,
            supervisor_tel,
            supervisor_email,
        }),
        Edition::V2019 => Supervise::V2019(Supervise2019 {
            platform: Text::default(),
            time,
            source_type: MsgId(0x1402),
            source_serial: 5,
            deadline,
            level: 0,
            supervisor,
            supervisor_tel,
            supervisor_email,
        }),
    })
}

/// What an answer of ours says, read as the upper platform reads it.
fn read<T>(delivery: &Delivery, edition: Edition, what: impl FnOnce(&Body<'_>) -> T) -> T {
    let opened = jt809::open(&delivery.frame, EditionChoice::Only(edition), None).expect("a frame");
    what(&jt809::decode(opened.header.msg_id, &opened.body, edition).expect("a message").body)
}

fn answers_check(delivery: &Delivery, edition: Edition) {
    read(delivery, edition, |body| match body {
        Body::DutyAnswer(DutyAnswer::Object(a)) => {
            assert_eq!(edition, Edition::V2011);
            assert_eq!(
                (a.object_type, a.object_id.text().as_ref(), a.info_id, a.content.0),
                (1, "339999", 9, &b"in post"[..])
            );
        }
        Body::DutyAnswer(DutyAnswer::V2019(a)) => {
            assert_eq!(edition, Edition::V2019);
            assert_eq!(
                (a.responder.text().as_ref(), a.responder_tel.text().as_ref()),
                ("示例bureau_offic", "0571-0000"),
                "a name has 16 bytes"
            );
            assert_eq!(
                (a.source_type, a.object_id.text().as_ref(), a.content.0),
                (MsgId(0x9301), "339999", &b"in post"[..])
            );
        }
        other => panic!("{other:?}"),
    });
}

fn answers_demand(delivery: &Delivery, edition: Edition) {
    read(delivery, edition, |body| match body {
        Body::SuperviseReply(SuperviseReply::V2011(SuperviseReply2011 { supervision_id: 77, result: 1 })) => {
            assert_eq!(edition, Edition::V2011);
            assert_eq!(delivery.vehicle, Some(Vehicle::new(PLATE, 2)));
        }
        Body::SuperviseReply(SuperviseReply::V2019(SuperviseReply2019 {
            source_type,
            source_serial: 5,
            result: 1,
            ..
        })) => {
            assert_eq!((edition, *source_type), (Edition::V2019, MsgId(0x1402)));
        }
        other => panic!("{other:?}"),
    });
}

fn items(today: &Value) -> Vec<Value> {
    let groups =
        ["overdue", "today", "week"].into_iter().flat_map(|g| today[g].as_array().cloned().unwrap_or_default());
    groups.filter(|item| item["kind"] == "request").collect()
}

async fn asks_and_is_answered(app: &TestApp, edition: Edition) {
    let below = Below::start(app);
    let mut above = FakeUpper::start(edition).await;
    let link = below.link(app, edition, above.address);
    above.logged_in().await;
    let truck = Vehicle::new(PLATE, 2);
    above.say(None, check(edition)).await;
    above.say(Some(truck), demand(edition, app.now().0)).await;
    let mut officer = app.logged_in("bureau_officer").await;
    let today = officer.until("/api/v1/today", |t| items(t).len() == 2).await;
    for item in items(&today) {
        assert_eq!(item["verb_code"], "request.answer");
        assert!(item["due_at"].is_string(), "{item}");
    }
    let list = officer.get("/api/v1/requests?open=true").await.expect_json(200);
    let of =
        |kind: &str| list["items"].as_array().expect("rows").iter().find(|r| r["kind"] == kind).expect(kind).clone();
    let (inquiry, supervise) = (of("inquiry"), of("supervise"));
    assert_eq!((&inquiry["text"], &supervise["asker"]), (&json!("ABC?"), &json!("示例督办员")));
    let mut leader = app.logged_in("leader").await;
    let to = |r: &Value| format!("/api/v1/requests/{}/answer", r["id"].as_str().expect("an id"));
    let post = json!({"version": inquiry["version"], "text": "in post", "phone": "0571-0000"});
    leader.post(&to(&inquiry), &post).await.expect(403);
    assert!(items(&leader.get("/api/v1/today").await.expect_json(200)).is_empty(), "the leader has nothing to answer");
    officer.post(&to(&inquiry), &json!({"version": inquiry["version"]})).await.expect(422);
    officer.post(&to(&supervise), &json!({"version": supervise["version"], "text": "x"})).await.expect(422);

    officer.post(&to(&inquiry), &post).await.expect(200);
    officer.post(&to(&inquiry), &post).await.expect(409);
    below.send_due().await;
    answers_check(&above.hears(0x1301).await, edition);
    let row =
        officer.get(&format!("/api/v1/requests/{}", inquiry["id"].as_str().expect("an id"))).await.expect_json(200);
    assert_eq!((&row["answer"]["delivery"], &row["answer"]["in_time"]), (&json!("delivered"), &json!(true)), "{row}");

    // The deadline passes, the link breaks, the program ends: the answer waits in the store.
    app.pass(2 * HOUR_MS);
    let row =
        officer.get(&format!("/api/v1/requests/{}", supervise["id"].as_str().expect("an id"))).await.expect_json(200);
    assert_eq!(row["expired"], true);
    link.cancel();
    let done = json!({"version": supervise["version"], "outcome": "done", "text": "已约谈"});
    let answered = officer.post(&to(&supervise), &done).await.expect_json(200);
    assert_eq!(answered["answer"]["in_time"], false, "late, and sent all the same");
    until_down(&below).await;
    below.send_due().await;
    let row =
        officer.get(&format!("/api/v1/requests/{}", supervise["id"].as_str().expect("an id"))).await.expect_json(200);
    assert_eq!((&row["answer"]["delivery"], &row["answer"]["problem"]), (&json!("queued"), &json!("link_down")));
    drop(below);
    let below = Below::start(app);
    let _link = below.link(app, edition, above.address);
    above.logged_in().await;
    // The upper platform knows of the log-in before we do.
    let path = format!("/api/v1/requests/{}", supervise["id"].as_str().expect("an id"));
    while officer.get(&path).await.expect_json(200)["answer"]["delivery"] == "queued" {
        app.pass(60_000);
        below.send_due().await;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    answers_demand(&above.hears(0x1401).await, edition);
    assert!(items(&officer.get("/api/v1/today").await.expect_json(200)).is_empty(), "nothing is left to answer");
    let ledger = officer.get("/api/v1/requests").await.expect_json(200);
    assert_eq!(ledger["total"], 2, "asked once each");
    assert!(below.folder.path().exists());
}

/// The task of the link has ended.
async fn until_down(below: &Below) {
    let probe = || UpperAnswer {
        reply_to: String::new(),
        plate: String::new(),
        colour: 0,
        outcome: None,
        text: String::new(),
        by: String::new(),
        phone: String::new(),
        carried: None,
        enclosed: None,
    };
    // An answer to nothing is never taken; what matters is that the task has let go of its orders.
    while below.orders.answer("province", probe()).await {}
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn inquiries_and_demands_are_tasks_until_they_are_answered() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        asks_and_is_answered(&app, Edition::V2011).await;
    })
    .await;
    let app = TestApp::on_sqlite().await;
    asks_and_is_answered(&app, Edition::V2019).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_warning_about_a_known_vehicle_raises_a_signal_at_once() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let below = Below::start(&app);
        let mut above = FakeUpper::start(Edition::V2011).await;
        let _link = below.link(&app, Edition::V2011, above.address);
        above.logged_in().await;
        let warning = |plate: &str| {
            let time = Instant::from_ms(app.now().0);
            let content = Counted(b"overtired");
            let body = Exchange::V2011(Exchange2011 { source: 3, alarm_type: MsgId(2), time, content });
            (Some(Vehicle::new(plate, 2)), Body::Warning(body))
        };
        for plate in [PLATE, "浙Z99999", PLATE] {
            let (vehicle, body) = warning(plate);
            above.say(vehicle, body).await;
        }
        let mut officer = app.logged_in("bureau_officer").await;
        let kept = officer.until("/api/v1/requests", |l| l["total"] == 2).await;
        let rows = kept["items"].as_array().expect("rows");
        let known = rows.iter().find(|r| r["vehicle"].is_object()).expect("the known vehicle");
        let stranger = rows.iter().find(|r| r["plate"] == "浙Z99999").expect("the unknown one is kept as well");
        assert!(stranger["signal_id"].is_null());
        assert_eq!((&known["alarm"], &known["text"]), (&json!("疲劳驾驶报警"), &json!("overtired")));
        let path = format!("/api/v1/signals/{}", known["signal_id"].as_str().expect("a signal"));
        let signal = officer.get(&path).await.expect_json(200);
        assert_eq!((&signal["kind"], &signal["finding_count"]), (&json!("warned"), &json!(1)), "said twice, kept once");
        assert_eq!(signal["activity"][0]["note"], "疲劳驾驶报警 overtired");
        assert!(below.folder.path().exists());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn findings_are_told_of_in_the_form_of_the_edition() {
    for edition in [Edition::V2011, Edition::V2019] {
        let app = TestApp::on_sqlite().await;
        let below = Below::start(&app);
        let mut above = FakeUpper::start(edition).await;
        let _link = below.link(&app, edition, above.address);
        above.logged_in().await;
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let gateway = listener.local_addr().expect("an address");
        let settings = GatewaySettings::new(AuthKey::new([3; 32]));
        tokio::spawn(serve(listener, below.ports(&app), settings, below.stop.child_token()));
        let start = app.now().0 - 6 * HOUR_MS;
        tokio::task::spawn_blocking(move || {
            let mut terminal = Terminal::log_in(gateway, PHONE).expect("logged in");
            let all: Vec<Position> = (0..600_u32)
                .map(|number| {
                    let speed_kmh = if number < 540 { 60 } else { 0 };
                    Position { number, time_ms: start + i64::from(number) * 30_000, speed_kmh }
                })
                .collect();
            for part in all.chunks(100) {
                terminal.send_positions(part).expect("sent");
                while terminal.waiting() > 0 {
                    terminal.acknowledged().expect("acknowledged");
                }
            }
        })
        .await
        .expect("the drive");
        let mut officer = app.logged_in("bureau_officer").await;
        officer.until("/api/v1/signals?kind=fatigue", |l| l["total"] == 1).await;
        below.send_due().await;
        let told = above.hears(0x1402).await;
        assert_eq!(told.vehicle, Some(Vehicle::new(PLATE, 2)));
        let info_id = read(&told, edition, |body| match body {
            Body::Alarm(Report::V2011(r)) => {
                assert_eq!((edition, r.source, r.alarm_type), (Edition::V2011, 3, MsgId(2)));
                assert!(!r.content.0.is_empty() && r.info_id != 0);
                r.info_id
            }
            Body::Alarm(Report::V2019(r)) => {
                assert_eq!((edition, r.alarm_type, r.platform), (Edition::V2019, MsgId(2), Text::new("33010000001")));
                assert!(r.start_time.epoch_ms() < r.end_time.epoch_ms());
                0
            }
            other => panic!("{other:?}"),
        });
        results::go_up(&below, &mut above, &app, edition, info_id).await;
        assert!(below.folder.path().exists());
    }
}
