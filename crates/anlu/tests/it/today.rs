//! Today (今日) for each role, along the walks of a hazard, an enterprise's own hazard, a signal and papers that end;
//! through HTTP, on both databases.

use std::time::Duration;

use anlu_app::{account::create::NewAccount, today::codes};
use anlu_domain::{
    access::Role,
    finding::Severity,
    ids::SignalId,
    signal::{GroupKey, Signal},
    time::{DAY_MS, HOUR_MS, MINUTE_MS},
};
use anlu_store::{
    StoreError,
    repo::signal::{self, StoredSignal},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{app::TestApp, db::on_each, http::encode};

/// A JPEG as far as its head goes.
const PHOTO: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0 after mending";

/// Items of one kind on somebody's list, as `(group, why, verb)`; every code must be one that screens know.
async fn items(app: &TestApp, login: &str, kind: &str) -> Vec<(&'static str, String, String)> {
    let list = app.logged_in(login).await.get("/api/v1/today").await.expect_json(200);
    let mut found = Vec::new();
    for group in ["overdue", "today", "week"] {
        for item in list[group].as_array().unwrap() {
            let text = |key: &str| item[key].as_str().unwrap().to_owned();
            assert!(codes::why::ALL.contains(&text("why_code").as_str()), "{item}");
            assert!(codes::verb::ALL.contains(&text("verb_code").as_str()), "{item}");
            assert!(!item["subject_name"].as_str().unwrap().is_empty(), "{item}");
            if item["kind"] == kind {
                found.push((group, text("why_code"), text("verb_code")));
            }
        }
    }
    found
}

/// The list of `login` must hold exactly these items of a kind.
#[track_caller]
fn holds(login: &str, found: &[(&'static str, String, String)], expected: &[(&str, &str, &str)]) {
    let found: Vec<_> = found.iter().map(|(g, w, v)| (*g, w.as_str(), v.as_str())).collect();
    assert_eq!(found, expected, "{login}");
}

/// Sends a step of a hazard and returns the hazard.
async fn step(app: &TestApp, login: &str, hazard: &Value, step: &str, mut input: Value) -> Value {
    input["version"] = hazard["version"].clone();
    let path = format!("/api/v1/hazards/{}/{step}", hazard["id"].as_str().unwrap());
    app.logged_in(login).await.post(&path, &input).await.expect_json(200)
}

#[tokio::test]
async fn a_hazard_waits_for_whoever_has_the_next_step() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let draft = json!({ "enterprise_id": app.county.near, "title": "灭火器压力不足", "level": "general" });
        let mut hazard = app.logged_in("enforcement").await.post("/api/v1/hazards", &draft).await.expect_json(201);
        for login in ["bureau_officer", "enforcement", "grid_chief"] {
            holds(login, &items(&app, login, "hazard").await, &[("today", "hazard_found", "hazard.notify")]);
        }
        for login in ["leader", "principal", "far_principal", "driver"] {
            holds(login, &items(&app, login, "hazard").await, &[]);
        }

        hazard = step(&app, "bureau_officer", &hazard, "notify", json!({ "deadline": "2026-11-26" })).await;
        holds("bureau_officer", &items(&app, "bureau_officer", "hazard").await, &[]);
        for login in ["principal", "safety_officer"] {
            holds(login, &items(&app, login, "hazard").await, &[("week", "hazard_notified", "hazard.plan")]);
        }
        let mut principal = app.logged_in("principal").await;
        let list = principal.get("/api/v1/today").await.expect_json(200);
        let item = list["week"].as_array().unwrap().iter().find(|i| i["kind"] == "hazard").unwrap().clone();
        assert_eq!(item["due_at"], "2026-11-26T23:59:59.999+08:00");
        assert_eq!(item["params"], json!({ "no": hazard["no"], "title": "灭火器压力不足", "days": "2" }));
        assert_eq!((&item["link"], &item["level"]), (&json!(format!("/hazards/{}", hazard["id"].as_str().unwrap())), &json!("general")));

        for (q, found) in [("灭火器", 1), ("yunhe", 1), ("qingshi", 0), ("%", 0)] {
            let path = format!("/api/v1/hazards?q={}", encode(q));
            assert_eq!(principal.get(&path).await.expect_json(200)["total"], found, "{q}");
        }
        app.pass(3 * DAY_MS);
        holds("principal", &items(&app, "principal", "hazard").await, &[("overdue", "hazard_overdue", "hazard.plan")]);
        let wish = json!({ "new_deadline": "2026-12-01", "reason": "配件未到" });
        hazard = step(&app, "safety_officer", &hazard, "extension", wish).await;
        for login in ["leader", "bureau_officer"] {
            let expected = [("today", "hazard_extension", "hazard.extension_decision")];
            holds(login, &items(&app, login, "hazard").await, &expected);
        }
        holds("enforcement", &items(&app, "enforcement", "hazard").await, &[]);
        hazard = step(&app, "leader", &hazard, "extension/decision", json!({ "approved": true })).await;
        holds("leader", &items(&app, "leader", "hazard").await, &[]);
        holds("principal", &items(&app, "principal", "hazard").await, &[("week", "hazard_notified", "hazard.plan")]);

        let plan = json!({ "measure": "更换", "money_yuan": 600, "person_name": "李安全", "deadline": "2026-12-01", "emergency_plan": "停用该区域" });
        hazard = step(&app, "principal", &hazard, "plan", plan).await;
        holds("principal", &items(&app, "principal", "hazard").await, &[("week", "hazard_rectifying", "hazard.submit")]);
        let mut officer = app.logged_in("safety_officer").await;
        let photo = officer.form("/api/v1/evidence", &[], ("after.jpg", PHOTO)).await.expect_json(201);
        let evidence = json!({ "evidence": [{ "hash": photo["hash"], "phase": "after" }] });
        hazard = step(&app, "safety_officer", &hazard, "submit", evidence).await;
        holds("principal", &items(&app, "principal", "hazard").await, &[]);
        for login in ["bureau_officer", "enforcement", "grid_chief"] {
            holds(login, &items(&app, login, "hazard").await, &[("today", "hazard_submitted", "hazard.verify")]);
        }
        hazard = step(&app, "enforcement", &hazard, "verify", json!({ "passed": true })).await;
        holds("bureau_officer", &items(&app, "bureau_officer", "hazard").await, &[("today", "hazard_verified", "hazard.close")]);
        hazard = step(&app, "bureau_officer", &hazard, "close", json!({})).await;
        assert_eq!(hazard["state"], "closed");
        for role in Role::ALL {
            holds(role.as_str(), &items(&app, role.as_str(), "hazard").await, &[]);
        }
        let actions: Vec<_> = hazard["timeline"].as_array().unwrap().iter().map(|t| t["action"].clone()).collect();
        assert_eq!(actions.len(), 8, "each step stands in the history: {actions:?}");
    })
    .await;
}

#[tokio::test]
async fn an_enterprise_runs_its_own_small_hazards_and_nobody_verifies_himself() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let draft = json!({ "title": "轮胎磨损", "level": "general", "deadline": "2026-11-25" });
        let mut hazard = app.logged_in("driver").await.post("/api/v1/hazards", &draft).await.expect_json(201);
        if hazard["state"] == "found" {
            for login in ["principal", "safety_officer"] {
                holds(login, &items(&app, login, "hazard").await, &[("today", "hazard_found", "hazard.notify")]);
            }
            hazard = step(&app, "principal", &hazard, "notify", json!({ "deadline": "2026-11-25" })).await;
        }
        holds("bureau_officer", &items(&app, "bureau_officer", "hazard").await, &[]);
        let plan = json!({ "measure": "更换", "money_yuan": 0, "person_name": "李安全", "deadline": "2026-11-25", "emergency_plan": "停驶" });
        hazard = step(&app, "safety_officer", &hazard, "plan", plan).await;
        let mut officer = app.logged_in("safety_officer").await;
        let photo = officer.form("/api/v1/evidence", &[], ("after.jpg", PHOTO)).await.expect_json(201);
        let evidence = json!({ "evidence": [{ "hash": photo["hash"], "phase": "after" }] });
        hazard = step(&app, "safety_officer", &hazard, "submit", evidence).await;
        holds("safety_officer", &items(&app, "safety_officer", "hazard").await, &[]);
        holds("bureau_officer", &items(&app, "bureau_officer", "hazard").await, &[]);
        holds("principal", &items(&app, "principal", "hazard").await, &[("today", "hazard_submitted", "hazard.verify")]);

        let path = format!("/api/v1/hazards/{}/verify", hazard["id"].as_str().unwrap());
        let input = json!({ "version": hazard["version"], "passed": true });
        let refused = officer.post(&path, &input).await.expect_json(403);
        assert_eq!(refused["errors"][0]["code"], "verifier_is_submitter");
        step(&app, "principal", &hazard, "verify", json!({ "passed": true })).await;
        holds("principal", &items(&app, "principal", "hazard").await, &[("today", "hazard_verified", "hazard.close")]);
    })
    .await;
}

#[tokio::test]
async fn a_signal_waits_for_its_owner() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let id = open_signal(&app).await;
        for login in ["bureau_officer", "enforcement", "grid_chief"] {
            holds(login, &items(&app, login, "signal").await, &[("today", "signal_open", "signal.triage")]);
        }
        for login in ["leader", "principal", "safety_officer", "driver", "far_principal"] {
            holds(login, &items(&app, login, "signal").await, &[]);
        }
        let mut chief = app.logged_in("grid_chief").await;
        for (q, found) in [("za0001", 1), ("李明示", 1), ("yunhe", 1), ("zb", 0)] {
            let path = format!("/api/v1/signals?q={}", encode(q));
            assert_eq!(chief.get(&path).await.expect_json(200)["total"], found, "{q}");
        }
        app.pass(5 * HOUR_MS);
        holds("grid_chief", &items(&app, "grid_chief", "signal").await, &[("overdue", "signal_open", "signal.triage")]);

        let path = format!("/api/v1/signals/{id}");
        let mut officer = app.logged_in("bureau_officer").await;
        let remind = json!({ "version": 1, "action": "remind", "message": "请休息" });
        officer.post(&format!("{path}/triage"), &remind).await.expect(200);
        for login in ["driver", "safety_officer"] {
            let found = items(&app, login, "signal").await;
            assert_eq!(found.len(), 1, "{login}");
            assert_eq!((found[0].1.as_str(), found[0].2.as_str()), ("signal_reminded", "signal.acknowledge"));
        }
        holds("principal", &items(&app, "principal", "signal").await, &[]);
        holds("bureau_officer", &items(&app, "bureau_officer", "signal").await, &[]);
        let mut driver = app.logged_in("driver").await;
        driver.post(&format!("{path}/acknowledge"), &json!({ "version": 2 })).await.expect(200);
        holds("driver", &items(&app, "driver", "signal").await, &[]);
        let found = items(&app, "bureau_officer", "signal").await;
        assert_eq!((found[0].1.as_str(), found[0].2.as_str()), ("signal_acknowledged", "signal.close"));
        // He may hand it over again, but closing is not his.
        holds("grid_chief", &items(&app, "grid_chief", "signal").await, &[]);
        officer.post(&format!("{path}/close"), &json!({ "version": 3 })).await.expect(200);
        holds("bureau_officer", &items(&app, "bureau_officer", "signal").await, &[]);
    })
    .await;
}

/// A warning about the driver of `near`, come in now.
async fn open_signal(app: &TestApp) -> Uuid {
    let (c, now) = (app.county, app.now());
    let id = SignalId(Uuid::from_u128(7));
    let group = GroupKey::driver_day(&c.driver.to_string(), now.day());
    let opened = Signal::opened((id, group, now.day()), ("fatigue", Severity::Warning), now, now.plus(4 * HOUR_MS));
    let signal = Signal { vehicle: Some(c.truck), enterprise: Some(c.near), driver: Some(c.driver), ..opened };
    let stored = StoredSignal { signal, findings: 1, first_at: now.plus(-300 * MINUTE_MS), last_at: now, version: 1 };
    app.desk.store.tx(async |tx| signal::insert(&tx, &stored).await).await.map_err(|e: StoreError| e).unwrap();
    id.0
}

#[tokio::test]
async fn live_events_reach_whoever_sees_the_record() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut near = app.logged_in("principal").await.events("/api/v1/events").await;
        let mut far = app.logged_in("far_principal").await.events("/api/v1/events").await;
        for events in [&mut near, &mut far] {
            let (first, _) = events.next(Duration::from_mins(1)).await.expect("a stream begins");
            assert_eq!(first, "resync");
        }
        let mut officer = app.logged_in("bureau_officer").await;
        let mut made = Vec::new();
        for enterprise in [app.county.near, app.county.far] {
            let draft = json!({ "enterprise_id": enterprise, "title": "灭火器压力不足", "level": "general" });
            made.push(officer.post("/api/v1/hazards", &draft).await.expect_json(201));
        }
        // The first thing each hears is its own: the other's is not sent.
        for (events, hazard) in [(&mut near, &made[0]), (&mut far, &made[1])] {
            let (name, heard) = events.next(Duration::from_mins(1)).await.expect("an event");
            assert_eq!((name.as_str(), &heard["id"], &heard["state"]), ("hazard", &hazard["id"], &json!("found")));
        }
    })
    .await;
}

#[tokio::test]
async fn papers_that_end_concern_their_holder() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let truck = ("today", "licence_expires", "licence.renew");
        let certificate = [("week", "certificate_expires", "certificate.renew")];
        for login in ["principal", "safety_officer"] {
            holds(login, &items(&app, login, "licence").await, &[truck]);
            holds(login, &items(&app, login, "certificate").await, &certificate);
        }
        holds("driver", &items(&app, "driver", "licence").await, &[]);
        holds("driver", &items(&app, "driver", "certificate").await, &certificate);
        let ended = [("overdue", "licence_expired", "licence.renew")];
        holds("far_principal", &items(&app, "far_principal", "licence").await, &ended);
        // The one out of business is left alone.
        let checks = [("overdue", "licence_expired", "licence.check")];
        holds("bureau_officer", &items(&app, "bureau_officer", "licence").await, &checks);
        holds("bureau_officer", &items(&app, "bureau_officer", "certificate").await, &[]);
        for login in ["enforcement", "grid_chief", "leader"] {
            holds(login, &items(&app, login, "licence").await, &[]);
        }
        let list = app.logged_in("bureau_officer").await.get("/api/v1/today").await.expect_json(200);
        let item = &list["overdue"][0];
        assert_eq!(item["params"], json!({ "expiry": "2026-11-14", "days": "10" }));
        assert_eq!(item["link"], format!("/enterprises/{}", app.county.far));
    })
    .await;
}

#[tokio::test]
async fn an_officer_with_a_territory_is_shown_that_territory() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let officer = NewAccount {
            login: String::new(),
            name: String::new(),
            role: Role::BureauOfficer,
            grid: Some(app.county.street),
            enterprise: None,
            person: None,
            password: String::new(),
            must_change: false,
        };
        app.account("street_officer", officer).await;
        holds("street_officer", &items(&app, "street_officer", "licence").await, &[]);
        let draft = json!({ "enterprise_id": app.county.far, "title": "消防通道堵塞", "level": "general" });
        app.logged_in("bureau_officer").await.post("/api/v1/hazards", &draft).await.expect(201);
        holds("street_officer", &items(&app, "street_officer", "hazard").await, &[]);
        app.logged_in("street_officer").await.post("/api/v1/hazards", &draft).await.expect(422);
    })
    .await;
}
