//! Grades, on both databases: facts in, rating, fact and notice out; an objection decided by a third person; history; who
//! sees what.

use anlu_app::grade::rerate;
use anlu_domain::time::DAY_MS;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::harness::{app::TestApp, db::on_each, http::Client};

const MODEL: &str = "freight.dynamic";

async fn grades(client: &mut Client, enterprise: impl std::fmt::Display) -> Value {
    client.get(&format!("/api/v1/enterprises/{enterprise}/grades")).await.expect_json(200)
}

fn rating<'v>(page: &'v Value, model: &str) -> &'v Value {
    page["ratings"].as_array().unwrap().iter().find(|r| r["model"] == model).unwrap()
}

fn points(rating: &Value, step: &str) -> f64 {
    let steps = rating["steps"].as_array().unwrap();
    steps.iter().find(|s| s["id"] == step).and_then(|s| s["points"].as_f64()).unwrap()
}

async fn waiting(client: &mut Client) -> Vec<Value> {
    let today = client.get("/api/v1/today").await.expect_json(200);
    let groups = ["overdue", "today", "week"].map(|g| today[g].as_array().cloned().unwrap_or_default());
    groups.concat().into_iter().filter(|i| i["kind"] == "grade").collect()
}

#[tokio::test]
async fn facts_rate_an_enterprise_and_an_objection_is_decided_by_a_third_person() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let near = app.county.near;
        let stop = CancellationToken::new();
        let whole = async || rerate::whole(&app.desk, &stop).await.unwrap();
        assert!(whole().await > 0);
        let mut officer = app.logged_in("bureau_officer").await;
        let page = grades(&mut officer, near).await;
        let young = rating(&page, MODEL);
        assert_eq!((&young["grade"], &young["wanting"][0]["code"]), (&Value::Null, &json!("days")));
        assert_eq!(page["grade"], Value::Null, "who is new has no grade");

        app.pass(40 * DAY_MS);
        assert!(whole().await > 0);
        assert_eq!(whole().await, 0, "nothing differs, nothing is written");
        let mut officer = app.logged_in("bureau_officer").await;
        let page = grades(&mut officer, near).await;
        // The driver's certificate has ended: 10 of 100 points.
        let first = rating(&page, MODEL);
        assert_eq!((&page["grade"], &first["score"]), (&json!("a"), &json!(90.0)));
        assert!((points(first, "certificates") + 10.0).abs() < 1e-9);
        let mut principal = app.logged_in("principal").await;
        assert_eq!(waiting(&mut principal).await[0]["verb_code"], "grade.see");
        principal.post(&format!("/api/v1/enterprises/{near}/grades/notice"), &json!({})).await.expect(200);
        assert!(waiting(&mut principal).await.is_empty());
        // The notice as a paper: once for a rating; a rating without a grade has none.
        let letter = format!("/api/v1/enterprises/{near}/grades/letter");
        let issued = officer.post(&letter, &json!({"model": MODEL})).await.expect_json(200);
        assert_eq!(officer.post(&letter, &json!({"model": MODEL})).await.expect_json(200), issued);
        officer.post(&letter, &json!({"model": "none"})).await.expect(404);
        let own = principal.get("/api/v1/documents?kind=grade.notice").await.expect_json(200);
        assert_eq!((&own["total"], &own["items"][0]["number"]), (&json!(1), &issued["number"]));

        app.pass(DAY_MS);
        let mut officer = app.logged_in("bureau_officer").await;
        let events = format!("/api/v1/enterprises/{near}/grades/events");
        let day = app.now().day().to_string();
        let accident = json!({"kind": "accident", "class": "general", "day": day, "title": "示例事故"});
        let entered = officer.post(&events, &accident).await.expect_json(200);
        let tomorrow = json!({"kind": "accident", "class": "general", "day": "2027-12-31", "title": "示例事故"});
        officer.post(&events, &tomorrow).await.expect(422);
        let check = json!({"vehicles": 2, "parts": ["driver"], "violations": [{"class": "very_serious", "number": 3}]});
        let check = json!({"kind": "check", "day": day, "title": "示例路检", "check": check});
        officer.post(&events, &check).await.expect(200);
        let page = grades(&mut officer, near).await;
        let fallen = rating(&page, MODEL);
        assert_eq!((&page["grade"], &fallen["was"], &fallen["score"]), (&json!("c"), &json!("a"), &json!(80.0)));
        assert_eq!((&fallen["by_score"], &fallen["caps"][0]["id"]), (&json!("b"), &json!("cap.accident")));
        assert_eq!(rating(&page, "eu.risk_rating")["score"], json!(45.0), "3 × 30 over 2 vehicles, one check");
        let list = officer.get("/api/v1/grades?moved=down").await.expect_json(200);
        assert_eq!((&list["total"], &list["items"][0]["months"]), (&json!(1), &json!(3)), "C is visited quarterly");
        assert_eq!(officer.get("/api/v1/grades?attention=true&grade=a").await.expect_json(200)["total"], 0);

        let mut principal = app.logged_in("principal").await;
        assert_eq!(waiting(&mut principal).await.len(), 1);
        let reference = format!("accident:{}", entered["id"].as_str().unwrap());
        let objections = format!("/api/v1/enterprises/{near}/grades/objections");
        let odd = json!({"model": MODEL, "contested": ["accident:none"], "reason": "认定有误"});
        principal.post(&objections, &odd).await.expect(422);
        let draft = json!({"model": MODEL, "contested": [reference], "reason": "认定书已撤销"});
        let filed = principal.post(&objections, &draft).await.expect_json(200);
        principal.post(&objections, &draft).await.expect(409);
        let decision = format!("/api/v1/grade-objections/{}/decision", filed["objections"][0]["id"].as_str().unwrap());
        let upheld = json!({"upheld": true, "note": "认定书确已撤销"});
        let own = officer.post(&decision, &upheld).await.expect_json(403);
        assert_eq!(own["errors"][0]["code"], "own_entry", "the officer has entered the accident");
        principal.post(&decision, &upheld).await.expect(403);
        let mut leader = app.logged_in("leader").await;
        let later = leader.get("/api/v1/today").await.expect_json(200)["later_count"].as_u64().unwrap();
        assert!(later > 0 || waiting(&mut leader).await.iter().any(|i| i["verb_code"] == "grade.decide"));
        app.pass(DAY_MS);
        let mut leader = app.logged_in("leader").await;
        leader.post(&decision, &upheld).await.expect(200);
        leader.post(&decision, &upheld).await.expect(409);
        let page = grades(&mut leader, near).await;
        assert_eq!((&page["grade"], &rating(&page, MODEL)["score"]), (&json!("a"), &json!(90.0)));
        let past: Vec<&Value> = rating(&page, MODEL)["past"].as_array().unwrap().iter().map(|p| &p["grade"]).collect();
        assert_eq!(past, [&json!("a"), &json!("c"), &json!("a"), &Value::Null]);
        let ledger = format!("/api/v1/ledger?subject_kind=enterprise&subject_id={near}&page_size=100");
        let ledger = leader.get(&ledger).await.expect_json(200);
        let graded = |e: &&Value| e["action"] == "enterprise_graded";
        assert_eq!(ledger["items"].as_array().unwrap().iter().filter(graded).count(), 3);
    })
    .await;
}

#[tokio::test]
async fn what_was_entered_in_error_is_taken_back_with_a_reason() {
    let app = TestApp::on_sqlite().await;
    app.pass(40 * DAY_MS);
    rerate::whole(&app.desk, &CancellationToken::new()).await.unwrap();
    let near = app.county.near;
    let mut officer = app.logged_in("bureau_officer").await;
    let day = app.now().day().to_string();
    let accident = json!({"kind": "accident", "class": "general", "day": day, "title": "示例事故"});
    let events = format!("/api/v1/enterprises/{near}/grades/events");
    let entered = officer.post(&events, &accident).await.expect_json(200);
    assert_eq!(grades(&mut officer, near).await["grade"], "c");
    let path = format!("/api/v1/grade-events/{}/withdrawal", entered["id"].as_str().unwrap());
    let refused = officer.post(&path, &json!({"reason": " "})).await.expect_json(422);
    assert_eq!(refused["errors"][0]["code"], "reason_required");
    let refused = officer.post(&path, &json!({"reason": "长".repeat(1_001)})).await.expect_json(422);
    assert_eq!(refused["errors"][0]["code"], "too_long");
    let mut principal = app.logged_in("principal").await;
    principal.post(&path, &json!({"reason": "录错"})).await.expect(403);
    officer.post(&path, &json!({"reason": "录错企业"})).await.expect(204);
    assert_eq!(grades(&mut officer, near).await["grade"], "a");
    officer.post(&path, &json!({"reason": "录错企业"})).await.expect(404);
}

#[tokio::test]
async fn an_enterprise_sees_its_own_grade_and_tries_what_would_help() {
    let app = TestApp::on_sqlite().await;
    app.pass(40 * DAY_MS);
    rerate::whole(&app.desk, &CancellationToken::new()).await.unwrap();
    let near = app.county.near;
    let mut principal = app.logged_in("principal").await;
    let own = principal.get("/api/v1/grades").await.expect_json(200);
    assert_eq!((&own["total"], &own["items"][0]["enterprise"]["id"]), (&json!(1), &json!(near)));
    let ways = format!("/api/v1/enterprises/{near}/grades/ways?model={MODEL}");
    assert_eq!(principal.get(&ways).await.expect_json(200)["ways"], json!([]), "it has the best grade");
    let trial = json!({"model": MODEL, "mend": ["hazard:none"]});
    let tried = principal.post(&format!("/api/v1/enterprises/{near}/grades/trial"), &trial).await.expect_json(200);
    assert_eq!(tried["score"], json!(90.0));
    let mut other = app.logged_in("far_principal").await;
    other.get(&format!("/api/v1/enterprises/{near}/grades")).await.expect(404);
    other.get(&ways).await.expect(404);
    let sheet = principal.get("/api/v1/grades.xlsx").await.expect(200);
    assert!(sheet.body.starts_with(b"PK"));
}
