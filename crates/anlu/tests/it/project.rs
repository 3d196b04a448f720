//! Construction projects over HTTP: parties and work items, blind spots that open and close, a value beyond its limit,
//! risks in the census of the contractor, who sees and writes what, the list as a workbook.

use anlu_app::tasks::{Runner, TaskCtx};
use anlu_domain::time::DAY_MS;
use anlu_store::ledger::verify::verify;
use serde_json::{Value, json};

use crate::harness::{app::TestApp, db::on_each, http::Client};

fn path(project: &Value) -> String {
    format!("/api/v1/projects/{}", project["id"].as_str().unwrap())
}

/// A project in the village of the first street: `near` builds it, `far` supervises.
fn draft(app: &TestApp) -> Value {
    let c = &app.county;
    json!({"no": "JT-2026-01", "name": "示例大桥", "kind": "bridge", "place": "示例镇", "grid_id": c.village,
    "start": "2026-10-01", "end": "2027-12-31", "parties": [
        {"role": "owner", "enterprise_id": c.third, "person": "示例甲"},
        {"role": "contractor", "enterprise_id": c.near, "person": "示例乙"},
        {"role": "supervisor", "enterprise_id": c.far},
    ]})
}

fn pit(project: &Value) -> Value {
    json!({"version": project["version"], "name": "2号墩基坑", "kind": "pit.deep", "place": "K1+200", "large": true,
        "start": "2026-11-24", "end": "2027-01-31", "state": "active", "progress": 5})
}

/// Blind spots of the first item: kind and duty, or role where it is about no duty.
fn blind(project: &Value) -> Vec<String> {
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    let name =
        |b: &Value| format!("{} {}", text(&b["kind"]), text(b["duty"].as_str().map_or(&b["role"], |_| &b["duty"])));
    project["items"][0]["blind"].as_array().unwrap().iter().map(name).collect()
}

async fn did(client: &mut Client, project: &Value, duty: &str, readings: Value) -> Value {
    let body = json!({"item_id": project["items"][0]["id"], "duty": duty, "day": "2026-11-24", "note": "已完成",
        "readings": readings});
    client.post(&format!("{}/records", path(project)), &body).await.expect_json(201)
}

fn reasons(problem: &Value) -> Vec<&str> {
    problem["errors"].as_array().into_iter().flatten().filter_map(|e| e["code"].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn blind_spots_open_and_close_as_the_parties_do_their_part() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let (mut officer, mut boss) = (app.logged_in("bureau_officer").await, app.logged_in("principal").await);
        let mut far = app.logged_in("far_principal").await;
        let made = officer.post("/api/v1/projects", &draft(&app)).await.expect_json(201);
        assert_eq!((&made["blind"], &made["items"]), (&json!(0), &json!([])));
        let project = boss.post(&format!("{}/items", path(&made)), &pit(&made)).await.expect_json(200);
        let first = blind(&project);
        for wanted in [
            "ungated pit.deep/scheme",
            "ungated pit.deep/review",
            "ungated pit.deep/approve",
            "no_party monitor",
            "no_party designer",
            "no_person supervisor",
            "unlisted contractor",
        ] {
            assert!(first.iter().any(|b| b == wanted), "{wanted} in {first:?}");
        }
        let listed = officer.get("/api/v1/projects?blind=true&q=大桥").await.expect_json(200);
        assert_eq!(listed["items"][0]["blind"], json!(first.len()), "the list counts what the page shows");
        let today = officer.get("/api/v1/today").await.expect_json(200);
        assert!(today["today"].as_array().unwrap().iter().any(|i| i["verb_code"] == "project.see"), "{today}");
        let today = boss.get("/api/v1/today").await.expect_json(200);
        let own = today["today"].as_array().unwrap().iter().find(|i| i["verb_code"] == "project.do").unwrap();
        assert_eq!((&own["why_code"], &own["link"]), (&json!("project_owed"), &json!(path(&made).replace("/api/v1", ""))));

        // Each party does its own part, and nobody another's.
        let project = did(&mut boss, &project, "pit.deep/scheme", json!([])).await;
        assert!(!blind(&project).contains(&String::from("ungated pit.deep/scheme")));
        let foreign = json!({"item_id": project["items"][0]["id"], "duty": "pit.deep/approve", "day": "2026-11-24", "note": "代办"});
        let refused = boss.post(&format!("{}/records", path(&project)), &foreign).await.expect_json(403);
        assert_eq!(reasons(&refused), ["project_other_party"]);
        let project = did(&mut far, &project, "pit.deep/approve", json!([])).await;
        let project = did(&mut boss, &project, "pit.deep/review", json!([])).await;
        let left = blind(&project);
        assert!(left.iter().all(|b| !b.starts_with("ungated")), "{left:?}");

        // What was recorded in error is taken back by whoever recorded it, and is owed again.
        let list = format!("{}/records?duty=pit.deep/scheme", path(&project));
        let record = boss.get(&list).await.expect_json(200)["items"][0].clone();
        assert_eq!((&record["may_withdraw"], &record["withdrawn"]), (&json!(true), &Value::Null));
        assert_eq!(far.get(&list).await.expect_json(200)["items"][0]["may_withdraw"], false);
        let back = format!("/api/v1/project-records/{}/withdrawal", record["id"].as_str().unwrap());
        let why = json!({"reason": "方案版本有误"});
        assert_eq!(reasons(&far.post(&back, &why).await.expect_json(403)), ["project_other_party"]);
        assert_eq!(reasons(&boss.post(&back, &json!({"reason": " "})).await.expect_json(422)), ["reason_required"]);
        let owed = boss.post(&back, &why).await.expect_json(200);
        assert!(blind(&owed).contains(&String::from("ungated pit.deep/scheme")));
        assert_eq!(reasons(&boss.post(&back, &why).await.expect_json(409)), ["already_withdrawn"]);
        let listed = boss.get(&list).await.expect_json(200);
        assert_eq!((&listed["total"], &listed["items"][0]["withdrawn"]), (&json!(1), &json!("方案版本有误")));
        let project = did(&mut boss, &project, "pit.deep/scheme", json!([])).await;

        // The risks of the item go into the census of the contractor, once.
        let choice = json!({"item_id": project["items"][0]["id"]});
        let drawn = boss.post(&format!("{}/risks", path(&project)), &choice).await.expect_json(200);
        boss.post(&format!("{}/risks", path(&project)), &choice).await.expect(200);
        let risks = boss.get(&format!("/api/v1/risks?enterprise_id={}", app.county.near)).await.expect_json(200);
        assert_eq!(risks["total"], 2);
        assert_eq!(risks["items"][0]["place"], "示例大桥 2号墩基坑 K1+200");
        assert_eq!(drawn["items"][0]["risks"][0]["risk_id"], risks["items"][0]["id"]);
        assert!(!blind(&drawn).contains(&String::from("unlisted contractor")));

        // Monitor and designer are named; a value at its limit waits for the contractor.
        let mut whole = draft(&app);
        whole["version"] = drawn["version"].clone();
        whole["parties"] = json!([
            {"role": "owner", "enterprise_id": app.county.third, "person": "示例甲"},
            {"role": "contractor", "enterprise_id": app.county.near, "person": "示例乙"},
            {"role": "supervisor", "enterprise_id": app.county.far, "person": "示例丙"},
            {"role": "designer", "enterprise_id": app.county.third, "person": "示例丁"},
            {"role": "monitor", "enterprise_id": app.county.far, "person": "示例戊"},
        ]);
        let project = officer.json("PUT", &path(&drawn), &whole).await.expect_json(200);
        assert_eq!(blind(&project), Vec::<String>::new(), "nothing is late on the first day");
        let part = json!([{"measure": "settlement", "value": 30}]);
        let body = json!({"item_id": project["items"][0]["id"], "duty": "pit.deep/monitor", "day": "2026-11-24", "note": "监测", "readings": part});
        assert_eq!(reasons(&far.post(&format!("{}/records", path(&project)), &body).await.expect_json(422)), ["required"]);
        let both = json!([{"measure": "settlement", "value": 30}, {"measure": "shift", "value": 3.5}]);
        let project = did(&mut far, &project, "pit.deep/monitor", both).await;
        assert_eq!(blind(&project), ["exceeded pit.deep/monitor"]);
        let spot = &project["items"][0]["blind"][0];
        assert_eq!((&spot["role"], &spot["person"]), (&json!("contractor"), &json!("示例乙")));
        let answer = json!({"item_id": project["items"][0]["id"], "duty": "pit.deep/monitor", "day": "2026-11-24",
            "note": "停工加固", "answers": spot["record_id"]});
        far.post(&format!("{}/records", path(&project)), &answer).await.expect(403);
        let project = boss.post(&format!("{}/records", path(&project)), &answer).await.expect_json(201);
        assert_eq!(blind(&project), Vec::<String>::new());
        let again = boss.post(&format!("{}/records", path(&project)), &answer).await.expect_json(409);
        assert_eq!(reasons(&again), ["project_nothing_to_answer"]);
        let records = officer.get(&format!("{}/records?duty=pit.deep/monitor", path(&project))).await.expect_json(200);
        assert_eq!((&records["total"], &records["items"][0]["note"]), (&json!(2), &json!("停工加固")));

        // A day later the patrol of yesterday was never done; the task counts it without anybody opening the page.
        app.pass(DAY_MS);
        Runner::default().run_due(&TaskCtx::new(app.desk.clone())).await;
        let mut officer = app.logged_in("bureau_officer").await;
        let late = officer.get(&path(&project)).await.expect_json(200);
        assert!(blind(&late).contains(&String::from("never every/patrol")), "{:?}", blind(&late));
        let listed = officer.get("/api/v1/projects").await.expect_json(200);
        assert_eq!(listed["items"][0]["blind"], late["blind"]);
        let verified = verify(&app.desk.store, &[]).await.unwrap();
        assert!(verified.is_sound(), "{verified:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_party_sees_its_projects_the_authority_its_territory_and_faults_name_their_field() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let (mut officer, mut boss) = (app.logged_in("bureau_officer").await, app.logged_in("principal").await);
        let (mut far, mut chief) = (app.logged_in("far_principal").await, app.logged_in("grid_chief").await);
        let made = officer.post("/api/v1/projects", &draft(&app)).await.expect_json(201);
        officer.post("/api/v1/projects", &draft(&app)).await.expect(409);
        assert_eq!(chief.get("/api/v1/projects").await.expect_json(200)["total"], 1, "in the street of the chief");
        let mut other = draft(&app);
        other["no"] = json!("JT-2026-02");
        other["grid_id"] = json!(app.county.other_street);
        other["parties"] = json!([{"role": "owner", "enterprise_id": app.county.far}]);
        let hidden = officer.post("/api/v1/projects", &other).await.expect_json(201);
        chief.get(&path(&hidden)).await.expect(404);
        boss.get(&path(&hidden)).await.expect(404);
        boss.get(&format!("{}/records", path(&hidden))).await.expect(404);
        boss.get(&format!("/api/v1/ledger?subject_kind=project&subject_id={}", hidden["id"].as_str().unwrap())).await.expect(404);
        boss.get(&format!("/api/v1/ledger?subject_kind=project&subject_id={}", made["id"].as_str().unwrap())).await.expect(200);
        assert_eq!(far.get("/api/v1/projects").await.expect_json(200)["total"], 2, "supervisor of one, owner of the other");
        let near = format!("/api/v1/projects?enterprise_id={}", app.county.near);
        assert_eq!(officer.get(&near).await.expect_json(200)["total"], 1);

        // The supervisor enters no items; unknown kinds and limits, reversed days and parties twice are refused.
        far.post(&format!("{}/items", path(&made)), &pit(&made)).await.expect(403);
        let mut wrong = pit(&made);
        wrong["kind"] = json!("no.such");
        assert_eq!(reasons(&boss.post(&format!("{}/items", path(&made)), &wrong).await.expect_json(422)), ["unknown"]);
        let mut wrong = pit(&made);
        wrong["limits"] = json!({"heat": 3});
        let refused = boss.post(&format!("{}/items", path(&made)), &wrong).await.expect_json(422);
        assert_eq!(refused["errors"][0]["pointer"], "/limits/heat");
        let mut wrong = pit(&made);
        wrong["end"] = json!("2026-11-01");
        assert_eq!(reasons(&boss.post(&format!("{}/items", path(&made)), &wrong).await.expect_json(422)), ["before_start"]);
        let mut twice = draft(&app);
        twice["no"] = json!("JT-2026-03");
        twice["parties"] = json!([{"role": "owner", "enterprise_id": app.county.far}, {"role": "owner", "enterprise_id": app.county.near}]);
        assert_eq!(reasons(&officer.post("/api/v1/projects", &twice).await.expect_json(422)), ["project_role_twice"]);

        // An item moves; what the other saw meanwhile is refused; a finished one takes no records.
        let begun = boss.post(&format!("{}/items", path(&made)), &pit(&made)).await.expect_json(200);
        boss.post(&format!("{}/items", path(&made)), &pit(&made)).await.expect(409);
        let mut over = pit(&begun);
        over["item_id"] = begun["items"][0]["id"].clone();
        over["state"] = json!("done");
        let done = officer.post(&format!("{}/items", path(&made)), &over).await.expect_json(200);
        assert_eq!((&done["items"][0]["progress"], &done["blind"]), (&json!(100), &json!(0)));
        let late = json!({"item_id": begun["items"][0]["id"], "duty": "every/patrol", "day": "2026-11-24", "note": "巡查"});
        let refused = boss.post(&format!("{}/records", path(&made)), &late).await.expect_json(409);
        assert_eq!(reasons(&refused), ["project_item_over"]);
        let kinds = boss.get("/api/v1/work-kinds").await.expect_json(200);
        assert!(kinds.as_array().unwrap().iter().any(|k| k["id"] == "tunnel" && k["measures"][0]["key"] == "convergence"));
        let actions: Vec<&str> = done["activity"].as_array().unwrap().iter().filter_map(|a| a["action"].as_str()).collect();
        assert_eq!(actions, ["project_added", "project_item_added", "project_item_changed"]);
        officer.get("/api/v1/projects.xlsx?active=true").await.expect(200);
    })
    .await;
}
