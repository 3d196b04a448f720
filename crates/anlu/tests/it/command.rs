//! Orders to a simulated terminal over TCP: sent, answered, refused, off line; the picture it sends is kept.

use std::{sync::Arc, time::Duration};

use anlu_app::{
    command::dispatch::{self, Terminals},
    live::plane::{Plane, PlaneSettings, Ports as PlanePorts},
};
use anlu_bus::Log;
use anlu_domain::{
    command::{CommandNews, Order},
    party::vehicle::PlateColour,
};
use anlu_gateway::{AuthKey, Downlink, FixedRegistry, GatewaySettings, Ports, TerminalIdentity, map, serve_with};
use anlu_protocols::jt808::{
    Body,
    body::{MediaEvent, ShotReply, x0801_media::Origin},
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::mpsc};
use tokio_util::sync::CancellationToken;

use crate::{
    harness::{app::TestApp, db::on_each, gateway::open_log, http::Client, terminal::Terminal},
    oracle::engine,
};

/// SIM of the truck of `near`.
const PHONE: &str = "13300000001";

struct Online(Downlink);

impl Terminals for Online {
    fn order(&self, phone: &str, order: Order, within: Duration) -> mpsc::Receiver<CommandNews> {
        self.0.order(phone, order, within)
    }
}

/// Gateway, dispatcher and live worker beside a server.
struct Running {
    address: std::net::SocketAddr,
    stop: CancellationToken,
    folder: tempfile::TempDir,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn run(app: &TestApp) -> Running {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let log: Arc<Log> = Arc::new(open_log(&folder.path().join("log")));
    let truck =
        TerminalIdentity { vehicle: app.county.truck, plate: "浙ZA0001".to_owned(), colour: PlateColour::Yellow };
    let registry = Arc::new(FixedRegistry([(PHONE.to_owned(), truck)].into()));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let stop = CancellationToken::new();
    let downlink = Downlink::default();
    // One clock for all: a picture answers an order that was given shortly before.
    let ports = Ports { log: Arc::clone(&log), registry, clock: Arc::clone(&app.desk.clock) };
    let settings = GatewaySettings::new(AuthKey::new([3; 32]));
    let (orders, stopping) = (downlink.clone(), stop.clone());
    tokio::spawn(async move { serve_with(listener, ports, settings, &orders, stopping).await });
    let plane = PlanePorts {
        log,
        engine: Arc::new(engine()),
        decode: Arc::new(|entry, out| map::facts(entry, out).unwrap_or_default()),
        notices: Arc::new(map::notices),
        sink: None,
        settings: PlaneSettings::new(folder.path().join("snapshots")),
    };
    drop(Plane::start(&app.desk, plane, &stop));
    tokio::spawn(dispatch::run(app.desk.clone(), Arc::new(Online(downlink)), stop.clone()));
    Running { address, stop, folder }
}

async fn order(client: &mut Client, app: &TestApp, body: Value) -> Value {
    client.post(&format!("/api/v1/vehicles/{}/commands", app.county.truck), &body).await.expect_json(201)
}

/// Waits until the newest order stands in this state.
async fn until(client: &mut Client, app: &TestApp, state: &str) -> Value {
    let path = format!("/api/v1/vehicles/{}/commands", app.county.truck);
    let found = async {
        loop {
            let newest = client.get(&path).await.expect_json(200)["items"][0].clone();
            if newest["state"] == state {
                return newest;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), found).await.unwrap_or_else(|_| panic!("never {state}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_terminal_is_told_and_its_answer_is_shown() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let running = run(&app).await;
        let mut officer = app.logged_in("enforcement").await;
        let text = json!({"kind": "text", "text": "请到服务区停车休息", "urgent": true});
        order(&mut officer, &app, text.clone()).await;
        until(&mut officer, &app, "offline").await;

        let address = running.address;
        let mut terminal = tokio::task::spawn_blocking(move || Terminal::log_in(address, PHONE))
            .await
            .expect("runs")
            .expect("on line");
        let given = order(&mut officer, &app, text).await;
        assert_eq!((&given["state"], &given["by"]), (&json!("queued"), &json!("示例enforcement")));
        let (header, body) = terminal.order().expect("an order");
        assert_eq!(header.msg_id, 0x8300);
        assert_eq!(body.first(), Some(&0b1101), "urgent, on the screen and aloud");
        until(&mut officer, &app, "sent").await;
        terminal.answer(&header, 0).expect("sent");
        assert!(until(&mut officer, &app, "done").await["answered_at"].is_string());

        let limits = json!({"kind": "fatigue_limits", "continuous_minutes": 240, "rest_minutes": 20});
        order(&mut officer, &app, limits.clone()).await;
        let (header, body) = terminal.order().expect("an order");
        let expected = [&[2, 0, 0, 0, 0x57, 4, 0, 0, 0x38, 0x40][..], &[0, 0, 0, 0x59, 4, 0, 0, 0x04, 0xb0]].concat();
        assert_eq!((header.msg_id, body), (0x8103, expected), "14,400 s and 1,200 s");
        terminal.answer(&header, 3).expect("sent");
        assert_eq!(until(&mut officer, &app, "refused").await["result"], "0001-3");

        let mut principal = app.logged_in("principal").await;
        let path = format!("/api/v1/vehicles/{}/commands", app.county.truck);
        principal.post(&path, &limits).await.expect(403);
        let far = format!("/api/v1/vehicles/{}/commands", app.county.far_truck);
        principal.post(&far, &json!({"kind": "picture", "channel": 1})).await.expect(404);
        officer.post(&path, &json!({"kind": "picture", "channel": 0})).await.expect(422);
        let ledger = principal.get(&path).await.expect_json(200);
        assert_eq!(ledger["total"], 3, "an enterprise sees what its vehicle was told");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_picture_that_was_asked_for_is_kept_as_evidence() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let running = run(&app).await;
        let mut officer = app.logged_in("enforcement").await;
        let address = running.address;
        let mut terminal = tokio::task::spawn_blocking(move || Terminal::log_in(address, PHONE))
            .await
            .expect("runs")
            .expect("on line");
        let given = order(&mut officer, &app, json!({"kind": "picture", "channel": 2})).await;
        let (header, body) = terminal.order().expect("an order");
        assert_eq!((header.msg_id, &body[..3]), (0x8801, &[2, 0, 1][..]), "one picture of channel 2");
        terminal.answer(&header, 0).expect("sent");
        until(&mut officer, &app, "acknowledged").await;
        let shot = ShotReply { reply_serial: header.serial, result: 0, media_ids: None };
        terminal.say(0x0805, &Body::ShotReply(shot)).expect("sent");
        until(&mut officer, &app, "done").await;

        let picture = b"\xff\xd8\xff\xe0\0\x10JFIF\0 an invented picture";
        let event = MediaEvent { media_id: 7, kind: 0, format: 0, event: 0, channel: 2 };
        let media = anlu_protocols::jt808::body::Media {
            event,
            origin: Origin::Location(Terminal::somewhere()),
            data: picture,
        };
        terminal.say(0x0801, &Body::Media(media)).expect("sent");
        let (header, _) = terminal.order().expect("an acknowledgement");
        assert_eq!(header.msg_id, 0x8800);
        let path = format!("/api/v1/vehicles/{}/media", app.county.truck);
        let kept = async {
            loop {
                let found = officer.get(&path).await.expect_json(200);
                if found["total"] == 1 {
                    return found["items"][0].clone();
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let kept = tokio::time::timeout(Duration::from_mins(1), kept).await.expect("it is kept");
        assert_eq!((&kept["command_id"], &kept["channel"]), (&given["id"], &json!(2)));
        assert_eq!((&kept["media_type"], &kept["size"]), (&json!("image/jpeg"), &json!(picture.len())));
        let hash = kept["hash"].as_str().expect("a hash");
        let file = officer.get(&format!("/api/v1/evidence/{hash}")).await.expect(200);
        assert_eq!(file.body, picture);
        let mut owner = app.logged_in("principal").await;
        owner.get(&format!("/api/v1/evidence/{hash}")).await.expect(200);
        let mut stranger = app.logged_in("far_principal").await;
        stranger.get(&format!("/api/v1/evidence/{hash}")).await.expect(404);
        assert!(running.folder.path().exists());
    })
    .await;
}
