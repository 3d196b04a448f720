//! Duties from a registered line of business to a settled task, on both databases.

use anlu_app::tasks::{Runner, TaskCtx};
use anlu_domain::time::DAY_MS;
use anlu_store::ledger;
use serde_json::{Value, json};

use crate::harness::{app::TestApp, db::on_each, http::Client};

async fn upload(client: &mut Client, n: u8) -> Value {
    let picture = [b"\xff\xd8\xff\xe0\0\x10JFIF\0".as_slice(), &[n; 40]].concat();
    let kept = client.form("/api/v1/evidence", &[], ("演练.jpg", &picture)).await.expect_json(201);
    kept["hash"].clone()
}

fn duties_path(app: &TestApp) -> String {
    format!("/api/v1/enterprises/{}/duties", app.county.near)
}

async fn duties(client: &mut Client, app: &TestApp) -> Value {
    client.get(&duties_path(app)).await.expect_json(200)
}

fn duty<'a>(all: &'a Value, id: &str) -> &'a Value {
    let rows = all["duties"].as_array().expect("a list");
    rows.iter().find(|d| d["id"] == id).unwrap_or(&Value::Null)
}

fn reasons(problem: &Value) -> Vec<(&str, &str)> {
    let errors = problem["errors"].as_array().into_iter().flatten();
    errors.filter_map(|e| Some((e["pointer"].as_str()?, e["code"].as_str()?))).collect()
}

/// Plans whatever waits to be planned, as the server does in the background.
async fn plan(app: &TestApp, runner: &mut Runner) {
    runner.run_due(&TaskCtx::new(app.desk.clone())).await;
}

#[tokio::test]
async fn a_registered_line_of_business_brings_its_duties_at_once_and_a_record_settles_them() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut officer = app.logged_in("bureau_officer").await;
        let mut safety = app.logged_in("safety_officer").await;
        assert_eq!(duties(&mut safety, &app).await["duties"], json!([]), "nothing is planned yet");
        let path = format!("/api/v1/enterprises/{}", app.county.near);
        let file = officer.get(&path).await.expect_json(200);
        let wish = json!({"version": file["version"], "sectors": ["heavy_freight", "hazmat"]});
        officer.send("PATCH", &path, &[("content-type", "application/json")], wish.to_string().as_bytes()).await.expect(200);

        let owed = duties(&mut safety, &app).await;
        let drill = duty(&owed, "drill");
        let task = &drill["tasks"][0];
        assert_eq!((&task["period_start"], &task["due"]), (&json!("2026-07-01"), &json!("2026-12-31")), "half-yearly now");
        assert_eq!((&task["state"], &task["can_hand_in"]), (&json!("open"), &json!(true)));
        assert!(drill["article"].as_str().is_some_and(|a| a.contains("第三十三条")), "{drill}");
        assert_eq!(task["ladder"][1], json!({"step": "grid_chief", "day": "2027-01-01"}), "known beforehand");
        let missing: Vec<&str> = owed["missing"].as_array().unwrap().iter().filter_map(|m| m["name"].as_str()).collect();
        assert!(missing.contains(&"enterprise.high_risk"), "{missing:?}");

        let records = format!("{path}/records");
        let hash = upload(&mut safety, 1).await;
        let draft = json!({"kind": "drill", "day": "2026-11-20", "participants": 9, "note": "危货泄漏演练", "evidence": [hash]});
        for (change, fault) in [
            (json!({"day": "2026-11-25"}), ("/day", "future")),
            (json!({"kind": "dance"}), ("/kind", "unknown")),
            (json!({"evidence": []}), ("/evidence", "evidence_required")),
            (json!({"evidence": ["0".repeat(64)]}), ("/evidence", "evidence_unknown")),
            (json!({"kind": "training"}), ("/quantity", "required")),
            (json!({"kind": "training", "quantity": 4}), ("/people", "required")),
            (json!({"kind": "training", "quantity": 4, "people": [app.county.far_driver]}), ("/people", "not_found")),
            (json!({"kind": "insurance.liability"}), ("/insured_until", "required")),
        ] {
            let mut wrong = draft.clone();
            wrong.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            let refused = safety.post(&records, &wrong).await.expect_json(422);
            assert_eq!(reasons(&refused), [fault]);
        }
        let kept = safety.post(&records, &draft).await.expect_json(201);
        let after = duties(&mut safety, &app).await;
        let task = &duty(&after, "drill")["tasks"][0];
        assert_eq!((&task["state"], &task["records"]), (&json!("done"), &kept["records"]));
        let list = officer.get(&records).await.expect_json(200);
        assert_eq!((&list["total"], &list["items"][0]["evidence"][0]["hash"]), (&json!(1), &hash));
        officer.get(&format!("/api/v1/evidence/{}", hash.as_str().unwrap())).await.expect(200);
        let mut far = app.logged_in("far_principal").await;
        assert_eq!(far.get(&duties_path(&app)).await.status, 404);
        assert_eq!(far.get(&format!("/api/v1/evidence/{}", hash.as_str().unwrap())).await.status, 404);

        let gone = format!("/api/v1/records/{}/withdrawal", kept["records"][0].as_str().unwrap());
        assert_eq!(far.post(&gone, &json!({"reason": "不对"})).await.status, 404);
        safety.post(&gone, &json!({"reason": "日期填错"})).await.expect(204);
        let refused = safety.post(&gone, &json!({"reason": "日期填错"})).await.expect_json(409);
        assert_eq!(reasons(&refused), [("", "already_withdrawn")]);
        assert_eq!(duty(&duties(&mut safety, &app).await, "drill")["tasks"][0]["state"], "open");
    })
    .await;
}

#[tokio::test]
async fn five_in_place_stand_as_their_duties_and_name_their_facts() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        plan(&app, &mut Runner::default()).await;
        let mut safety = app.logged_in("safety_officer").await;
        let owed = duties(&mut safety, &app).await;
        let cell = |all: &Value, group: &str| {
            all["five"].as_array().unwrap().iter().find(|c| c["group"] == group).cloned().unwrap()
        };
        assert_eq!(owed["five"].as_array().unwrap().len(), 5);
        for group in ["responsibility", "investment", "training", "management", "emergency"] {
            let cell = cell(&owed, group);
            for id in cell["duties"].as_array().unwrap() {
                assert_eq!(duty(&owed, id.as_str().unwrap())["group"], group);
            }
        }
        let emergency = cell(&owed, "emergency");
        assert_eq!((&emergency["state"], &emergency["duties"]), (&json!("open"), &json!(["drill"])));
        let facts = emergency["facts"].as_array().unwrap();
        let sectors = facts.iter().find(|f| f["name"] == "enterprise.sectors").unwrap();
        assert!(sectors["value"].as_array().is_some_and(|s| !s.is_empty()), "{facts:?}");
        let revenue = cell(&owed, "investment")["facts"].clone();
        let untold = revenue
            .as_array()
            .unwrap()
            .iter()
            .any(|f| f["name"] == "enterprise.revenue_last_year_yuan" && f["value"].is_null());
        assert!(untold, "nobody has told it: {revenue}");

        let hash = upload(&mut safety, 7).await;
        let draft = json!({"kind": "drill", "day": "2026-11-20", "note": "演练", "evidence": [hash]});
        safety.post(&format!("/api/v1/enterprises/{}/records", app.county.near), &draft).await.expect(201);
        let after = duties(&mut safety, &app).await;
        assert_eq!(cell(&after, "emergency")["state"], "done");
        assert_eq!(cell(&after, "responsibility")["state"], cell(&owed, "responsibility")["state"]);
    })
    .await;
}

#[tokio::test]
async fn planning_again_writes_nothing_and_late_tasks_climb_their_ladder() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut runner = Runner::default();
        plan(&app, &mut runner).await;
        let mut safety = app.logged_in("safety_officer").await;
        let owed = duties(&mut safety, &app).await;
        assert_eq!(
            duty(&owed, "inspection.self")["tasks"][0]["state"],
            "due",
            "seven days before the end of the month"
        );
        assert_eq!(duty(&owed, "post.list")["counts"]["open"], 1, "the driver has no signed list: {owed}");
        let today = safety.get("/api/v1/today").await.expect_json(200);
        let week: Vec<&str> = today["week"].as_array().unwrap().iter().filter_map(|i| i["why_code"].as_str()).collect();
        assert!(week.contains(&"duty_due"), "{today}");
        let noted = ledger::size(app.desk.store.read()).await.unwrap();
        plan(&app, &mut Runner::default()).await;
        assert_eq!(ledger::size(app.desk.store.read()).await.unwrap(), noted, "nothing differs");

        app.pass(8 * DAY_MS);
        plan(&app, &mut runner).await;
        let mut safety = app.logged_in("safety_officer").await;
        let late = duties(&mut safety, &app).await;
        let task =
            duty(&late, "inspection.self")["tasks"].as_array().unwrap().iter().find(|t| t["state"] == "late").cloned();
        let task = task.expect("November's self-inspection is late");
        assert_eq!((&task["due"], &task["step"]), (&json!("2026-11-30"), &json!("grid_chief")));
        let mut chief = app.logged_in("grid_chief").await;
        let group = async |client: &mut Client| -> Value {
            let list = client.get("/api/v1/today").await.expect_json(200);
            let alone = list["overdue"].as_array().unwrap().iter().any(|i| i["why_code"] == "duties_late");
            assert!(!alone, "late enterprises are one line, not many: {list}");
            list["late_enterprises"].clone()
        };
        let opened = async |client: &mut Client, page: u32| -> (Value, Vec<(String, Value)>) {
            let path = format!("/api/v1/today/late-enterprises?page={page}&page_size=1");
            let list = client.get(&path).await.expect_json(200);
            let row = |i: &Value| (i["subject_name"].as_str().unwrap().to_owned(), i["verb_code"].clone());
            (list["total"].clone(), list["items"].as_array().unwrap().iter().map(row).collect())
        };
        let near = vec![(crate::harness::county::NEAR.to_owned(), json!("duty.follow"))];
        assert_eq!(group(&mut chief).await["count"], 1, "another street's is not his");
        assert_eq!(opened(&mut chief, 1).await, (json!(1), near.clone()));
        app.pass(8 * DAY_MS);
        plan(&app, &mut runner).await;
        let mut officer = app.logged_in("bureau_officer").await;
        let seen = group(&mut officer).await;
        assert!(["bureau", "interview", "case_proposal"].contains(&seen["step"].as_str().unwrap()), "{seen}");
        let count = seen["count"].as_u64().unwrap();
        let mut all = Vec::new();
        for page in 1..=u32::try_from(count).unwrap() {
            let (total, mut rows) = opened(&mut officer, page).await;
            assert_eq!((total, rows.len()), (seen["count"].clone(), 1), "a group tells of as many as it opens to");
            all.append(&mut rows);
        }
        assert!(all.contains(&near[0]), "{all:?}");
        let mut safety = app.logged_in("safety_officer").await;
        assert_eq!(group(&mut safety).await, Value::Null, "an enterprise sees its tasks, not itself as one");
        assert_eq!(opened(&mut safety, 1).await, (json!(0), Vec::new()));
        let id = task["id"].as_str().unwrap();
        let climbed = officer.get(&format!("/api/v1/ledger?subject_kind=task&subject_id={id}")).await.expect_json(200);
        let steps: Vec<&Value> = climbed["items"].as_array().unwrap().iter().map(|e| &e["after"]["step"]).collect();
        assert_eq!(steps, ["bureau", "grid_chief"], "newest first: {climbed}");
    })
    .await;
}

#[tokio::test]
async fn a_waiver_is_asked_for_by_one_and_decided_by_another() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        plan(&app, &mut Runner::default()).await;
        let mut principal = app.logged_in("principal").await;
        let mut officer = app.logged_in("bureau_officer").await;
        let owed = duties(&mut principal, &app).await;
        let task = duty(&owed, "inspection.self")["tasks"][0]["id"].as_str().unwrap().to_owned();
        let ask = format!("/api/v1/tasks/{task}/waiver");
        let refused = principal.post(&ask, &json!({"reason": " "})).await.expect_json(422);
        assert_eq!(reasons(&refused), [("/reason", "reason_required")]);
        let asked = principal.post(&ask, &json!({"reason": "车间停产检修"})).await.expect_json(201);
        let refused = principal.post(&ask, &json!({"reason": "再问"})).await.expect_json(409);
        assert_eq!(reasons(&refused), [("", "already_asked")]);
        let today = officer.get("/api/v1/today").await.expect_json(200);
        let items = today["today"].as_array().unwrap();
        let item = items.iter().find(|i| i["why_code"] == "waiver_asked").expect("the officer is asked");
        assert_eq!(item["verb_code"], "waiver.decide");
        let decide = format!("/api/v1/waivers/{}/decision", asked["id"].as_str().unwrap());
        assert_eq!(principal.post(&decide, &json!({"approved": true})).await.status, 403);
        let refused = officer.post(&decide, &json!({"approved": false})).await.expect_json(422);
        assert_eq!(reasons(&refused), [("/note", "reason_required")]);
        let decided = officer.post(&decide, &json!({"approved": true})).await.expect_json(200);
        assert_eq!(decided["state"], "approved");
        let again = officer.post(&decide, &json!({"approved": false, "note": "不"})).await.expect_json(409);
        assert_eq!(reasons(&again), [("", "already_decided")]);
        let after = duties(&mut principal, &app).await;
        let task = &duty(&after, "inspection.self")["tasks"][0];
        assert_eq!(
            (&task["state"], &task["waiver"]["decided_by"]["name"]),
            (&json!("waived"), &json!("示例bureau_officer"))
        );
    })
    .await;
}

#[tokio::test]
async fn a_fact_has_one_owner_and_bears_on_the_plan_at_once() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        plan(&app, &mut Runner::default()).await;
        let mut safety = app.logged_in("safety_officer").await;
        let mut officer = app.logged_in("bureau_officer").await;
        let path = format!("/api/v1/enterprises/{}/facts", app.county.near);
        let high = json!({"facts": {"enterprise.high_risk": true}});
        let refused = safety.post(&path, &high).await.expect_json(422);
        assert_eq!(reasons(&refused), [("/facts", "authority_only")]);
        let refused = officer.post(&path, &json!({"facts": {"enterprise.sectors": ["hazmat"]}})).await.expect_json(422);
        assert_eq!(reasons(&refused), [("/facts", "unknown")], "the registry owns it");
        let due = |owed: &Value| duty(owed, "inspection.principal")["tasks"][0]["due"].clone();
        assert_eq!(due(&duties(&mut safety, &app).await), "2026-12-31", "each quarter");
        officer.post(&path, &high).await.expect(204);
        let monthly = duties(&mut safety, &app).await;
        let tasks = duty(&monthly, "inspection.principal")["tasks"].as_array().unwrap();
        let dues: Vec<&Value> = tasks.iter().map(|t| &t["due"]).collect();
        assert_eq!(dues, ["2026-11-30"], "each month; the quarter's task is withdrawn");
        assert_eq!(monthly["facts"][0]["value"], true);
        // What the driver's first day is, nobody has told: with it the training of new staff is owed.
        let told_of = format!("/api/v1/people/{}/facts", app.county.driver);
        let facts = safety.get(&told_of).await.expect_json(200);
        assert_eq!(facts["enterprise_id"], json!(app.county.near));
        let first = &facts["facts"][0];
        assert_eq!((&first["name"], &first["value"], &first["can_tell"]), (&json!("person.employed_on"), &Value::Null, &json!(true)));
        assert_eq!(first["duties"][0]["id"], "training.new");
        let owed = duties(&mut safety, &app).await;
        let missing = owed["people_missing"].as_array().unwrap();
        assert!(missing.iter().any(|m| m["person"]["id"] == json!(app.county.driver) && m["facts"] == json!(["person.employed_on"])), "{missing:?}");
        app.logged_in("far_principal").await.get(&told_of).await.expect(404);
        let driver = json!({"person_id": app.county.driver, "facts": {"person.employed_on": "2026-11-10"}});
        safety.post(&path, &driver).await.expect(204);
        let facts = safety.get(&told_of).await.expect_json(200);
        assert_eq!(facts["facts"][0]["value"], "2026-11-10");
        assert!(facts["facts"][0]["by"].is_string() && facts["facts"][0]["on"] == "2026-11-24", "{facts}");
        let owed = duties(&mut safety, &app).await;
        let task = &duty(&owed, "training.new")["tasks"][0];
        assert_eq!((&task["person"]["name"], &task["due"]), (&json!("李明示"), &json!("2026-12-10")));
        let hash = upload(&mut safety, 3).await;
        let records = format!("/api/v1/enterprises/{}/records", app.county.near);
        let half = json!({"kind": "training", "day": "2026-11-20", "quantity": 12, "people": [app.county.driver], "evidence": [hash]});
        safety.post(&records, &half).await.expect(201);
        let owed = duties(&mut safety, &app).await;
        let task = &duty(&owed, "training.new")["tasks"][0];
        assert_eq!((&task["progress"], &task["needed"]), (&json!(12), &json!(24)));
        safety.post(&records, &half).await.expect(201);
        assert_eq!(duty(&duties(&mut safety, &app).await, "training.new")["tasks"][0]["state"], "done");
    })
    .await;
}
