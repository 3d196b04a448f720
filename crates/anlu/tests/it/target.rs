//! Targets: how the territory stands, the names behind it, one act for all of them and its way back; on both databases.

use anlu_app::tasks::{Runner, TaskCtx};
use anlu_domain::time::DAY_MS;
use serde_json::{Value, json};

use crate::harness::{app::TestApp, db::on_each, http::Client};

const SCHEME: &str = "reward_scheme.above_scale";

async fn run_tasks(app: &TestApp) {
    Runner::default().run_due(&TaskCtx::new(app.desk.clone())).await;
}

async fn tell(client: &mut Client, enterprise: impl std::fmt::Display, facts: Value) {
    client.post(&format!("/api/v1/enterprises/{enterprise}/facts"), &json!({"facts": facts})).await.expect(204);
}

async fn target(client: &mut Client, id: &str) -> Value {
    client.get(&format!("/api/v1/targets/{id}")).await.expect_json(200)
}

/// What the list of today says about targets.
async fn reminded(client: &mut Client) -> Vec<Value> {
    let today = client.get("/api/v1/today").await.expect_json(200);
    let items = today["today"].as_array().expect("items").iter();
    items.filter(|i| i["kind"] == "target").cloned().collect()
}

async fn hand_in(client: &mut Client, app: &TestApp, kind: &str) {
    let picture = [b"\xff\xd8\xff\xe0\0\x10JFIF\0".as_slice(), &[7; 40]].concat();
    let hash = client.form("/api/v1/evidence", &[], ("制度.jpg", &picture)).await.expect_json(201)["hash"].clone();
    let record = json!({"kind": kind, "day": "2026-11-24", "evidence": [hash]});
    client.post(&format!("/api/v1/enterprises/{}/records", app.county.near), &record).await.expect(201);
}

#[tokio::test]
async fn all_who_miss_a_target_are_reminded_at_once_and_the_line_goes_when_it_is_reached() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let (near, far) = (app.county.near, app.county.far);
        run_tasks(&app).await;
        let mut officer = app.logged_in("bureau_officer").await;
        let all = officer.get("/api/v1/targets").await.expect_json(200);
        assert_eq!(all.as_array().map(Vec::len), Some(6));
        let before = target(&mut officer, SCHEME).await;
        assert_eq!((&before["about"], &before["unknown"], &before["course"]), (&json!(0), &json!(2), &json!("nobody")));
        for enterprise in [near, far] {
            tell(&mut officer, enterprise, json!({"enterprise.above_scale": true})).await;
        }
        let missed = target(&mut officer, SCHEME).await;
        assert_eq!((&missed["about"], &missed["held"], &missed["short"]), (&json!(2), &json!(0), &json!(2)));
        assert_eq!((&missed["course"], &missed["unknown"]), (&json!("missed"), &json!(0)), "its day is long over");

        let mut chief = app.logged_in("grid_chief").await;
        assert_eq!(target(&mut chief, SCHEME).await["about"], 1, "a chief counts the grid");
        let names = format!("/api/v1/targets/{SCHEME}/names");
        let listed = chief.get(&names).await.expect_json(200);
        assert_eq!(listed["items"][0]["enterprise"]["id"], json!(near));
        assert_eq!(officer.get(&format!("{names}?page_size=1&page=2")).await.expect_json(200)["total"], 2);
        let book = officer.get(&format!("{names}.xlsx")).await.expect(200);
        assert!(book.body.starts_with(b"PK"), "a workbook");

        let reminders = format!("/api/v1/targets/{SCHEME}/reminders");
        let mut principal = app.logged_in("principal").await;
        assert!(reminded(&mut principal).await.is_empty());
        let done = officer.send("POST", &reminders, &[], b"").await.expect_json(200);
        assert_eq!((&done["subjects"], &done["enterprises"]), (&json!(2), &json!(2)));
        let again = officer.send("POST", &reminders, &[], b"").await.expect_json(200);
        assert_eq!((&again["subjects"], &again["enterprises"]), (&json!(0), &json!(0)), "nobody twice");
        let line = reminded(&mut principal).await;
        assert_eq!((line.len(), &line[0]["why_code"]), (1, &json!("target_reminded")));
        assert_eq!(line[0]["link"], json!(format!("/enterprises/{near}/duties")));
        assert_eq!(reminded(&mut app.logged_in("far_principal").await).await.len(), 1);

        // The chief takes back those of the grid; the officer's other reminder stays.
        let back = chief.send("DELETE", &reminders, &[], b"").await.expect_json(200);
        assert_eq!(back["enterprises"], 1);
        assert!(reminded(&mut principal).await.is_empty());
        assert_eq!(target(&mut officer, SCHEME).await["reminded"], 1);
        officer.send("POST", &reminders, &[], b"").await.expect(200);
        assert_eq!(reminded(&mut principal).await.len(), 1);

        hand_in(&mut app.logged_in("safety_officer").await, &app, "report.reward_scheme").await;
        let half = target(&mut officer, SCHEME).await;
        assert_eq!((&half["held"], &half["short"]), (&json!(1), &json!(1)));
        assert!(reminded(&mut principal).await.is_empty(), "what is reached is not reminded of");
        assert_eq!(target(&mut chief, SCHEME).await["course"], "reached");
        let ledger = officer.get("/api/v1/ledger?subject_kind=target").await.expect_json(200);
        let acts: Vec<&str> = ledger["items"].as_array().unwrap().iter().filter_map(|e| e["action"].as_str()).collect();
        assert_eq!(acts, ["target_reminded", "target_reminders_taken_back", "target_reminded"]);
    })
    .await;
}

#[tokio::test]
async fn each_day_is_noted_once_and_the_pace_tells_when() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let (near, far) = (app.county.near, app.county.far);
        let mut officer = app.logged_in("bureau_officer").await;
        for enterprise in [near, far] {
            tell(&mut officer, enterprise, json!({"enterprise.above_scale": true})).await;
        }
        run_tasks(&app).await;
        run_tasks(&app).await;
        let first = target(&mut officer, SCHEME).await;
        assert_eq!(first["history"].as_array().map(Vec::len), Some(1), "the same day twice is one point");
        hand_in(&mut app.logged_in("safety_officer").await, &app, "report.reward_scheme").await;
        app.pass(10 * DAY_MS);
        run_tasks(&app).await;
        let mut officer = app.logged_in("bureau_officer").await;
        let later = target(&mut officer, SCHEME).await;
        let history = later["history"].as_array().unwrap();
        let point = |n: usize| (history[n]["day"].clone(), history[n]["held"].clone());
        assert_eq!((point(0).0, point(0).1), (json!("2026-11-24"), json!(0)));
        assert_eq!((point(1).0, point(1).1), (json!("2026-12-04"), json!(1)));
        assert_eq!(later["reached_on"], "2026-12-14", "one in ten days, one to go");
        let mut chief = app.logged_in("grid_chief").await;
        let own = target(&mut chief, SCHEME).await;
        assert_eq!((&own["history"][0]["about"], &own["history"][1]["held"]), (&json!(1), &json!(1)), "of the grid");
    })
    .await;
}

#[tokio::test]
async fn where_a_number_is_asked_for_those_who_reach_it_are_listed_and_nobody_is_reminded() {
    let app = TestApp::on_sqlite().await;
    let mut officer = app.logged_in("bureau_officer").await;
    run_tasks(&app).await;
    tell(&mut officer, app.county.near, json!({"enterprise.demonstration": true})).await;
    let id = "demonstration.enterprises";
    let seen = target(&mut officer, id).await;
    assert_eq!((&seen["held"], &seen["short"], &seen["lists_missing"]), (&json!(1), &json!(1), &json!(false)));
    let names = officer.get(&format!("/api/v1/targets/{id}/names")).await.expect_json(200);
    assert_eq!((&names["total"], &names["items"][0]["enterprise"]["id"]), (&json!(1), &json!(app.county.near)));
    let refused = officer.send("POST", &format!("/api/v1/targets/{id}/reminders"), &[], b"").await.expect_json(409);
    assert_eq!(refused["errors"][0]["code"], "target_of_count");
    officer.get("/api/v1/targets/nothing").await.expect(404);
}

#[tokio::test]
async fn people_are_listed_by_name_and_told_facts_count_at_once() {
    let app = TestApp::on_sqlite().await;
    let mut officer = app.logged_in("bureau_officer").await;
    run_tasks(&app).await;
    let seen = target(&mut officer, "special_operations.certified").await;
    assert_eq!(seen["about"], 0, "drivers are no special operators");
    let facts = officer.get(&format!("/api/v1/people/{}/facts", app.county.driver)).await.expect_json(200);
    let asked =
        facts["facts"].as_array().unwrap().iter().any(|f| f["name"] == "person.assessed" && f["can_tell"] == true);
    assert!(asked, "what a target asks for can be told: {facts}");
}
