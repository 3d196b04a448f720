//! Hand-over to partners: the outbox is written with the confirmation, tried again until it arrives, survives a restart;
//! a partner is told of sightings, and answers with a signature.

use std::{collections::BTreeMap, net::SocketAddr, sync::Arc};

use anlu_app::{
    ctx::Desk,
    live::{
        event::LiveEvent,
        plane::{Plane, PlaneSettings, Ports as PlanePorts},
    },
    watch::{
        deliver::{Carried, Courier, Parcel, Undelivered, due},
        partner::{Partner, Partners, Secret},
        signature::{Headers, sign, verify},
    },
};
use anlu_bus::{Log, Record, Source};
use anlu_domain::{
    geo::Point,
    time::{HOUR_MS, MINUTE_MS, UtcMs},
    track::{Fact, Fix},
    watch::{PartnerKind, Watch},
};
use anlu_store::Store;
use anlu_web::Webhook;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::{proposed, step};
use crate::{
    harness::{
        address,
        app::TestApp,
        db::on_each,
        gateway::open_log,
        http::{Client, Reply},
        receiver::Receiver,
    },
    oracle::engine,
};

const SECRETS: [&str; 2] = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"];

fn secret(n: usize) -> Secret {
    Secret::read(SECRETS[n]).expect("a secret")
}

fn partners() -> Partners {
    let partner = |n: usize, id: &str, name: &str, kind| Partner {
        id: id.to_owned(),
        name: name.to_owned(),
        kind,
        secret: Some(secret(n)),
    };
    Partners::new(vec![
        partner(0, "police", "示例公安", PartnerKind::Police),
        partner(1, "emergency", "示例应急", PartnerKind::Emergency),
    ])
}

/// Posts to the receivers, as the program does.
struct Posts(BTreeMap<&'static str, Webhook>);

impl Courier for Posts {
    fn carry(&self, parcel: Parcel) -> Carried {
        match self.0.get(parcel.partner.id.as_str()) {
            Some(hook) => hook.carry(parcel),
            None => Box::pin(std::future::ready(Err(Undelivered("nowhere".to_owned())))),
        }
    }
}

fn posts(to: &[(&'static str, SocketAddr)]) -> Arc<dyn Courier> {
    let hook = |at: &SocketAddr| Webhook::new(format!("http://{at}/anlu"), None).expect("no certificates");
    Arc::new(Posts(to.iter().map(|(id, at)| (*id, hook(at))).collect()))
}

/// A port at which nobody listens.
async fn closed_port() -> SocketAddr {
    tokio::net::TcpListener::bind(address::own()).await.expect("a free port").local_addr().expect("an address")
}

async fn confirm(app: &TestApp, officer: &mut Client, id: &str, partners: Option<&[&str]>) -> Value {
    let mut body = step(1, "严重疲劳，须立即拦停");
    body["expires_at"] = json!(app.now().plus(24 * HOUR_MS).rfc3339_cst());
    if let Some(partners) = partners {
        body["partners"] = json!(partners);
    }
    officer.post(&format!("/api/v1/watches/{id}/confirm"), &body).await.expect_json(200)
}

/// A watch that is confirmed for both partners, who listen (police, emergency), and the officer who confirmed it.
async fn confirmed(url: &str) -> (TestApp, [Receiver; 2], Client, String) {
    let app = TestApp::start_with(url, partners()).await;
    let start = "127.0.0.1:0".parse().expect("an address");
    let receivers = [Receiver::start(start, &[]).await, Receiver::start(start, &[]).await];
    let mut officer = app.logged_in("enforcement").await;
    let id = proposed(&app, Watch::detectors()).await;
    confirm(&app, &mut officer, &id, None).await;
    (app, receivers, officer, id)
}

async fn get(client: &mut Client, id: &str) -> Value {
    client.get(&format!("/api/v1/watches/{id}")).await.expect_json(200)
}

fn states(record: &Value) -> Vec<(&str, &str, u64)> {
    record["deliveries"]
        .as_array()
        .expect("deliveries")
        .iter()
        .map(|d| {
            (
                d["partner"].as_str().expect("text"),
                d["state"].as_str().expect("text"),
                d["tries"].as_u64().expect("a number"),
            )
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_confirmed_watch_arrives_signed_and_who_is_down_is_tried_again() {
    on_each(async |url| {
        let app = TestApp::start_with(&url, partners()).await;
        let police = Receiver::start("127.0.0.1:0".parse().expect("an address"), &[]).await;
        let down = closed_port().await;
        let courier = posts(&[("police", police.address), ("emergency", down)]);
        let id = proposed(&app, Watch::detectors()).await;
        let mut officer = app.logged_in("enforcement").await;
        let before = get(&mut officer, &id).await;
        assert_eq!(before["partners"].as_array().map(Vec::len), Some(2));
        assert_eq!(due(&app.desk, &courier).await.expect("read"), 0, "nothing leaves before the confirmation");
        let confirmed = confirm(&app, &mut officer, &id, None).await;
        assert_eq!(states(&confirmed), [("police", "queued", 0), ("emergency", "queued", 0)]);
        assert_eq!(due(&app.desk, &courier).await.expect("worked"), 2);
        let now = get(&mut officer, &id).await;
        assert_eq!(now["state"], "handed_over");
        assert_eq!(states(&now), [("police", "delivered", 1), ("emergency", "queued", 1)]);
        assert_eq!(now["deliveries"][1]["problem"], "unreachable");

        let message = police.received().pop().expect("it came");
        let (told, data) = (message.json(), &message.json()["data"]);
        assert_eq!((&told["type"], &data["vehicle"]["plate"]), (&json!("watch.confirmed"), &json!("浙ZA0001")));
        assert_eq!((&data["reason"], &data["watch_id"]), (&json!("严重疲劳，须立即拦停"), &json!(id)));
        assert_eq!(data["answer_path"], json!(format!("/api/v1/partners/police/watches/{id}/answers")));
        let headers = Headers {
            id: message.header("webhook-id"),
            timestamp: message.header("webhook-timestamp"),
            signature: message.header("webhook-signature"),
        };
        assert_eq!(verify(&secret(0), headers, &message.body, app.now()), Ok(()));
        assert!(verify(&secret(1), headers, &message.body, app.now()).is_err(), "each partner has its own secret");

        assert_eq!(due(&app.desk, &courier).await.expect("worked"), 0, "not before the pause is over");
        app.pass(MINUTE_MS / 2);
        let late = Receiver::start(down, &[503]).await;
        assert_eq!(due(&app.desk, &courier).await.expect("worked"), 1);
        assert_eq!(get(&mut officer, &id).await["deliveries"][1]["problem"], "http_503");
        app.pass(MINUTE_MS);
        assert_eq!(due(&app.desk, &courier).await.expect("worked"), 1);
        let now = get(&mut officer, &id).await;
        assert_eq!(states(&now), [("police", "delivered", 1), ("emergency", "delivered", 3)]);
        let came = late.received();
        assert_eq!(came.len(), 2);
        assert_eq!(came[0].header("webhook-id"), came[1].header("webhook-id"), "the same message");
        assert_eq!(came[0].body, came[1].body);
        assert_ne!(came[0].header("webhook-signature"), came[1].header("webhook-signature"), "each try has its time");
        assert_eq!(police.received().len(), 1, "who has it is not told again");
        let list = officer.get("/api/v1/watches").await.expect_json(200);
        assert_eq!((&list["items"][0]["delivered"], &list["items"][0]["told"]), (&json!(2), &json!(2)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_not_sent_before_a_restart_is_sent_after_it() {
    on_each(async |url| {
        let app = TestApp::start_with(&url, partners()).await;
        let at = closed_port().await;
        let id = proposed(&app, Watch::detectors()).await;
        let mut officer = app.logged_in("enforcement").await;
        confirm(&app, &mut officer, &id, Some(&["police"])).await;
        assert_eq!(due(&app.desk, &posts(&[("police", at)])).await.expect("worked"), 1);
        assert_eq!(states(&get(&mut officer, &id).await), [("police", "queued", 1)]);

        // Another process on the same database: nothing in memory.
        let store = Store::connect(&url, app.keys.clone()).await.expect("the store opens again");
        let desk = Desk { store, latest: Arc::default(), ..app.desk.clone() };
        app.pass(MINUTE_MS);
        let police = Receiver::start(at, &[]).await;
        assert_eq!(due(&desk, &posts(&[("police", at)])).await.expect("worked"), 1);
        assert_eq!(police.received().len(), 1);
        assert_eq!(states(&get(&mut officer, &id).await), [("police", "delivered", 2)]);
        desk.store.close().await.expect("closed");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn given_up_after_the_last_try_and_taken_up_by_hand() {
    let app = TestApp::on_sqlite_with(partners()).await;
    let at = closed_port().await;
    let courier = posts(&[("police", at)]);
    let id = proposed(&app, Watch::detectors()).await;
    let mut officer = app.logged_in("enforcement").await;
    confirm(&app, &mut officer, &id, Some(&["police"])).await;
    let path = format!("/api/v1/watches/{id}/resend");
    officer.post(&path, &json!({"version": 2})).await.expect(409);
    let mut tries = 0;
    while due(&app.desk, &courier).await.expect("worked") == 1 {
        tries += 1;
        app.pass(HOUR_MS / 2);
    }
    assert_eq!(tries, 24);
    // The session has run out meanwhile.
    let mut officer = app.logged_in("enforcement").await;
    let failed = get(&mut officer, &id).await;
    assert_eq!(states(&failed), [("police", "failed", 24)]);
    assert!(failed["actions"].as_array().expect("steps").contains(&json!("resend")), "{failed}");
    let police = Receiver::start(at, &[]).await;
    officer.post(&path, &json!({"version": failed["version"]})).await.expect(200);
    assert_eq!(due(&app.desk, &courier).await.expect("worked"), 1);
    assert_eq!(states(&get(&mut officer, &id).await), [("police", "delivered", 25)]);
    assert_eq!(police.received().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_is_told_to_whom_the_watch_may_have_reached_and_to_nobody_else() {
    on_each(async |url| {
        let (app, [police, emergency], mut officer, id) = confirmed(&url).await;
        let only_police = posts(&[("police", police.address)]);
        assert_eq!(due(&app.desk, &only_police).await.expect("worked"), 2);
        let version = get(&mut officer, &id).await["version"].clone();
        let body = json!({"version": version, "note": "已在服务区休息"});
        officer.post(&format!("/api/v1/watches/{id}/withdraw"), &body).await.expect(200);
        let both = posts(&[("police", police.address), ("emergency", emergency.address)]);
        let mut events = app.desk.events.subscribe();
        assert_eq!(due(&app.desk, &both).await.expect("worked"), 2);
        for _ in 0..2 {
            let told = events.try_recv().expect("whoever looks at the watch sees that its end was told");
            assert!(matches!(told, LiveEvent::Watch { .. }), "{told:?}");
        }
        let types = |r: &Receiver| -> Vec<Value> { r.received().iter().map(|m| m.json()["type"].clone()).collect() };
        assert_eq!(types(&police), ["watch.confirmed", "watch.ended"]);
        // It was tried once: who knows what arrived. It is told the end, and not the beginning any more.
        assert_eq!(types(&emergency), ["watch.ended"]);
        app.pass(HOUR_MS);
        assert_eq!(due(&app.desk, &both).await.expect("worked"), 0);

        let untold = proposed(&app, Watch::detectors()).await;
        confirm(&app, &mut officer, &untold, None).await;
        let body = json!({"version": 2, "note": "误报"});
        officer.post(&format!("/api/v1/watches/{untold}/withdraw"), &body).await.expect(200);
        assert_eq!(due(&app.desk, &both).await.expect("worked"), 0, "nothing had left the house");
    })
    .await;
}

/// A live worker to which every record is a position of the truck.
struct Road {
    log: Arc<Log>,
    stop: CancellationToken,
    _folder: tempfile::TempDir,
}

impl Road {
    fn of(app: &TestApp) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let log = Arc::new(open_log(&folder.path().join("log")));
        let (truck, stop) = (app.county.truck, CancellationToken::new());
        let ports = PlanePorts {
            log: Arc::clone(&log),
            engine: Arc::new(engine()),
            decode: Arc::new(move |entry, out| {
                let received = entry.record.received;
                let fix = Fix {
                    at: Some(Point { lon: 121.25, lat: 30.1 }),
                    gnss_speed_kmh: Some(60.0),
                    status: 3,
                    ..Fix::blank(received, received)
                };
                out.push((truck, Fact::Fix(fix)));
            }),
            notices: Arc::new(|_| Vec::new()),
            sink: None,
            settings: PlaneSettings::new(folder.path().join("snapshots")),
        };
        drop(Plane::start(&app.desk, ports, &stop));
        Self { log, stop, _folder: folder }
    }

    async fn passes(&self, app: &TestApp) {
        let source = Source::Jt808 { phone: "13300000001".to_owned(), vehicle: Some(app.county.truck) };
        let shard = self.log.shard_of(app.county.truck.0.as_bytes());
        let record = Record { received: app.now(), source, frame: vec![0] };
        self.log.append(vec![(shard, record)]).await.expect("kept");
    }
}

impl Drop for Road {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sighting_is_told_to_whoever_has_the_watch_and_one_approach_once() {
    on_each(async |url| {
        let (app, [police, emergency], mut officer, id) = confirmed(&url).await;
        assert_eq!(due(&app.desk, &posts(&[("police", police.address)])).await.expect("worked"), 2);
        let road = Road::of(&app);
        let (path, at) = (format!("/api/v1/watches/{id}"), app.now());
        road.passes(&app).await;
        let seen = officer.until(&path, |w| w["sightings"].as_array().map(Vec::len) == Some(1)).await;
        let sighted = |w: &Value| [w["deliveries"][0]["sighted"].clone(), w["deliveries"][1]["sighted"].clone()];
        assert_eq!(sighted(&seen), ["queued", "queued"]);
        assert_eq!(due(&app.desk, &posts(&[("police", police.address)])).await.expect("worked"), 1);
        assert_eq!(sighted(&get(&mut officer, &id).await), ["delivered", "queued"]);
        let told = police.received().pop().expect("it came").json();
        assert_eq!((&told["type"], &told["data"]["watch_id"]), (&json!("watch.sighted"), &json!(id)));
        assert_eq!(
            (&told["data"]["vehicle"]["plate"], &told["data"]["source"]),
            (&json!("浙ZA0001"), &json!("position"))
        );
        assert_eq!(told["data"]["at"], json!(at.rfc3339_cst()));
        assert_eq!(told["data"]["place"], json!({ "lon": 121.25, "lat": 30.1 }));

        // Who was down gets the watch first, and then what was seen.
        app.pass(MINUTE_MS);
        road.passes(&app).await;
        let both = posts(&[("police", police.address), ("emergency", emergency.address)]);
        assert_eq!(due(&app.desk, &both).await.expect("worked"), 1);
        assert_eq!(due(&app.desk, &both).await.expect("worked"), 1);
        let types = |r: &Receiver| -> Vec<Value> { r.received().iter().map(|m| m.json()["type"].clone()).collect() };
        assert_eq!(types(&emergency), ["watch.confirmed", "watch.sighted"]);
        assert_eq!(emergency.received()[1].json()["data"]["at"], json!(at.rfc3339_cst()));

        app.pass(HOUR_MS / 2);
        road.passes(&app).await;
        let seen = officer.until(&path, |w| w["sightings"].as_array().map(Vec::len) == Some(2)).await;
        let body = json!({"version": seen["version"], "note": "已在服务区休息"});
        officer.post(&format!("{path}/withdraw"), &body).await.expect(200);
        assert_eq!(due(&app.desk, &both).await.expect("worked"), 2);
        assert_eq!(types(&police), ["watch.confirmed", "watch.sighted", "watch.ended"], "nobody looks for it any more");
    })
    .await;
}

/// An answer of a partner, signed with this secret at this time.
async fn send(app: &TestApp, path: &str, id: &str, body: &Value, secret: &Secret, at: UtcMs) -> Reply {
    let text = body.to_string();
    let signature = sign(secret, id, at, text.as_bytes());
    let seconds = (at.0 / 1_000).to_string();
    let headers = [
        ("content-type", "application/json"),
        ("webhook-id", id),
        ("webhook-timestamp", &seconds),
        ("webhook-signature", &signature),
    ];
    app.client().send("POST", path, &headers, text.as_bytes()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_partner_answers_once_with_its_own_signature() {
    on_each(async |url| {
        let app = TestApp::start_with(&url, partners()).await;
        let mut officer = app.logged_in("enforcement").await;
        let id = proposed(&app, Watch::detectors()).await;
        let path = format!("/api/v1/partners/police/watches/{id}/answers");
        let stopped = json!({
            "outcome": "stopped", "at": app.now().rfc3339_cst(), "place": "示例收费站", "by": "示例中队", "note": "驾驶员已休息",
        });
        send(&app, &path, "a-1", &stopped, &secret(0), app.now()).await.expect(404);
        confirm(&app, &mut officer, &id, Some(&["police"])).await;

        for (reply, what) in [
            (send(&app, &path, "a-1", &stopped, &secret(1), app.now()).await, "another partner's secret"),
            (send(&app, &path, "a-1", &stopped, &secret(0), app.now().plus(-6 * MINUTE_MS)).await, "an old message"),
            (send(&app, &path, "", &stopped, &secret(0), app.now()).await, "no id"),
            (app.client().post(&path, &stopped).await, "no signature"),
            (
                send(&app, &path.replace("police", "nobody"), "a-1", &stopped, &secret(0), app.now()).await,
                "no such partner",
            ),
        ] {
            assert_eq!((reply.status, reply.code().as_deref()), (401, Some("bad_signature")), "{what}");
        }
        let other = path.replace("police", "emergency");
        send(&app, &other, "a-1", &stopped, &secret(1), app.now()).await.expect(404);
        assert_eq!(get(&mut officer, &id).await["answers"], json!([]), "nothing of this was taken");

        let taken = send(&app, &path, "a-1", &stopped, &secret(0), app.now()).await.expect_json(200);
        assert_eq!((&taken["state"], &taken["known"]), (&json!("answered"), &json!(false)));
        let again = send(&app, &path, "a-1", &stopped, &secret(0), app.now()).await.expect_json(200);
        assert_eq!(again["known"], json!(true));
        let mut changed = stopped.clone();
        changed["outcome"] = json!("released");
        send(&app, &path, "a-1", &changed, &secret(0), app.now()).await.expect(422);
        send(&app, &path, "a-2", &changed, &secret(0), app.now()).await.expect(200);
        changed["outcome"] = json!("eaten");
        send(&app, &path, "a-3", &changed, &secret(0), app.now()).await.expect(400);
        let record = get(&mut officer, &id).await;
        let outcomes: Vec<&Value> = record["answers"].as_array().expect("answers").iter().map(|a| &a["outcome"]).collect();
        assert_eq!(outcomes, [&json!("stopped"), &json!("released")]);
        assert_eq!(record["answers"][0]["partner"], "示例公安");
        let verbs: Vec<&str> =
            record["activity"].as_array().expect("steps").iter().filter_map(|a| a["action"].as_str()).collect();
        assert_eq!(verbs, ["watch_confirmed", "watch_answered", "watch_answered"]);
        let body = json!({"version": record["version"], "note": ""});
        officer.post(&format!("/api/v1/watches/{id}/close"), &body).await.expect(200);
        send(&app, &path, "a-4", &stopped, &secret(0), app.now()).await.expect(409);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn partners_are_chosen_and_must_exist() {
    let app = TestApp::on_sqlite_with(partners()).await;
    let mut officer = app.logged_in("enforcement").await;
    let id = proposed(&app, Watch::detectors()).await;
    let mut body = step(1, "属实");
    body["expires_at"] = json!(app.now().plus(HOUR_MS).rfc3339_cst());
    body["partners"] = json!(["nobody"]);
    let refused = officer.post(&format!("/api/v1/watches/{id}/confirm"), &body).await.expect_json(422);
    assert_eq!(
        (&refused["errors"][0]["pointer"], &refused["errors"][0]["code"]),
        (&json!("/partners"), &json!("unknown_partner"))
    );
    let confirmed = confirm(&app, &mut officer, &id, Some(&["emergency"])).await;
    assert_eq!(states(&confirmed), [("emergency", "queued", 0)]);
}
