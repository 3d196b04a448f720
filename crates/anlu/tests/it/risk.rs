//! Dual prevention from a template to a mended hazard, on both databases.

use anlu_app::tasks::{Runner, TaskCtx};
use serde_json::{Value, json};

use crate::harness::{app::TestApp, db::on_each, http::Client};

fn reasons(problem: &Value) -> Vec<(&str, &str)> {
    let errors = problem["errors"].as_array().into_iter().flatten();
    errors.filter_map(|e| Some((e["pointer"].as_str()?, e["code"].as_str()?))).collect()
}

fn of(app: &TestApp, rest: &str) -> String {
    format!("/api/v1/enterprises/{}/{rest}", app.county.near)
}

async fn upload(client: &mut Client, n: u8) -> Value {
    let picture = [b"\xff\xd8\xff\xe0\0\x10JFIF\0".as_slice(), &[n; 40]].concat();
    client.form("/api/v1/evidence", &[], ("现场.jpg", &picture)).await.expect_json(201)["hash"].clone()
}

async fn task_state(client: &mut Client, app: &TestApp, duty: &str) -> Value {
    let owed = client.get(&of(app, "duties")).await.expect_json(200);
    let found = owed["duties"].as_array().unwrap().iter().find(|d| d["id"] == duty).cloned();
    found.map_or(Value::Null, |d| d["tasks"][0]["state"].clone())
}

/// The freight template on the list of `near`; its first risk.
async fn started(app: &TestApp, safety: &mut Client) -> Value {
    safety.post(&of(app, "risks/start"), &json!({"template": "freight"})).await.expect(200);
    let list = safety.get(&format!("/api/v1/risks?enterprise_id={}", app.county.near)).await.expect_json(200);
    let id = list["items"][0]["id"].as_str().unwrap().to_owned();
    safety.get(&format!("/api/v1/risks/{id}")).await.expect_json(200)
}

/// The risk as it is written anew, at its version.
fn rewritten(risk: &Value, factors: &Value) -> Value {
    json!({
        "version": risk["version"], "name": risk["name"], "kind": risk["kind"], "place": "一号货场",
        "accident": risk["accident"], "owner": risk["owner"], "method": risk["method"], "factors": factors,
        "controls": risk["controls"],
    })
}

#[tokio::test]
async fn a_template_makes_a_census_that_is_then_written_anew() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut safety = app.logged_in("safety_officer").await;
        let empty = safety.get(&of(&app, "risks")).await.expect_json(200);
        assert_eq!(empty["templates"][0]["fits"], true, "that of its sector comes first");
        let nothing = safety.post(&of(&app, "risks/assessment"), &Value::Null).await.expect_json(409);
        assert_eq!(reasons(&nothing), [("", "census_empty")]);
        let risk = started(&app, &mut safety).await;
        let full = safety.get(&of(&app, "risks")).await.expect_json(200);
        let counted: u64 = full["grades"].as_array().unwrap().iter().filter_map(|g| g["count"].as_u64()).sum();
        assert!(counted >= 5, "{full}");
        let again = safety.post(&of(&app, "risks/start"), &json!({"template": "freight"})).await.expect_json(200);
        assert_eq!(again["added"], 0, "what is there stays as it is");

        let path = format!("/api/v1/risks/{}", risk["id"].as_str().unwrap());
        let mut wish = rewritten(&risk, &json!({"L": 3, "E": 6, "C": 15}));
        wish["controls"].as_array_mut().unwrap().truncate(1);
        let control = json!({"kind": "protective", "text": "戴安全帽", "owner": "装卸班长", "level": "team"});
        wish["controls"].as_array_mut().unwrap().push(control);
        let body = wish.to_string();
        let put = [("content-type", "application/json")];
        let changed = safety.send("PUT", &path, &put, body.as_bytes()).await.expect_json(200);
        assert_eq!(
            (&changed["grade"], &changed["score"], &changed["place"]),
            (&json!("orange"), &json!(270.0), &json!("一号货场"))
        );
        assert_eq!(changed["controls"].as_array().unwrap().len(), 2);
        assert_eq!(safety.send("PUT", &path, &put, body.as_bytes()).await.status, 409, "its version is old");
        let mut off = rewritten(&changed, &json!({"L": 4, "E": 6, "C": 15}));
        off["controls"] = changed["controls"].clone();
        let refused = safety.send("PUT", &path, &put, off.to_string().as_bytes()).await.expect_json(422);
        assert_eq!(reasons(&refused), [("/factors/L", "off_scale")]);
        let verbs: Vec<&str> =
            changed["timeline"].as_array().unwrap().iter().filter_map(|t| t["action"].as_str()).collect();
        assert_eq!(verbs, ["risk_added", "risk_changed"]);

        let gone = json!({"version": changed["version"], "reason": "停止装卸"});
        let retired = safety.post(&format!("{path}/retirement"), &gone).await.expect_json(200);
        assert_eq!(retired["actions"], json!([]));
        let back = safety.post(&of(&app, "risks/start"), &json!({"template": "freight"})).await.expect_json(200);
        assert_eq!(back["added"], 0, "what was taken off stays off");

        let hash = upload(&mut safety, 9).await;
        safety.post(&of(&app, "risks/pictures"), &json!({"hash": hash})).await.expect(204);
        let list = safety
            .get(&format!("/api/v1/risks?enterprise_id={}&retired=false", app.county.near))
            .await
            .expect_json(200);
        let one = &list["items"][0];
        let spot = json!({"version": one["version"], "spot": {"picture": hash, "x": 250, "y": 1000,
            "area": [[200, 900], [300, 900], [300, 1000]]}});
        let path = format!("/api/v1/risks/{}/spot", one["id"].as_str().unwrap());
        let placed = safety.post(&path, &spot).await.expect_json(200);
        assert_eq!(placed["spot"], spot["spot"]);
        let far = json!({"version": placed["version"], "spot": {"picture": hash, "x": 1001, "y": 0}});
        assert_eq!(reasons(&safety.post(&path, &far).await.expect_json(422)), [("/spot", "out_of_range")]);
        let two =
            json!({"version": placed["version"], "spot": {"picture": hash, "x": 1, "y": 1, "area": [[0, 0], [9, 9]]}});
        assert_eq!(reasons(&safety.post(&path, &two).await.expect_json(422)), [("/spot/area", "area_corners")]);
        let picture = json!({"hash": hash});
        safety.post(&of(&app, "risks/pictures/removal"), &picture).await.expect(204);
        assert_eq!(safety.get(&of(&app, "risks")).await.expect_json(200)["pictures"], json!([]));
        assert_eq!(safety.post(&of(&app, "risks/pictures/removal"), &picture).await.status, 404);
        safety.post(&of(&app, "risks/pictures"), &picture).await.expect(204);
        let again = safety.get(&path.replace("/spot", "")).await.expect_json(200);
        assert_eq!(again["spot"], spot["spot"], "places outlive the picture");
        let mut officer = app.logged_in("bureau_officer").await;
        officer.get(&format!("/api/v1/evidence/{}", hash.as_str().unwrap())).await.expect(200);
        let mut other = app.logged_in("far_principal").await;
        for path in [of(&app, "risks"), of(&app, "risks/checklist"), path.replace("/spot", "")] {
            assert_eq!(other.get(&path).await.status, 404, "{path}");
        }
        assert_eq!(other.get(&format!("/api/v1/evidence/{}", hash.as_str().unwrap())).await.status, 404);
        assert_eq!(other.get("/api/v1/risks").await.expect_json(200)["total"], 0);
    })
    .await;
}

#[tokio::test]
async fn a_failed_control_becomes_a_hazard_and_the_inspection_settles_the_duty() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut safety = app.logged_in("safety_officer").await;
        let mut runner = Runner::default();
        runner.run_due(&TaskCtx::new(app.desk.clone())).await;
        started(&app, &mut safety).await;
        assert_ne!(task_state(&mut safety, &app, "inspection.self").await, "done");
        let list = safety.get(&of(&app, "risks/checklist")).await.expect_json(200);
        let controls: Vec<&Value> =
            list["risks"].as_array().unwrap().iter().flat_map(|r| r["controls"].as_array().unwrap()).collect();
        let hash = upload(&mut safety, 5).await;
        let mut answers: Vec<Value> =
            controls.iter().map(|c| json!({"control_id": c["id"], "outcome": "kept"})).collect();
        answers[0] = json!({"control_id": controls[0]["id"], "outcome": "failed", "note": "右侧雷达不响",
            "evidence": [hash], "deadline": "2026-12-01"});
        answers[1]["outcome"] = json!("not_applicable");
        let id = "0192f0c4-0000-7000-8000-00000000aaaa";
        let draft = json!({"id": id, "started_at": "2026-11-24T09:00:00+08:00",
            "finished_at": "2026-11-24T09:05:00+08:00", "note": "班前检查", "answers": answers});
        let path = of(&app, "inspections");
        let with = |member: &str, value: Value| {
            let mut wrong = draft.clone();
            wrong[member] = value;
            wrong
        };
        let refusals = [
            (with("answers", json!(answers[1..])), "/answers", "answers_missing"),
            (with("finished_at", json!("2026-11-25T09:00:00+08:00")), "/finished_at", "future"),
            (with("started_at", json!("2026-11-24T09:06:00+08:00")), "/started_at", "out_of_range"),
        ];
        for (wrong, pointer, code) in &refusals {
            let refused = safety.post(&path, wrong).await.expect_json(422);
            assert_eq!(reasons(&refused), [(*pointer, *code)]);
        }
        let mut silent = draft.clone();
        silent["answers"][0]["note"] = json!("");
        let refused = safety.post(&path, &silent).await.expect_json(422);
        assert_eq!(reasons(&refused), [("/answers/0/note", "failure_note_required")]);
        let mut late = draft.clone();
        late["answers"][0]["deadline"] = json!("2026-11-01");
        let refused = safety.post(&path, &late).await.expect_json(422);
        assert_eq!(reasons(&refused), [("/answers/0/deadline", "deadline_past")]);
        let none = safety.get("/api/v1/hazards").await.expect_json(200);
        assert_eq!(none["total"], 0, "nothing half-handed-in stays behind");

        let made = safety.post(&path, &draft).await.expect_json(201);
        assert_eq!(made["inspected"]["failed"], 1);
        let again = safety.post(&path, &draft).await.expect_json(200);
        assert_eq!(again["answers"], made["answers"], "sent again, it is what stood here");
        let reused = safety.post(&path, &with("note", json!("另一次"))).await.expect_json(409);
        assert_eq!(reasons(&reused), [("", "inspection_id_reused")]);

        let hazards = safety.get("/api/v1/hazards?source=risk_control").await.expect_json(200);
        assert_eq!(hazards["total"], 1);
        let hazard = made["answers"][0]["hazard"]["id"].as_str().unwrap().to_owned();
        let hazard = safety.get(&format!("/api/v1/hazards/{hazard}")).await.expect_json(200);
        assert_eq!((&hazard["state"], &hazard["deadline"]), (&json!("notified"), &json!("2026-12-01")));
        assert_eq!(hazard["failed_control"]["inspection_id"], id);
        assert_eq!(hazard["evidence"][0]["phase"], "before");
        let risk = hazard["failed_control"]["risk_id"].as_str().unwrap();
        let risk = safety.get(&format!("/api/v1/risks/{risk}")).await.expect_json(200);
        assert_eq!(risk["open_hazards"], 1);
        let typed = json!({"title": "示例", "level": "general", "source": "risk_control"});
        let refused = safety.post("/api/v1/hazards", &typed).await.expect_json(422);
        assert_eq!(reasons(&refused), [("/source", "source_not_yours")]);

        assert_eq!(task_state(&mut safety, &app, "inspection.self").await, "done", "nothing is typed twice");
        let records = safety.get(&of(&app, "records")).await.expect_json(200);
        assert_eq!((&records["items"][0]["id"], &records["items"][0]["inspected"]["failed"]), (&json!(id), &json!(1)));
        assert_eq!(records["items"][0]["evidence"][0]["hash"], hash);

        assert_ne!(task_state(&mut safety, &app, "inspection.principal").await, "done");
        let mut principal = app.logged_in("principal").await;
        let mut led = with("id", json!("0192f0c4-0000-7000-8000-00000000bbbb"));
        led["answers"][0] = json!({"control_id": controls[0]["id"], "outcome": "kept"});
        principal.post(&path, &led).await.expect(201);
        assert_eq!(task_state(&mut principal, &app, "inspection.principal").await, "done", "led by the principal");
        let both = principal.get(&path).await.expect_json(200);
        assert_eq!(both["total"], 2);
        let mut other = app.logged_in("far_principal").await;
        assert_eq!(other.get(&format!("/api/v1/inspections/{id}")).await.status, 404);
        assert_eq!(other.post(&path, &draft).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn a_major_risk_is_registered_watched_and_struck_off_and_its_facts_are_never_told() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut safety = app.logged_in("safety_officer").await;
        let mut officer = app.logged_in("bureau_officer").await;
        let mut runner = Runner::default();
        runner.run_due(&TaskCtx::new(app.desk.clone())).await;
        let facts = of(&app, "facts");
        let told = json!({"facts": {"enterprise.major_risks": 3}});
        safety.post(&facts, &told).await.expect(204);
        let risk = started(&app, &mut safety).await;
        assert_eq!(reasons(&safety.post(&facts, &told).await.expect_json(422)), [("/facts", "census_knows")]);
        let owed = safety.get(&of(&app, "duties")).await.expect_json(200);
        let names: Vec<&str> = owed["facts"].as_array().unwrap().iter().filter_map(|f| f["name"].as_str()).collect();
        assert!(!names.contains(&"enterprise.major_risks"), "{names:?}");
        assert_eq!(task_state(&mut safety, &app, "risk.register_major").await, Value::Null, "no red risk");

        let path = format!("/api/v1/risks/{}", risk["id"].as_str().unwrap());
        let put = [("content-type", "application/json")];
        let red = rewritten(&risk, &json!({"L": 3, "E": 6, "C": 40})).to_string();
        let red = safety.send("PUT", &path, &put, red.as_bytes()).await.expect_json(200);
        assert_eq!((&red["grade"], &red["standing"]), (&json!("red"), &json!("unregistered")));
        assert_ne!(task_state(&mut safety, &app, "risk.register_major").await, Value::Null, "owed at once");
        let says = json!({"version": red["version"], "monitor": "示例安全员", "measures": "每班巡查", "emergency": "停用疏散"});
        let registered = safety.post(&format!("{path}/registration"), &says).await.expect_json(200);
        assert_eq!(registered["standing"], "registered");
        assert_eq!(task_state(&mut safety, &app, "risk.register_major").await, "done");

        assert_ne!(task_state(&mut safety, &app, "risk.major_list").await, "done");
        let note = json!({"version": registered["version"], "note": "本周监测正常"});
        let noted = safety.post(&format!("{path}/notes"), &note).await.expect_json(200);
        assert_eq!(noted["registration"]["notes"][0]["note"], "本周监测正常");
        assert_eq!(task_state(&mut safety, &app, "risk.major_list").await, "done", "the notes of the quarter are the list");

        let list = officer.get("/api/v1/risks?major=present").await.expect_json(200);
        assert_eq!((&list["total"], &list["items"][0]["id"]), (&json!(1), &risk["id"]));
        let mut chief = app.logged_in("grid_chief").await;
        assert_eq!(chief.get("/api/v1/risks?major=present").await.expect_json(200)["total"], 1, "up the grid");
        let elsewhere = format!("/api/v1/risks?major=present&grid_id={}", app.county.other_street);
        assert_eq!(officer.get(&elsewhere).await.expect_json(200)["total"], 0);

        let ask = |risk: &Value| json!({"version": risk["version"], "reason": "已改用水性漆"});
        let early = safety.post(&format!("{path}/cancellation"), &ask(&noted)).await.expect_json(409);
        assert_eq!(reasons(&early), [("", "still_major")]);
        let lowered = rewritten(&noted, &json!({"L": 1, "E": 6, "C": 7})).to_string();
        let lowered = safety.send("PUT", &path, &put, lowered.as_bytes()).await.expect_json(200);
        assert_eq!(lowered["standing"], "registered", "lowered is not struck off");
        let asked = safety.post(&format!("{path}/cancellation"), &ask(&lowered)).await.expect_json(200);
        assert_eq!(asked["standing"], "cancel_asked");
        let today = officer.get("/api/v1/today").await.expect_json(200);
        let item = today["today"].as_array().unwrap().iter().find(|i| i["why_code"] == "risk_cancel_asked").cloned();
        assert_eq!(item.expect("the officer is asked")["link"], format!("/risks/{}", risk["id"].as_str().unwrap()));
        let decide = format!("{path}/cancellation/decision");
        let no = json!({"version": asked["version"], "approved": false});
        assert_eq!(reasons(&officer.post(&decide, &no).await.expect_json(422)), [("/note", "reason_required")]);
        assert_eq!(chief.post(&decide, &no).await.status, 403);
        let yes = json!({"version": asked["version"], "approved": true, "note": "现场已核实"});
        let done = officer.post(&decide, &yes).await.expect_json(200);
        assert_eq!((&done["standing"], &done["registration"]["cancellation"]["approved"]), (&json!("cancelled"), &json!(true)));
        assert_eq!(officer.get("/api/v1/risks?major=present").await.expect_json(200)["total"], 0);
        let verbs: Vec<&str> = done["timeline"].as_array().unwrap().iter().filter_map(|t| t["action"].as_str()).collect();
        let whole = ["risk_added", "risk_changed", "risk_registered", "risk_noted", "risk_changed", "risk_cancel_asked", "risk_cancelled"];
        assert_eq!(verbs, whole);

        safety.post(&of(&app, "risks/assessment"), &Value::Null).await.expect(201);
        assert_eq!(task_state(&mut safety, &app, "risk.assessment").await, "done");
    })
    .await;
}
