//! A double-random draw from its plan to the file that everybody may fetch, on both databases.

use anlu_domain::draw::{
    Hash,
    hash::Purpose,
    seed::{Seat, commitment},
    verify::verify,
};
use serde_json::{Value, json};

use crate::harness::{app::TestApp, db::on_each, http::Client};

fn reasons(problem: &Value) -> Vec<&str> {
    problem["errors"].as_array().into_iter().flatten().filter_map(|e| e["code"].as_str()).collect()
}

fn secret(n: u8) -> Hash {
    Hash::of(Purpose::Stream, &[b"test", &[n]])
}

async fn account(client: &mut Client, role: &str) -> Value {
    client.get(&format!("/api/v1/users?role={role}")).await.expect_json(200)[0]["id"].clone()
}

/// Two officers of the authority and one of another department; their ids in the pool.
async fn pool(officer: &mut Client) -> Vec<Value> {
    let enforcement = account(officer, "enforcement").await;
    let mut rows = Value::Null;
    for (user, name, department) in [
        (enforcement, "示例执法甲", "交通运输"),
        (Value::Null, "示例执法乙", "交通运输"),
        (Value::Null, "示例交警丙", "公安交管"),
    ] {
        let draft = json!({"user_id": user, "name": name, "department": department, "skills": ["hazmat"]});
        rows = officer.post("/api/v1/inspectors", &draft).await.expect_json(200);
    }
    rows.as_array().unwrap().iter().map(|r| r["id"].clone()).collect()
}

async fn draft(officer: &mut Client, pool: &[Value]) -> Value {
    json!({
        "name": "示例抽查", "from": "2026-12-01", "to": "2026-12-31", "items": ["动态监控制度落实情况"],
        "among": "true", "count": 1, "team": 2, "cross_department": true, "weight": 1, "weights": {"a": 1, "d": 12},
        "party_a": account(officer, "bureau_officer").await, "party_b": account(officer, "leader").await,
        "supervisors": ["示例监督人"], "hours": 1, "inspectors": pool, "grid_id": null, "list": null,
    })
}

async fn plan(officer: &mut Client, pool: &[Value]) -> Value {
    let draft = draft(officer, pool).await;
    officer.post("/api/v1/draws", &draft).await.expect_json(201)
}

async fn commit(client: &mut Client, draw: &Value, seat: Seat, n: u8) -> Value {
    let frozen = Hash::parse(draw["digests"]["frozen_sha256"].as_str().unwrap()).unwrap();
    let value = json!({"commitment": commitment(frozen, seat, secret(n)).to_string()});
    client.post(&format!("{}/commitment", path(draw)), &value).await.expect_json(200)
}

fn path(draw: &Value) -> String {
    format!("/api/v1/draws/{}", draw["id"].as_str().unwrap())
}

async fn listed(client: &mut Client) -> Vec<Value> {
    let today = client.get("/api/v1/today").await.expect_json(200);
    ["overdue", "today", "week"].map(|g| today[g].as_array().cloned().unwrap_or_default()).concat()
}

/// What Today says of draws and visits, without the reminders of the yearly plan.
async fn verbs(client: &mut Client) -> Vec<String> {
    let of = |i: Value| i["verb_code"].as_str().map(str::to_owned);
    let of_draws = |v: &String| v != "draw.plan" && (v.starts_with("draw.") || v == "visit.inspect");
    listed(client).await.into_iter().filter_map(of).filter(of_draws).collect()
}

/// Forms that the yearly plan asks to be filled.
async fn reminders(client: &mut Client) -> Vec<String> {
    let plans = listed(client).await.into_iter().filter(|i| i["verb_code"] == "draw.plan");
    plans.map(|i| i["link"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn two_parties_draw_and_everybody_can_recompute_it() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut officer = app.logged_in("bureau_officer").await;
        let mut leader = app.logged_in("leader").await;
        let mut enforcement = app.logged_in("enforcement").await;
        let ids = pool(&mut officer).await;
        let draw = plan(&mut officer, &ids).await;
        let at = path(&draw);
        let roster = officer.get(&format!("{at}/roster?part=subject")).await.expect_json(200);
        assert_eq!(roster["total"], 2, "the third is not in business: {roster}");
        let out = json!({"pool": "subject", "row": app.county.far.to_string(), "reason": "停业"});
        let long = json!({"pool": "subject", "row": app.county.far.to_string(), "reason": "长".repeat(501)});
        let long = officer.post(&format!("{at}/exclusions"), &long).await.expect_json(422);
        assert_eq!(reasons(&long), ["too_long"], "what is published has bounds");
        officer.post(&format!("{at}/exclusions"), &out).await.expect(200);
        let frozen = officer.post(&format!("{at}/freeze"), &json!({})).await.expect_json(200);
        assert_eq!(frozen["sizes"], json!({"subjects": 1, "inspectors": 3, "excluded": 1}));
        let late = officer.post(&format!("{at}/exclusions"), &out).await.expect_json(409);
        assert_eq!(reasons(&late), ["wrong_state"]);
        let entries = format!("/api/v1/ledger?subject_kind=draw&subject_id={}", draw["id"].as_str().unwrap());
        let entry = officer.get(&entries).await.expect_json(200).to_string();
        assert!(entry.contains(frozen["digests"]["frozen_sha256"].as_str().unwrap()), "{entry}");
        assert_eq!(verbs(&mut leader).await, ["draw.commit"]);

        let wrong = enforcement.post(&format!("{at}/commitment"), &json!({"commitment": "0".repeat(64)})).await;
        assert_eq!(reasons(&wrong.expect_json(403)), ["draw_not_party"]);
        commit(&mut officer, &frozen, Seat::A, 1).await;
        let both = commit(&mut leader, &frozen, Seat::B, 2).await;
        assert_eq!(both["state"], "committed");
        let other = officer.post(&format!("{at}/secret"), &json!({"secret": secret(9).to_string()})).await;
        assert_eq!(reasons(&other.expect_json(422)), ["draw_secret_mismatch"]);
        officer.post(&format!("{at}/secret"), &json!({"secret": secret(1).to_string()})).await.expect(200);
        leader.post(&format!("{at}/secret"), &json!({"secret": secret(2).to_string()})).await.expect(200);
        let drawn = officer.post(&format!("{at}/selection"), &json!({})).await.expect_json(200);
        assert_eq!((&drawn["state"], drawn["drawn"].as_array().unwrap().len()), (&json!("drawn"), 1));
        let team = drawn["drawn"][0]["inspectors"].as_array().unwrap();
        assert_ne!(team[0]["department"], team[1]["department"], "{team:?}");
        let goes = team.iter().any(|i| i["name"] == "示例执法甲");
        let visits = enforcement.get("/api/v1/field-assignments").await.expect_json(200);
        assert_eq!(visits.as_array().unwrap().len(), usize::from(goes), "whoever was drawn has the visit");

        let mut nobody = app.client();
        let public = format!("/api/v1/public/draws/{}/file", draw["id"].as_str().unwrap());
        nobody.get(&public).await.expect(404);
        officer.post(&format!("{at}/publication"), &json!({})).await.expect(200);
        let id = draw["id"].as_str().unwrap();
        let told = officer.get(&format!("/api/v1/documents?about=draw&about_id={id}")).await.expect_json(200);
        assert_eq!((&told["total"], &told["items"][0]["kind"]), (&json!(1), &json!("draw.notice")));
        let listed = nobody.get("/api/v1/public/draws").await.expect_json(200);
        assert_eq!((&listed["items"][0]["no"], &listed["items"][0]["drawn"]), (&draw["no"], &json!(1)));
        let file = nobody.get(&public).await.expect_json(200);
        let report = verify(&file.to_string()).unwrap();
        assert!(report.ok, "{:?}", report.faults);
        assert_eq!(report.frozen_sha256.to_string(), frozen["digests"]["frozen_sha256"].as_str().unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_pool_is_restricted_to_a_grid_and_the_yearly_plan_reminds() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut officer = app.logged_in("bureau_officer").await;
        let ids = pool(&mut officer).await;
        let mut draft = draft(&mut officer, &ids).await;
        for (name, wrong) in [("grid_id", json!(uuid::Uuid::nil())), ("list", json!("no.such.list"))] {
            let kept = std::mem::replace(&mut draft[name], wrong);
            let refused = officer.post("/api/v1/draws", &draft).await.expect_json(422);
            assert_eq!(
                (&refused["errors"][0]["pointer"], reasons(&refused)),
                (&json!(format!("/{name}")), vec!["not_found"])
            );
            draft[name] = kept;
        }
        for (grid, pool) in [
            (app.county.street, vec![json!(app.county.near)]),
            (app.county.root, vec![json!(app.county.near), json!(app.county.far)]),
        ] {
            draft["grid_id"] = json!(grid);
            let draw = officer.post("/api/v1/draws", &draft).await.expect_json(201);
            let roster = officer.get(&format!("{}/roster?part=subject", path(&draw))).await.expect_json(200);
            let mut rows: Vec<Value> = roster["items"].as_array().unwrap().iter().map(|r| r["id"].clone()).collect();
            rows.sort_by_key(ToString::to_string);
            assert_eq!(rows, pool, "{roster}");
            assert!(draw["grid"].is_string(), "{draw}");
            let preview = json!({"among": "true", "grid_id": grid});
            let preview = officer.post("/api/v1/campaign-previews", &preview).await.expect_json(200);
            assert_eq!(preview["count"], pool.len());
        }

        // In November repair shops are drawn, in December hazmat carriers.
        assert_eq!(reminders(&mut officer).await, ["/draws/new?list=double_random.repair"]);
        app.pass(8 * anlu_domain::time::DAY_MS);
        let mut officer = app.logged_in("bureau_officer").await;
        assert_eq!(reminders(&mut officer).await, ["/draws/new?list=double_random.hazmat"]);
        assert_eq!(reminders(&mut app.logged_in("leader").await).await, [""; 0], "who may not plan is not reminded");
        draft["list"] = json!("double_random.hazmat");
        officer.post("/api/v1/draws", &draft).await.expect(201);
        assert_eq!(reminders(&mut officer).await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn a_party_that_stays_silent_makes_the_draw_void_and_it_stays_visible() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut officer = app.logged_in("bureau_officer").await;
        let ids = pool(&mut officer).await;
        let draw = plan(&mut officer, &ids).await;
        let at = path(&draw);
        let frozen = officer.post(&format!("{at}/freeze"), &json!({})).await.expect_json(200);
        commit(&mut officer, &frozen, Seat::A, 1).await;
        let again = json!({"reason": "乙方逾期未承诺"});
        let early = officer.post(&format!("{at}/repetition"), &again).await.expect_json(409);
        assert_eq!(reasons(&early), ["draw_not_overdue"]);
        app.pass(2 * 60 * 60 * 1000);
        assert_eq!(verbs(&mut officer).await, ["draw.repeat"]);
        let long = json!({"reason": "长".repeat(501)});
        let long = officer.post(&format!("{at}/repetition"), &long).await.expect_json(422);
        assert_eq!(reasons(&long), ["too_long"]);
        let next = officer.post(&format!("{at}/repetition"), &again).await.expect_json(200);
        assert_eq!((&next["state"], &next["predecessor"]["no"]), (&json!("planned"), &draw["no"]));
        let old = officer.get(&at).await.expect_json(200);
        assert_eq!((&old["state"], &old["successor_no"]), (&json!("expired"), &next["no"]));
        let mut nobody = app.client();
        let listed = nobody.get("/api/v1/public/draws").await.expect_json(200);
        let void = &listed["items"][0];
        assert_eq!((&void["state"], &void["void_reason"]), (&json!("expired"), &json!("乙方逾期未承诺")));
        assert_eq!(void["silent"].as_array().unwrap().len(), 1, "{void}");
    })
    .await;
}

#[tokio::test]
async fn a_plan_names_two_persons_and_people_on_leave_stand_aside() {
    let app = TestApp::on_sqlite().await;
    let mut officer = app.logged_in("bureau_officer").await;
    let ids = pool(&mut officer).await;
    let me = account(&mut officer, "bureau_officer").await;
    let draft = json!({
        "name": "示例", "from": "2026-12-01", "to": "2026-12-31", "items": ["示例"], "count": 1, "team": 2, "weight": 1,
        "party_a": me, "party_b": me, "hours": 1, "inspectors": ids,
    });
    assert_eq!(reasons(&officer.post("/api/v1/draws", &draft).await.expect_json(422)), ["draw_same_party"]);
    let rows = officer.get("/api/v1/inspectors").await.expect_json(200);
    let mut away = rows.as_array().unwrap().iter().find(|r| r["name"] == "示例交警丙").unwrap().clone();
    away["leaves"] = json!([{"from": "2026-12-10", "to": "2026-12-11"}]);
    let id = away["id"].as_str().unwrap().to_owned();
    away.as_object_mut().unwrap().remove("id");
    officer.json("PUT", &format!("/api/v1/inspectors/{id}"), &away).await.expect(200);
    let stale = officer.json("PUT", &format!("/api/v1/inspectors/{id}"), &away).await;
    assert_eq!(stale.code().as_deref(), Some("changed_meanwhile"));
    let draw = plan(&mut officer, &ids).await;
    let roster = officer.get(&format!("{}/roster?part=excluded", path(&draw))).await.expect_json(200);
    assert_eq!((&roster["items"][0]["name"], &roster["items"][0]["cause"]), (&json!("示例交警丙"), &json!("leave")));
}
