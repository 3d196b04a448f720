//! The paths of triage over HTTP: remind, hand over, hazard, watch, false alarm; owner and clock after each.

use std::{sync::Arc, time::Duration};

use anlu_app::policy;
use anlu_domain::{
    finding::{Finding, Overspeed, PackRef, Phase, Severity},
    geo::Point,
    ids::{FindingId, PersonId, SignalId},
    signal::{GroupKey, Owner, Signal},
    time::{HOUR_MS, MINUTE_MS, UtcMs},
    track::Fix,
};
use anlu_history::{Archive, Settings, Writer};
use anlu_store::{
    StoreError, Tx,
    repo::{finding, finding::StoredFinding, signal, signal::StoredSignal},
};
use serde_json::{Value, json};

use crate::{
    harness::{app::TestApp, db::on_each, http::Client},
    oracle::national,
};

/// A signal with one finding about the truck of `near`, as the detectors would store it.
pub(crate) async fn noticed(app: &TestApp, severity: Severity, driver: Option<PersonId>) -> String {
    let (now, c) = (app.now(), &app.county);
    let (id, group) = (SignalId(app.desk.ids.next()), GroupKey(format!("test:{}", app.desk.ids.next())));
    let start = now.plus(-5 * HOUR_MS);
    let vehicle = c.truck.to_string();
    let found = Finding {
        late: false,
        id: FindingId::derive("fatigue.continuous", &group.0, start.0),
        rule: String::from("fatigue.continuous"),
        pack: PackRef { id: String::from("national"), version: String::from("2026.1") },
        vehicle: vehicle.clone(),
        driver: None,
        start,
        end: now,
        phase: Phase::Open,
        revision: 0,
        severity,
        driving_minutes: 262.0,
        max_gap_minutes: 1.0,
        limit_minutes: 240.0,
        at: None,
        speed: Some(Overspeed { peak_kmh: 104.5, limit_kmh: 80.0 }),
        zone: None,
    };
    let stored = StoredFinding {
        finding: found,
        vehicle: Some(c.truck),
        enterprise: Some(c.near),
        driver_person: driver,
        driver_mark: None,
        group: group.clone(),
        stored_at: now,
    };
    let row = StoredSignal {
        signal: Signal {
            vehicle: Some(c.truck),
            enterprise: Some(c.near),
            driver,
            ..Signal::opened(
                (id, group, now.day()),
                ("fatigue", severity),
                now,
                app.desk.clocks.due(Owner::Authority, severity, now),
            )
        },
        findings: 1,
        first_at: start,
        last_at: now,
        version: 1,
    };
    let done = app.desk.store.tx(async |tx: Tx| {
        finding::insert(&tx, &stored).await?;
        signal::insert(&tx, &row).await?;
        finding::link(&tx, id, stored.finding.id).await?;
        Ok::<_, StoreError>(())
    });
    done.await.expect("stored");
    id.to_string()
}

async fn get(client: &mut Client, id: &str) -> Value {
    client.get(&format!("/api/v1/signals/{id}")).await.expect_json(200)
}

async fn triage(client: &mut Client, id: &str, version: i64, body: Value) -> Value {
    let mut body = body;
    body["version"] = json!(version);
    client.post(&format!("/api/v1/signals/{id}/triage"), &body).await.expect_json(200)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reminder_is_acknowledged_by_the_driver_and_closed() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let id = noticed(&app, Severity::Warning, Some(app.county.driver)).await;
        let mut officer = app.logged_in("bureau_officer").await;
        let mut driver = app.logged_in("driver").await;
        let seen = get(&mut officer, &id).await;
        assert_eq!(
            (&seen["state"], &seen["owner"], &seen["overdue"]),
            (&json!("open"), &json!("authority"), &json!(false))
        );
        assert_eq!((&seen["vehicle"]["plate"], &seen["driving_minutes"]), (&json!("浙ZA0001"), &json!(262.0)));
        let found = &seen["findings"][0];
        assert_eq!((&found["peak_kmh"], &found["limit_kmh"]), (&json!(104.5), &json!(80.0)));
        app.pass(5 * HOUR_MS);
        assert_eq!(get(&mut officer, &id).await["overdue"], json!(true), "nobody looked for four hours");

        let body = json!({"action": "remind", "message": "请停车休息20分钟以上"});
        let reminded = triage(&mut officer, &id, 1, body).await;
        assert_eq!(
            (&reminded["signal"]["state"], &reminded["signal"]["owner"]),
            (&json!("reminded"), &json!("driver"))
        );
        let mine = driver.get("/api/v1/signals").await.expect_json(200);
        assert_eq!(mine["total"], 1, "the driver sees what is about him");
        let version = json!({ "version": reminded["signal"]["version"] });
        let read = driver.post(&format!("/api/v1/signals/{id}/acknowledge"), &version).await.expect_json(200);
        assert_eq!((&read["state"], &read["owner"]), (&json!("acknowledged"), &json!("authority")));
        let version = json!({ "version": read["version"] });
        let closed = officer.post(&format!("/api/v1/signals/{id}/close"), &version).await.expect_json(200);
        assert_eq!((&closed["state"], &closed["owner"]), (&json!("closed"), &Value::Null));
        assert_eq!(officer.get("/api/v1/signals").await.expect_json(200)["total"], 0, "settled ones are put away");
        assert_eq!(officer.get("/api/v1/signals?settled=true").await.expect_json(200)["total"], 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signal_handed_over_is_answered_or_made_a_hazard() {
    let app = TestApp::on_sqlite().await;
    let id = noticed(&app, Severity::Severe, None).await;
    let mut officer = app.logged_in("bureau_officer").await;
    let mut safety = app.logged_in("safety_officer").await;
    let mut far = app.logged_in("far_principal").await;
    let handed = triage(&mut officer, &id, 1, json!({"action": "hand_over", "message": "请核查"})).await;
    assert_eq!(handed["signal"]["owner"], "enterprise");
    far.get(&format!("/api/v1/signals/{id}")).await.expect(404);
    let version = handed["signal"]["version"].clone();
    let empty = safety.post(&format!("/api/v1/signals/{id}/answer"), &json!({"version": version, "note": " "})).await;
    assert_eq!(empty.expect_json(422)["errors"][0]["code"], "reason_required");
    let photo = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0";
    let kept = safety.form("/api/v1/evidence", &[], ("排班表.png", photo)).await.expect_json(201);
    let words = json!({"version": version, "note": "已换驾驶员", "evidence": [{"hash": kept["hash"]}]});
    let answered = safety.post(&format!("/api/v1/signals/{id}/answer"), &words).await.expect_json(200);
    assert_eq!(answered["state"], "answered");
    let shown = get(&mut officer, &id).await["evidence"][0].clone();
    assert_eq!(
        (&shown["hash"], &shown["name"], &shown["media_type"], &shown["size"], &shown["uploaded_by"]),
        (&kept["hash"], &json!("排班表.png"), &json!("image/png"), &json!(photo.len()), &json!("示例safety_officer"))
    );
    assert_eq!(shown["attached_at"], app.now().rfc3339_cst());
    let file = format!("/api/v1/evidence/{}", kept["hash"].as_str().unwrap());
    assert_eq!(officer.get(&file).await.expect(200).body, photo);
    far.get(&file).await.expect(404);

    let version = answered["version"].as_i64().unwrap();
    let hazard =
        json!({"title": "疲劳驾驶处置不到位", "description": "", "level": "general", "deadline": "2026-12-01"});
    let made = triage(&mut officer, &id, version, json!({"action": "make_hazard", "hazard": hazard})).await;
    let record =
        officer.get(&format!("/api/v1/hazards/{}", made["hazard_id"].as_str().unwrap())).await.expect_json(200);
    assert_eq!((&record["source"], &record["signal_id"]), (&json!("signal"), &json!(id)));
    assert_eq!((&record["state"], &record["enterprise"]["id"]), (&json!("notified"), &json!(app.county.near)));
    assert_eq!(made["signal"]["state"], "hazard");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_finding_names_the_clause_of_the_pack_it_was_judged_by() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let id = noticed(&app, Severity::Warning, None).await;
        let mut officer = app.logged_in("bureau_officer").await;
        assert_eq!(get(&mut officer, &id).await["findings"][0]["basis"], Value::Null, "its pack is not known here");
        let pack = national();
        assert_eq!(pack.reference().version, "2026.1", "the version of the finding");
        policy::keep(&app.desk.store, &pack).await.unwrap();
        // A later version with another law is put to use: the old finding keeps its own.
        let mut later = pack;
        later.manifest.version = String::from("2099.1");
        for rule in &mut later.rules {
            rule.basis.law = String::from("示例新法");
            rule.basis.en = None;
        }
        policy::keep(&app.desk.store, &later).await.unwrap();
        policy::keep(&app.desk.store, &later).await.unwrap();
        let basis = get(&mut officer, &id).await["findings"][0]["basis"].clone();
        assert_eq!(basis["law"]["zh"], "中华人民共和国道路交通安全法实施条例");
        assert_eq!(basis["law"]["en"], "Regulation on the Implementation of the Road Traffic Safety Law");
        assert!(basis["article"]["zh"].as_str().unwrap().contains("第六十二条"), "{basis}");
        assert_eq!((&basis["title"]["en"], &basis["confidence"]), (&json!("Continuous driving"), &json!("verified")));
        assert_eq!(basis["edition"], "2004-05-01");
    })
    .await;
}

/// In minute `minute`: it stands before the first one and drives a kilometre a minute from then on.
fn fix(start: UtcMs, minute: i64) -> Fix {
    let (time, driven) = (start.plus(minute * MINUTE_MS), f64::from(i32::try_from(minute.max(0)).expect("small")));
    Fix {
        at: Some(Point { lon: 121.0, lat: 29.0 + driven * 1_000.0 / 111_195.0 }),
        gnss_speed_kmh: Some(if minute < 0 { 0.0 } else { 60.0 }),
        status: 2,
        ..Fix::blank(time, time)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_finding_is_explained_by_the_settings_of_its_rule_and_by_what_the_vehicle_did() {
    on_each(async |url| {
        let folder = tempfile::tempdir().expect("a folder");
        let roll = Settings { roll_rows: 10_000, roll_after: Duration::from_mins(5) };
        let writer = Writer::open(folder.path().to_owned(), roll).expect("a writer");
        let app = TestApp::start_over(&url, Arc::new(Archive::of(&writer))).await;
        let id = noticed(&app, Severity::Warning, None).await;
        let mut officer = app.logged_in("bureau_officer").await;
        let bare = get(&mut officer, &id).await["findings"][0].clone();
        assert_eq!((&bare["settings"], &bare["pieces"]), (&json!([]), &json!([])), "neither is known");
        assert_eq!(bare["vehicle_id"], json!(app.county.truck));

        // It stood for an hour, drove from the start of the finding on, and was silent for forty minutes.
        let start = app.now().plus(-5 * HOUR_MS);
        let minutes = (-60..100).chain(140..=300);
        let fixes: Vec<Fix> = minutes.map(|n| fix(start, n)).collect();
        writer.append(0, 0, fixes.iter().map(|fix| (0, app.county.truck, fix))).expect("written");
        writer.flush().expect("flushed");
        policy::keep(&app.desk.store, &national()).await.expect("kept");
        let found = get(&mut officer, &id).await["findings"][0].clone();
        let at = |minute: i64| json!(start.plus(minute * MINUTE_MS).rfc3339_cst());
        let piece = |from, to, motion: &str| json!({ "start": at(from), "end": at(to), "motion": motion });
        let expected =
            [piece(-60, 0, "still"), piece(0, 99, "driving"), piece(99, 140, "unknown"), piece(140, 300, "driving")];
        assert_eq!(found["pieces"], json!(expected));
        let settings = found["settings"].as_array().expect("settings");
        let set = |name: &str| settings.iter().find(|s| s["name"] == name).map(|s| s["value"].clone());
        for (name, value) in [("limit_minutes", "240"), ("rest_minutes", "20"), ("away", "still")] {
            assert_eq!(set(name), Some(json!(value)), "{settings:?}");
        }
        assert_eq!(set("severe_above_minutes"), Some(json!("360")));
        // Whoever may see the signal sees why.
        let seen = get(&mut app.logged_in("principal").await, &id).await;
        assert_eq!(seen["findings"][0]["pieces"], found["pieces"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_false_alarm_needs_a_reason_and_a_watch_needs_words() {
    let app = TestApp::on_sqlite().await;
    let mut officer = app.logged_in("bureau_officer").await;
    let (one, other) = (noticed(&app, Severity::Notice, None).await, noticed(&app, Severity::Severe, None).await);
    let path = |id: &str| format!("/api/v1/signals/{id}/triage");
    let bare = officer.post(&path(&one), &json!({"version": 1, "action": "false_alarm"})).await.expect_json(422);
    assert_eq!(bare["errors"][0]["pointer"], "/reason");
    let settled = triage(&mut officer, &one, 1, json!({"action": "false_alarm", "reason": "position_drift"})).await;
    assert_eq!(settled["signal"]["false_alarm"]["code"], "position_drift");
    let bare = officer.post(&path(&other), &json!({"version": 1, "action": "propose_watch"})).await;
    assert_eq!(bare.status, 422);
    let stray =
        json!({"version": 1, "action": "remind", "hazard": {"title": "x", "description": "", "level": "general"}});
    assert_eq!(officer.post(&path(&other), &stray).await.expect_json(422)["errors"][0]["pointer"], "/hazard");
    let watched = triage(&mut officer, &other, 1, json!({"action": "propose_watch", "message": "仍在行驶"})).await;
    assert!(watched["signal"]["watch_id"].is_string());
    let stale = officer.post(&path(&other), &json!({"version": 1, "action": "remind", "message": "x"})).await;
    assert_eq!(stale.code().as_deref(), Some("changed_meanwhile"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_are_heard_by_those_who_may_see_them_and_by_nobody_else() {
    let app = TestApp::on_sqlite().await;
    let id = noticed(&app, Severity::Warning, None).await;
    let mut officer = app.logged_in("bureau_officer").await;
    let near = app.logged_in("safety_officer").await;
    let far = app.logged_in("far_principal").await;
    let (mut near, mut far) = (near.events("/api/v1/events").await, far.events("/api/v1/events").await);
    let wait = Duration::from_secs(30);
    for stream in [&mut near, &mut far] {
        assert_eq!(stream.next(wait).await.map(|e| e.0).as_deref(), Some("resync"), "first of all");
    }
    triage(&mut officer, &id, 1, json!({"action": "hand_over", "message": "请核查"})).await;
    let (name, data) = near.next(wait).await.expect("an event");
    assert_eq!((name.as_str(), &data["id"], &data["state"]), ("signal", &json!(id), &json!("handed_over")));
    // What comes to the other firm next is about itself, so the first event was not for it.
    let draft = json!({"enterprise_id": app.county.far, "title": "示例", "level": "general"});
    officer.post("/api/v1/hazards", &draft).await.expect(201);
    assert_eq!(far.next(wait).await.map(|e| e.0).as_deref(), Some("hazard"));
    assert!(app.now().0 > MINUTE_MS);
}
