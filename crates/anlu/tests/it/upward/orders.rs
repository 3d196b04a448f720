//! An upper platform sends texts to whoever is on duty and gives orders to vehicles: what can be done is done by the
//! terminal and answered, everything else is refused and can be seen.

use std::{sync::Arc, time::Duration};

use anlu_app::command::dispatch::{self, Terminals};
use anlu_domain::command::{CommandNews, Order};
use anlu_gateway::{AuthKey, Downlink, GatewaySettings, Ports, serve_with};
use anlu_protocols::{
    jt808::{
        self,
        body::{
            Driver, MediaEvent, ShotReply,
            x0702_driver::{Card, Holder, INSERTED},
            x0801_media::Origin,
        },
    },
    jt809::{
        Body, Delivery, Edition, Instant, MsgId, Text, Vehicle,
        body::{
            control::{
                Answer, Monitor, PhotoRequest, Recorder, RecorderRequest, RecorderRequest2011, RecorderRequest2019,
                Result2011, Result2019, Takeover, TextReply, TextReply2011, TextRequest,
            },
            link::Empty,
            platform::{Notice, Notice2019, NoticeReply, NoticeReply2011, SourceOnly, ToObject},
        },
        field::{Counted, Raw},
    },
    wire::{CivilTime, DeviceTime, gbk},
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::mpsc};

use super::{Below, PHONE, PLATE, items, read};
use crate::harness::{
    app::TestApp,
    county::{DRIVER_ID_NUMBER, NEAR},
    db::on_each,
    fake_upper::FakeUpper,
    http::Client,
    terminal::Terminal,
};

struct Online(Downlink);

impl Terminals for Online {
    fn order(&self, phone: &str, order: Order, within: Duration) -> mpsc::Receiver<CommandNews> {
        self.0.order(phone, order, within)
    }
}

/// The gateway of the terminals and the dispatcher of orders, beside the link.
async fn terminals(below: &Below, app: &TestApp) -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let downlink = Downlink::default();
    // One clock for all: a picture answers an order that was given shortly before.
    let ports = Ports { clock: Arc::clone(&app.desk.clock), ..below.ports(app) };
    let (orders, stop) = (downlink.clone(), below.stop.child_token());
    let settings = GatewaySettings::new(AuthKey::new([3; 32]));
    tokio::spawn(async move { serve_with(listener, ports, settings, &orders, stop).await });
    tokio::spawn(dispatch::run(below.desk.clone(), Arc::new(Online(downlink)), below.stop.child_token()));
    address
}

/// Waits until an order of this kind has been answered as `carried` says, and until that has gone up.
async fn carried(below: &Below, officer: &mut Client, kind: &str, carried: &str) -> Value {
    let found = async {
        loop {
            below.send_due().await;
            let list = officer.get("/api/v1/requests").await.expect_json(200);
            let row = list["items"].as_array().expect("rows").iter().find(|r| r["kind"] == kind).cloned();
            if let Some(row) = row.filter(|r| r["answer"]["delivery"] == "delivered") {
                assert_eq!(row["answer"]["carried"], carried, "{row}");
                return row;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), found).await.unwrap_or_else(|_| panic!("{kind} never {carried}"))
}

/// What goes up once the terminal has answered.
async fn comes(below: &Below, above: &mut FakeUpper, sub_id: u16) -> Delivery {
    let sending = async {
        loop {
            below.send_due().await;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::select! {
        told = above.hears(sub_id) => told,
        () = sending => panic!("it goes on until something came"),
    }
}

fn text(message_id: u32) -> Body<'static> {
    Body::Text(TextRequest { message_id, priority: 0, content: Counted(b"rest now") })
}

/// Result of an answer, and whether it names the order as the edition does.
fn result(delivery: &Delivery, edition: Edition) -> u8 {
    read(delivery, edition, |body| match body {
        Body::TextReply(TextReply::V2011(TextReply2011 { message_id, result })) => {
            assert_eq!((edition, *message_id), (Edition::V2011, 41));
            *result
        }
        Body::MonitorReply(Answer::V2011(Result2011 { result }))
        | Body::TakeoverReply(Answer::V2011(Result2011 { result })) => *result,
        Body::TextReply(TextReply::V2019(Result2019 { source_type, result, .. }))
        | Body::MonitorReply(Answer::V2019(Result2019 { source_type, result, .. }))
        | Body::TakeoverReply(Answer::V2019(Result2019 { source_type, result, .. })) => {
            assert_eq!(edition, Edition::V2019);
            assert!(matches!(source_type, MsgId(0x9501 | 0x9503 | 0x9505)));
            *result
        }
        Body::Recorder(Recorder::V2011(r)) => u8::from(r.command == 8 && r.data.0.is_empty()),
        Body::Recorder(Recorder::V2019(r)) => u8::from(r.command == 8 && r.data.0.is_empty()),
        other => panic!("{other:?}"),
    })
}

fn flag(delivery: &Delivery, edition: Edition) -> (u8, Vec<u8>) {
    read(delivery, edition, |body| match body {
        Body::Photo(photo) => (photo.flag, photo.photo.to_vec()),
        other => panic!("{other:?}"),
    })
}

/// Who drives, and whose it is: told from the registry.
async fn asks_about_the_truck(
    below: &Below,
    above: &mut FakeUpper,
    officer: &mut Client,
    terminal: &mut Terminal,
    edition: Edition,
) {
    let truck = Some(Vehicle::new(PLATE, 2));
    let name = |told: &Delivery| {
        read(told, edition, |body| match body {
            Body::DriverAnswer(driver) => {
                assert_eq!(driver.source.is_some(), edition == Edition::V2019);
                assert!(driver.identity.iter().all(|byte| *byte == 0), "no identity number");
                gbk::text(driver.name).trim_end_matches('\0').to_owned()
            }
            other => panic!("{other:?}"),
        })
    };
    above.say(truck, Body::DriverRequest(Empty {})).await;
    assert_eq!(name(&comes(below, above, 0x120a).await), "", "no card was put in");
    carried(below, officer, "driver", "no_driver").await;
    let holder = Holder {
        name: b"",
        certificate: DRIVER_ID_NUMBER.as_bytes(),
        agency: b"",
        valid_until: Some([0x20, 0x99, 0x12, 0x31]),
        identity: None,
    };
    let time = CivilTime::gmt8_at(below.desk.now().0).map_or(DeviceTime::Invalid([0; 6]), DeviceTime::Valid);
    let card = Card { status: INSERTED, time };
    let inserted = Driver { card: Some(card), result: Some(0), holder: Some(holder) };
    terminal.say(0x0702, &jt808::Body::Driver(inserted)).expect("sent");
    // It is asked until the card has arrived: the two come by different ways.
    let asked = async {
        loop {
            above.say(truck, Body::DriverRequest(Empty {})).await;
            let told = name(&comes(below, above, 0x120a).await);
            if !told.is_empty() {
                return told;
            }
        }
    };
    let told = tokio::time::timeout(Duration::from_mins(1), asked).await.expect("the driver becomes known");
    assert_eq!(told, "李明示", "as the registry names him");

    above.say(truck, Body::VehicleRequest(Empty {})).await;
    let told = comes(below, above, 0x1601).await;
    read(&told, edition, |body| match body {
        Body::VehicleInfo(info) => {
            let text = gbk::text(info.car_info.0);
            assert!(text.starts_with(&format!("VIN:={PLATE};VEHICLE_COLOR:=2;")), "{text}");
            assert!(text.contains(&format!("OWERS_NAME:={NEAR}")), "{text}");
        }
        other => panic!("{other:?}"),
    });
    carried(below, officer, "vehicle_file", "done").await;
    let stranger = Some(Vehicle::new("浙Z99999", 2));
    above.say(stranger, Body::VehicleRequest(Empty {})).await;
    // The answer about the truck may have gone up twice.
    let told = loop {
        let told = comes(below, above, 0x1601).await;
        if told.vehicle == stranger {
            break told;
        }
    };
    assert!(read(&told, edition, |body| matches!(body, Body::VehicleInfo(info) if info.car_info.0.is_empty())));
}

async fn orders_are_carried_out(app: &TestApp, edition: Edition) {
    let below = Below::start(app);
    let address = terminals(&below, app).await;
    let mut above = FakeUpper::start(edition).await;
    let _link = below.link(app, edition, above.address);
    above.logged_in().await;
    let mut officer = app.logged_in("bureau_officer").await;
    let truck = Some(Vehicle::new(PLATE, 2));

    // What is not done here, for a vehicle that is not known, or for one that is off line: refused in clear words.
    above.say(truck, Body::Monitor(Monitor { monitor_tel: Text::new("0000-8100009") })).await;
    carried(&below, &mut officer, "listen", "unsupported").await;
    assert_eq!(result(&above.hears(0x1501).await, edition), 1);
    let takeover = Takeover {
        authentication_code: Raw([0; 10]),
        access_point: Text::default(),
        user: Text::default(),
        password: Text::default(),
        server_ip: Text::new("192.0.2.1"),
        tcp_port: 7611,
        udp_port: 0,
        end_time: Instant::from_ms(app.now().0),
    };
    above.say(truck, Body::Takeover(takeover)).await;
    let seen = carried(&below, &mut officer, "takeover", "unsupported").await;
    assert_eq!(seen["text"], "192.0.2.1:7611");
    assert_eq!(result(&above.hears(0x1505).await, edition), 1);
    let recorder = match edition {
        Edition::V2011 => RecorderRequest::V2011(RecorderRequest2011 { command: 8 }),
        Edition::V2019 => {
            let at = Instant::from_ms(app.now().0);
            RecorderRequest::V2019(RecorderRequest2019 { start_time: at, end_time: at, command: 8 })
        }
    };
    above.say(truck, Body::RecorderRequest(recorder)).await;
    carried(&below, &mut officer, "recorder", "unsupported").await;
    assert_eq!(result(&above.hears(0x1504).await, edition), 1);
    let photo = || Body::PhotoRequest(PhotoRequest { lens: 2, size: 2 });
    above.say(Some(Vehicle::new("浙Z99999", 2)), photo()).await;
    carried(&below, &mut officer, "photo", "no_vehicle").await;
    assert_eq!(flag(&above.hears(0x1502).await, edition), (9, Vec::new()));
    above.say(truck, text(41)).await;
    carried(&below, &mut officer, "text", "offline").await;
    assert_eq!(result(&above.hears(0x1503).await, edition), 1);

    let online = tokio::task::spawn_blocking(move || Terminal::log_in(address, PHONE)).await;
    let mut terminal = online.expect("runs").expect("on line");
    above.say(truck, text(41)).await;
    let (header, body) = terminal.order().expect("an order");
    assert_eq!(header.msg_id, 0x8300);
    assert!(body.ends_with(b"rest now"), "{body:?}");
    terminal.answer(&header, 0).expect("sent");
    let told = comes(&below, &mut above, 0x1503).await;
    assert_eq!(result(&told, edition), 0);

    above.say(truck, photo()).await;
    let (header, _) = terminal.order().expect("an order");
    assert_eq!(header.msg_id, 0x8801);
    terminal.answer(&header, 0).expect("sent");
    let shot = ShotReply { reply_serial: header.serial, result: 0, media_ids: None };
    terminal.say(0x0805, &jt808::Body::ShotReply(shot)).expect("sent");
    let picture = b"\xff\xd8\xff\xe0\0\x10JFIF\0 an invented picture";
    let event = MediaEvent { media_id: 7, kind: 0, format: 0, event: 0, channel: 2 };
    let media = jt808::body::Media { event, origin: Origin::Location(Terminal::somewhere()), data: picture };
    terminal.say(0x0801, &jt808::Body::Media(media)).expect("sent");
    let told = comes(&below, &mut above, 0x1502).await;
    assert_eq!(flag(&told, edition), (1, picture.to_vec()));

    asks_about_the_truck(&below, &mut above, &mut officer, &mut terminal, edition).await;

    // Orders are nobody's task; they stand among the orders to the vehicle.
    assert!(items(&officer.get("/api/v1/today").await.expect_json(200)).is_empty());
    let path = format!("/api/v1/vehicles/{}/commands", app.county.truck);
    let given = officer.get(&path).await.expect_json(200);
    assert_eq!(
        (&given["total"], &given["items"][0]["by"]),
        (&json!(3), &json!("上级平台 province")),
        "two texts, one picture"
    );
    let open = officer.get("/api/v1/requests?open=true").await.expect_json(200);
    assert_eq!(open["total"], 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn orders_to_vehicles_are_carried_out_or_refused_and_answered() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        orders_are_carried_out(&app, Edition::V2011).await;
    })
    .await;
    let app = TestApp::on_sqlite().await;
    orders_are_carried_out(&app, Edition::V2019).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_text_for_whoever_is_on_duty_is_read_before_it_is_answered() {
    for edition in [Edition::V2011, Edition::V2019] {
        let app = TestApp::on_sqlite().await;
        let below = Below::start(&app);
        let mut above = FakeUpper::start(edition).await;
        let _link = below.link(&app, edition, above.address);
        above.logged_in().await;
        let content = Counted(b"road closed");
        let notice = match edition {
            Edition::V2011 => {
                Notice::Object(ToObject { object_type: 1, object_id: Text::new("339999"), info_id: 9, content })
            }
            Edition::V2019 => {
                Notice::V2019(Notice2019 { object_type: 1, object_id: Text::new("339999"), info_id: 9, content })
            }
        };
        above.say(None, Body::Notice(notice)).await;
        let mut officer = app.logged_in("bureau_officer").await;
        let today = officer.until("/api/v1/today", |t| items(t).len() == 1).await;
        let item = &items(&today)[0];
        assert_eq!((&item["why_code"], &item["params"]["text"]), (&json!("request_message"), &json!("road closed")));
        let list = officer.get("/api/v1/requests?open=true").await.expect_json(200);
        let row = &list["items"][0];
        let path = format!("/api/v1/requests/{}/answer", row["id"].as_str().expect("an id"));
        officer.post(&path, &json!({"version": row["version"]})).await.expect(200);
        below.send_due().await;
        read(&above.hears(0x1302).await, edition, |body| match body {
            Body::NoticeReply(NoticeReply::V2011(NoticeReply2011 { info_id: 9 })) => {
                assert_eq!(edition, Edition::V2011);
            }
            Body::NoticeReply(NoticeReply::V2019(SourceOnly { source_type: MsgId(0x9302), .. })) => {
                assert_eq!(edition, Edition::V2019);
            }
            other => panic!("{other:?}"),
        });
        assert!(items(&officer.get("/api/v1/today").await.expect_json(200)).is_empty());
    }
}
