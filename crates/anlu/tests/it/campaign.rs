//! A campaign from its template to its report, on both databases.

use serde_json::{Value, json};

use crate::harness::{app::TestApp, db::on_each, http::Client};

fn reasons(problem: &Value) -> Vec<(&str, &str)> {
    let errors = problem["errors"].as_array().into_iter().flatten();
    errors.filter_map(|e| Some((e["pointer"].as_str()?, e["code"].as_str()?))).collect()
}

fn draft(among: &str) -> Value {
    json!({
        "title": {"zh": "货运企业清查"}, "task": {"zh": "逐户核对"}, "deadline": "2026-12-31", "among": among,
        "outcomes": [
            {"code": "checked", "title": {"zh": "已核对"}, "evidence": true},
            {"code": "closed", "title": {"zh": "已停业", "en": "Closed"}},
        ],
    })
}

const FREIGHT: &str = "\"freight\" in enterprise.sectors || \"heavy_freight\" in enterprise.sectors";

async fn start(officer: &mut Client) -> Value {
    officer.post("/api/v1/campaigns", &draft(FREIGHT)).await.expect_json(201)
}

/// The subject of an enterprise.
async fn subject(client: &mut Client, campaign: &Value, enterprise: impl std::fmt::Display) -> Value {
    let path = format!("/api/v1/campaigns/{}/subjects", campaign["id"].as_str().unwrap());
    let list = client.get(&path).await.expect_json(200);
    let wanted = enterprise.to_string();
    list["items"].as_array().unwrap().iter().find(|s| s["enterprise"]["id"] == wanted.as_str()).cloned().unwrap()
}

async fn upload(client: &mut Client, n: u8) -> Value {
    let picture = [b"\xff\xd8\xff\xe0\0\x10JFIF\0".as_slice(), &[n; 40]].concat();
    client.form("/api/v1/evidence", &[], ("现场.jpg", &picture)).await.expect_json(201)["hash"].clone()
}

async fn waiting(client: &mut Client) -> Vec<Value> {
    let today = client.get("/api/v1/today").await.expect_json(200);
    let groups = ["overdue", "today", "week"].map(|g| today[g].as_array().cloned().unwrap_or_default());
    groups.concat().into_iter().filter(|i| i["kind"] == "campaign").collect()
}

#[tokio::test]
async fn a_list_is_found_by_condition_and_frozen() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut officer = app.logged_in("bureau_officer").await;
        let templates = officer.get("/api/v1/campaign-templates").await.expect_json(200);
        let rental = &templates[0];
        assert_eq!((templates.as_array().unwrap().len(), &rental["id"]), (2, &json!("rental.filing")));
        let preview = json!({"among": rental["among"]});
        let nobody = officer.post("/api/v1/campaign-previews", &preview).await.expect_json(200);
        assert_eq!((&nobody["count"], &nobody["unknown"]), (&json!(0), &json!(2)), "no scope is registered");
        let near = format!("/api/v1/enterprises/{}", app.county.near);
        let change = json!({"version": 1, "business_scope": "道路货物运输；汽车租赁"});
        officer.json("PATCH", &near, &change).await.expect(200);
        let found = officer.post("/api/v1/campaign-previews", &preview).await.expect_json(200);
        assert_eq!((&found["count"], &found["first"][0]["id"]), (&json!(1), &json!(app.county.near)));
        // Whoever has filed is not on the list.
        let filed = json!({"facts": {"enterprise.rental_filed": true}});
        officer.post(&format!("{near}/facts"), &filed).await.expect(204);
        assert_eq!(officer.post("/api/v1/campaign-previews", &preview).await.expect_json(200)["count"], 0);
        let wrong = json!({"among": "enterprise.sector == \"rental\""});
        let refused = officer.post("/api/v1/campaign-previews", &wrong).await.expect_json(422);
        assert_eq!(reasons(&refused), [("/among", "campaign_condition")]);
        assert_eq!(refused["errors"][0]["params"]["hint"], "did you mean `enterprise.sectors`?");
        let mut empty = draft("\"port\" in enterprise.sectors");
        let refused = officer.post("/api/v1/campaigns", &empty).await.expect_json(422);
        assert_eq!(reasons(&refused), [("/enterprises", "campaign_nobody")]);
        empty["enterprises"] = json!([app.county.third]);
        let one = officer.post("/api/v1/campaigns", &empty).await.expect_json(201);
        assert_eq!(one["total"], 1, "those that are named are on it");

        let campaign = start(&mut officer).await;
        assert_eq!((&campaign["total"], &campaign["open"]), (&json!(2), &json!(2)));
        assert_eq!(campaign["title"], json!({"zh": "货运企业清查", "en": "货运企业清查"}));
        assert!(campaign["no"].as_str().unwrap().starts_with("ZX-20261124-"));
        // Its condition comes to hold for another one: the list stays, until somebody adds it.
        let third = format!("/api/v1/enterprises/{}", app.county.third);
        officer
            .json("PATCH", &third, &json!({"version": 1, "sectors": ["freight"], "standing": "active"}))
            .await
            .expect(200);
        let path = format!("/api/v1/campaigns/{}", campaign["id"].as_str().unwrap());
        assert_eq!(officer.get(&path).await.expect_json(200)["total"], 2);
        let again = json!({"by_condition": true});
        assert_eq!(officer.post(&format!("{path}/subjects"), &again).await.expect_json(200)["added"], 1);
        assert_eq!(officer.post(&format!("{path}/subjects"), &again).await.expect_json(200)["added"], 0);
        let later = officer.get(&format!("{path}/subjects?later=true")).await.expect_json(200);
        assert_eq!((&later["total"], &later["items"][0]["enterprise"]["id"]), (&json!(1), &json!(app.county.third)));
    })
    .await;
}

#[tokio::test]
async fn outcomes_are_proved_by_the_grid_that_owns_them_and_keep_their_history() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut officer = app.logged_in("bureau_officer").await;
        let mut chief = app.logged_in("grid_chief").await;
        assert!(waiting(&mut chief).await.is_empty());
        let campaign = start(&mut officer).await;
        let path = format!("/api/v1/campaigns/{}", campaign["id"].as_str().unwrap());
        let grids = campaign["grids"].as_array().unwrap();
        let told: Vec<_> = grids.iter().map(|g| (g["grid"]["name"].clone(), g["open"].clone())).collect();
        assert_eq!(told, [(json!("云禾街道"), json!(1)), (json!("青石街道"), json!(1))], "villages count for streets");
        assert_eq!(grids[0]["owners"].as_array().map(Vec::len), Some(1), "the chief of the street: {grids:?}");

        let line = waiting(&mut chief).await;
        assert_eq!(
            (line.len(), &line[0]["why_code"], &line[0]["params"]["count"]),
            (1, &json!("campaign_open"), &json!("1"))
        );
        assert!(waiting(&mut officer).await.is_empty(), "nothing to close yet");
        assert_eq!(chief.get(&path).await.expect_json(200)["total"], 1, "figures are of the own grid");

        let far = subject(&mut officer, &campaign, app.county.far).await;
        let own = subject(&mut chief, &campaign, app.county.near).await;
        let at = |s: &Value| format!("/api/v1/campaign-subjects/{}/outcome", s["id"].as_str().unwrap());
        let entry = |s: &Value, outcome: Value| json!({"version": s["version"], "outcome": outcome});
        assert_eq!(chief.post(&at(&far), &entry(&far, json!("closed"))).await.status, 404);
        let bare = chief.post(&at(&own), &entry(&own, json!("checked"))).await.expect_json(422);
        assert_eq!(reasons(&bare), [("/evidence", "evidence_required")]);
        let hash = upload(&mut chief, 3).await;
        let mut with = entry(&own, json!("checked"));
        with["evidence"] = json!([hash]);
        let checked = chief.post(&at(&own), &with).await.expect_json(200);
        assert_eq!((&checked["outcome"], checked["evidence"].as_array().map(Vec::len)), (&json!("checked"), Some(1)));
        assert_eq!(chief.post(&at(&own), &with).await.status, 409, "its version is old");
        assert!(waiting(&mut chief).await.is_empty(), "nothing is open in the grid");
        let silent = chief.post(&at(&own), &entry(&checked, json!("closed"))).await.expect_json(422);
        assert_eq!(reasons(&silent), [("/note", "reason_required")]);
        let mut why = entry(&checked, json!("closed"));
        why["note"] = json!("复查时已停业");
        let changed = chief.post(&at(&own), &why).await.expect_json(200);
        let mut back = entry(&changed, Value::Null);
        back["note"] = json!("登记错企业");
        let open = chief.post(&at(&own), &back).await.expect_json(200);
        assert_eq!((&open["outcome"], &open["recorded"]), (&Value::Null, &Value::Null));
        let verbs: Vec<(&Value, &Value)> =
            open["activity"].as_array().unwrap().iter().map(|a| (&a["action"], &a["after"])).collect();
        assert_eq!(
            verbs,
            [
                (&json!("campaign_outcome_recorded"), &json!("checked")),
                (&json!("campaign_outcome_changed"), &json!("closed")),
                (&json!("campaign_outcome_taken_back"), &Value::Null),
            ]
        );
        let file = format!("/api/v1/evidence/{}", hash.as_str().unwrap());
        app.logged_in("leader").await.get(&file).await.expect(200);
        assert_eq!(app.logged_in("far_principal").await.get(&file).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn closing_with_open_subjects_asks_why_and_then_everything_stays() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut officer = app.logged_in("bureau_officer").await;
        let campaign = start(&mut officer).await;
        let path = format!("/api/v1/campaigns/{}", campaign["id"].as_str().unwrap());
        let far = subject(&mut officer, &campaign, app.county.far).await;
        let outcome = format!("/api/v1/campaign-subjects/{}/outcome", far["id"].as_str().unwrap());
        let closed = json!({"version": far["version"], "outcome": "closed", "note": "已注销"});
        let closed = officer.post(&outcome, &closed).await.expect_json(200);
        let counts = officer.get(&path).await.expect_json(200);
        assert_eq!((&counts["open"], &counts["grids"][1]["outcomes"]), (&json!(1), &json!([0, 1])));
        let filter = format!("{path}/subjects?outcome=closed&grid_id={}", app.county.other_street);
        assert_eq!(officer.get(&filter).await.expect_json(200)["total"], 1, "a figure opens its names");
        assert_eq!(officer.get(&format!("{path}/subjects?open=true")).await.expect_json(200)["total"], 1);
        let book = officer.get(&format!("{path}/subjects.xlsx")).await.expect(200);
        assert!(book.body.starts_with(b"PK"));

        // Past its day the officer is asked to close it.
        app.pass(40 * anlu_domain::time::DAY_MS);
        let mut officer = app.logged_in("bureau_officer").await;
        assert_eq!(waiting(&mut officer).await[0]["why_code"], "campaign_past");
        let end = json!({"version": 1, "summary": "基本完成"});
        let refused = officer.post(&format!("{path}/closing"), &end).await.expect_json(422);
        assert_eq!(reasons(&refused), [("/reason", "campaign_still_open")]);
        let end = json!({"version": 1, "summary": "基本完成", "reason": "一户查无下落"});
        let done = officer.post(&format!("{path}/closing"), &end).await.expect_json(200);
        assert_eq!((&done["closed"]["open"], &done["closed"]["reason"]), (&json!(1), &json!("一户查无下落")));
        assert_eq!((&done["can_run"], &done["can_record"]), (&json!(false), &json!(false)));
        let late = json!({"version": closed["version"], "outcome": "closed", "note": "补记"});
        assert_eq!(reasons(&officer.post(&outcome, &late).await.expect_json(409)), [("", "campaign_closed")]);
        let more = json!({"enterprises": [app.county.third]});
        assert_eq!(officer.post(&format!("{path}/subjects"), &more).await.status, 409);
        assert!(waiting(&mut officer).await.is_empty());
        assert_eq!(officer.get("/api/v1/campaigns?closed=true").await.expect_json(200)["total"], 1);
        assert_eq!(officer.get("/api/v1/campaigns?closed=false").await.expect_json(200)["total"], 0);
        let id = campaign["id"].as_str().unwrap();
        let ledger = officer.get(&format!("/api/v1/ledger?subject_kind=campaign&subject_id={id}")).await;
        assert_eq!(ledger.expect_json(200)["total"], 2, "started and closed");
    })
    .await;
}

#[tokio::test]
async fn a_file_names_enterprises_and_what_it_does_not_name_is_told() {
    let app = TestApp::on_sqlite().await;
    let mut officer = app.logged_in("bureau_officer").await;
    let rows = "序号,企业名称\n1,示例云禾货运有限公司\n2,91339999AL0000022B\n3,没有这家公司\n";
    let read = officer.form("/api/v1/campaign-files", &[], ("名单.csv", rows.as_bytes())).await.expect_json(200);
    let ids: Vec<&Value> = read["enterprises"].as_array().unwrap().iter().map(|e| &e["id"]).collect();
    assert!(ids.contains(&&json!(app.county.near)), "{read}");
    assert_eq!(read["unmatched"].as_array().unwrap().last().unwrap()["text"], "3 没有这家公司");
    let mut by_file = draft("");
    by_file["enterprises"] = json!(ids);
    let started = officer.post("/api/v1/campaigns", &by_file).await.expect_json(201);
    assert_eq!(started["total"], json!(ids.len()));
    assert_eq!(started["among"], Value::Null);
}
