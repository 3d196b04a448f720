//! Versions of the policy pack: imported by one, tried out, put in force by another, and back; on both databases.

use std::{fmt::Write as _, time::Duration};

use anlu_app::tasks::{Runner, TaskCtx};
use anlu_domain::time::DAY_MS;
use serde_json::{Value, json};

use crate::harness::{
    app::{TestApp, blank},
    db::on_each,
    http::Client,
};

const MONTHLY: &str = "id = \"inspection.self\"\nfrequency = { every = \"year\" }\n";
const SCENARIO: &str = "id = \"self.yearly\"\ntitle = { zh = \"改为每年\", en = \"Each year\" }\nduty = \"inspection.self\"\nsubject = \"enterprise\"\ntoday = \"2026-11-25\"\nsince = \"2026-11-01\"\n\n[facts]\n\"enterprise.sectors\" = [\"freight\"]\n\n[[expect]]\nstart = \"2026-01-01\"\ndue = \"2026-12-31\"\nstate = \"open\"\n";

/// A form with several files.
async fn import(client: &mut Client, files: &[(&str, &str)]) -> crate::harness::http::Reply {
    let mut body = String::from("--part\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\n自查改为每年一次\r\n");
    for (name, text) in files {
        write!(body, "--part\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{text}\r\n")
            .expect("a string");
    }
    body.push_str("--part--\r\n");
    let form = [("content-type", "multipart/form-data; boundary=part")];
    client.send("POST", "/api/v1/pack-versions", &form, body.as_bytes()).await
}

async fn plan(app: &TestApp) {
    Runner::default().run_due(&TaskCtx::new(app.desk.clone())).await;
}

/// Periods of a duty's tasks with how they stand.
async fn tasks(client: &mut Client, app: &TestApp, duty: &str) -> Vec<(String, String)> {
    let owed = client.get(&format!("/api/v1/enterprises/{}/duties", app.county.near)).await.expect_json(200);
    let all = owed["duties"].as_array().expect("duties");
    let found = all.iter().find(|d| d["id"] == duty).map(|d| d["tasks"].as_array().expect("tasks").clone());
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    found.unwrap_or_default().iter().map(|t| (text(&t["period_start"]), text(&t["state"]))).collect()
}

#[tokio::test]
async fn faults_are_told_by_file_and_line_and_nothing_is_kept() {
    let app = TestApp::on_sqlite().await;
    let mut officer = app.logged_in("bureau_officer").await;
    let wrong = "id = \"inspection.self\"\nfrequency = { every = \"day\" }\n";
    let refused = import(&mut officer, &[("inspection.self.toml", wrong)]).await.expect_json(422);
    let fault = &refused["errors"][0];
    assert_eq!((&fault["pointer"], &fault["code"]), (&json!("/file"), &json!("pack_fault")));
    assert_eq!(
        (&fault["params"]["file"], &fault["params"]["line"]),
        (&json!("duties/inspection.self.toml"), &json!("2"))
    );
    // A duty that is written needs a scenario, and the scenario has to come out as it says.
    let bare = import(&mut officer, &[("inspection.self.toml", MONTHLY)]).await.expect_json(422);
    assert_eq!(bare["errors"][0]["params"]["fault"], "duty_without_scenario");
    let untrue = SCENARIO.replace("state = \"open\"", "state = \"late\"");
    let failed = import(&mut officer, &[("inspection.self.toml", MONTHLY), ("s.toml", &untrue)]).await.expect_json(422);
    assert_eq!(failed["errors"][0]["params"]["fault"], "scenario_failed");
    let none = import(&mut officer, &[]).await.expect_json(422);
    assert_eq!(none["errors"][0]["code"], "required");
    let all = officer.get("/api/v1/pack-versions").await.expect_json(200);
    assert_eq!((&all["versions"]["total"], &all["configured_in_force"]), (&json!(0), &json!(true)));
}

#[tokio::test]
async fn two_persons_put_a_version_in_force_today_changes_and_there_is_a_way_back() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        app.account(
            "second",
            anlu_app::account::create::NewAccount { role: anlu_domain::access::Role::Leader, ..blank() },
        )
        .await;
        plan(&app).await;
        let mut officer = app.logged_in("bureau_officer").await;
        let before = tasks(&mut officer, &app, "inspection.self").await;
        assert_eq!(before, [(String::from("2026-11-01"), String::from("due"))], "each month by the national pack");

        let kept =
            import(&mut officer, &[("inspection.self.toml", MONTHLY), ("s.toml", SCENARIO)]).await.expect_json(201);
        let id = kept["id"].as_str().expect("an id").to_owned();
        let path = format!("/api/v1/pack-versions/{id}");
        let seen = officer.get(&path).await.expect_json(200);
        assert_eq!((&seen["version"]["state"], &seen["version"]["can_activate"]), (&json!("draft"), &json!(false)));
        let words: Vec<&str> =
            seen["changes"].as_array().unwrap().iter().filter_map(|c| c["words"]["zh"].as_str()).collect();
        assert!(words.iter().any(|w| w.contains("每月") && w.contains("每年")), "{words:?}");
        assert_eq!(tasks(&mut officer, &app, "inspection.self").await, before, "nothing is in force by it");

        // What if?
        let started = officer.post(&format!("{path}/foresights"), &Value::Null).await.expect_json(202);
        let trial = format!("/api/v1/pack-foresights/{}", started["id"].as_str().unwrap());
        let done = async {
            loop {
                let now = officer.get(&trial).await.expect_json(200);
                if now["state"] == "done" {
                    return now["report"].clone();
                }
                assert_ne!(now["state"], "failed", "{now}");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let report = tokio::time::timeout(Duration::from_mins(1), done).await.expect("it ends");
        assert_eq!(report["all"]["enterprises"], 3, "{report}");
        let duty = report["duties"].as_array().unwrap().iter().find(|d| d["id"] == "inspection.self").cloned().unwrap();
        assert_eq!(duty["figures"]["owe_old"], duty["figures"]["owe_new"], "owed both ways, less often");
        assert!(!report["grids"].as_array().unwrap().is_empty() && !report["sectors"].as_array().unwrap().is_empty());
        app.logged_in("leader").await.get(&trial).await.expect(404);

        // The author never; another person does, from a day on.
        let tomorrow = app.now().day().plus_days(1).to_string();
        let wish = json!({"version_id": id, "effect_from": tomorrow, "reason": "局长办公会决定"});
        let own = officer.post("/api/v1/pack-activations", &wish).await.expect_json(403);
        assert_eq!(own["errors"][0]["code"], "own_version");
        let mut second = app.logged_in("second").await;
        let past = json!({"version_id": id, "effect_from": "2026-11-23", "reason": "x"});
        assert_eq!(
            second.post("/api/v1/pack-activations", &past).await.expect_json(422)["errors"][0]["code"],
            "effect_past"
        );
        second.post("/api/v1/pack-activations", &wish).await.expect(204);
        let twice = second.post("/api/v1/pack-activations", &wish).await.expect_json(409);
        assert_eq!(twice["errors"][0]["code"], "already_in_force");
        plan(&app).await;
        assert_eq!(second.get(&path).await.expect_json(200)["version"]["state"], "decided");
        assert_eq!(tasks(&mut second, &app, "inspection.self").await, before, "not before its day");

        app.pass(DAY_MS);
        plan(&app).await;
        let mut second = app.logged_in("second").await;
        assert_eq!(second.get(&path).await.expect_json(200)["version"]["state"], "in_force");
        let after = tasks(&mut second, &app, "inspection.self").await;
        assert_eq!(after, [(String::from("2026-01-01"), String::from("open"))], "Today changes");

        // The way back.
        let today = app.now().day().to_string();
        let back = json!({"effect_from": today, "reason": "恢复每月"});
        second.post("/api/v1/pack-activations", &back).await.expect(204);
        plan(&app).await;
        let again = tasks(&mut second, &app, "inspection.self").await;
        assert_eq!(again.first().map(|t| t.0.as_str()), Some("2026-11-01"), "{again:?}");
        let all = second.get("/api/v1/pack-versions").await.expect_json(200);
        assert_eq!(
            (&all["configured_in_force"], &all["versions"]["items"][0]["state"]),
            (&json!(true), &json!("former"))
        );
        assert_eq!(all["activations"].as_array().unwrap().len(), 2);

        // Each step is in the ledger.
        let entries =
            second.get(&format!("/api/v1/ledger?subject_kind=pack_version&subject_id={id}")).await.expect_json(200);
        let mut acts: Vec<&str> =
            entries["items"].as_array().unwrap().iter().filter_map(|e| e["action"].as_str()).collect();
        acts.sort_unstable();
        assert_eq!(acts, ["pack_activated", "pack_backtested", "pack_imported"]);
    })
    .await;
}

#[tokio::test]
async fn another_process_follows_a_decision_it_did_not_make() {
    let app = TestApp::on_sqlite().await;
    let mut officer = app.logged_in("bureau_officer").await;
    let kept = import(&mut officer, &[("inspection.self.toml", MONTHLY), ("s.toml", SCENARIO)]).await.expect_json(201);
    let books = anlu_app::duty::DutyBooks::new(crate::oracle::national(), None);
    let other = anlu_app::ctx::Desk { duties: Some(std::sync::Arc::new(books)), ..app.desk.clone() };
    let today = app.now().day().to_string();
    let wish = json!({"version_id": kept["id"], "effect_from": today, "reason": "试行"});
    app.logged_in("leader").await.post("/api/v1/pack-activations", &wish).await.expect(204);
    assert!(anlu_app::pack::in_force::refresh(&other).await.expect("read"));
    assert!(!anlu_app::pack::in_force::refresh(&other).await.expect("read"), "nothing new");
    let pack = anlu_app::pack::in_force::at_start(&other).await.expect("read").expect("in force");
    assert_eq!(pack.manifest.id, "local");
}
