//! The whole loop of a hazard over HTTP, on both databases: found, notified, planned, handed in with evidence, sent
//! back, extended, verified by somebody else, closed; and every refusal on the way.

use anlu_domain::time::DAY_MS;
use anlu_store::ledger::verify::verify;
use serde_json::{Value, json};

use crate::harness::{app::TestApp, db::on_each, http::Client};

/// A picture that is none but begins as one: evidence is judged by its first bytes.
fn picture(n: u8) -> Vec<u8> {
    let mut bytes = b"\xff\xd8\xff\xe0\0\x10JFIF\0".to_vec();
    bytes.push(n);
    bytes
}

async fn upload(client: &mut Client, n: u8) -> Value {
    let taken = [("captured_at", "2026-11-24T08:00:00+08:00")];
    let kept = client.form("/api/v1/evidence", &taken, ("现场.jpg", &picture(n))).await.expect_json(201);
    assert_eq!(kept["media_type"], "image/jpeg");
    json!({ "hash": kept["hash"] })
}

fn plan(version: &Value) -> Value {
    json!({"version": version, "measure": "更换灭火器", "money_yuan": 800, "person_name": "示例安全员",
        "deadline": "2026-11-30", "emergency_plan": "调拨备用灭火器", "goal": "消防设施完好"})
}

/// The codes of the reasons in a problem.
fn reasons(problem: &Value) -> Vec<&str> {
    problem["errors"].as_array().into_iter().flatten().filter_map(|e| e["code"].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hazard_goes_the_whole_way_and_every_step_can_be_proved() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut officer = app.logged_in("bureau_officer").await;
        let mut safety = app.logged_in("safety_officer").await;
        let draft = json!({"enterprise_id": app.county.near, "title": "灭火器压力不足", "level": "general"});
        let found = officer.post("/api/v1/hazards", &draft).await.expect_json(201);
        assert_eq!((&found["state"], &found["no"]), (&json!("found"), &json!("YH-20261124-0001")));
        let path = format!("/api/v1/hazards/{}", found["id"].as_str().unwrap());
        let step = |verb: &str| format!("{path}/{verb}");

        let past = json!({"version": found["version"], "deadline": "2026-11-20"});
        let refused = officer.post(&step("notify"), &past).await.expect_json(422);
        assert_eq!(refused["errors"][0]["pointer"], "/deadline");
        let notice = json!({"version": found["version"], "deadline": "2026-12-01", "note": "请按期整改"});
        let notified = officer.post(&step("notify"), &notice).await.expect_json(200);
        assert_eq!(notified["state"], "notified");
        let again = officer.post(&step("notify"), &notice).await;
        assert_eq!(again.code().as_deref(), Some("changed_meanwhile"), "the version has moved on");

        let empty = json!({ "version": notified["version"] });
        let refused = safety.post(&step("plan"), &empty).await.expect_json(422);
        assert_eq!(refused["errors"].as_array().map(Vec::len), Some(5), "every missing part is named: {refused}");
        let planned = safety.post(&step("plan"), &plan(&notified["version"])).await.expect_json(200);
        assert_eq!(planned["state"], "rectifying");

        let none = json!({"version": planned["version"], "note": "已整改"});
        let refused = safety.post(&step("submit"), &none).await.expect_json(422);
        assert_eq!(reasons(&refused), ["evidence_after_required"]);
        let unknown = json!({"version": planned["version"], "evidence": [{ "hash": "0".repeat(64) }]});
        let refused = safety.post(&step("submit"), &unknown).await.expect_json(422);
        assert_eq!(reasons(&refused), ["evidence_unknown"]);
        let others = upload(&mut officer, 9).await;
        let stolen = json!({"version": planned["version"], "evidence": [others]});
        let refused = safety.post(&step("submit"), &stolen).await.expect_json(422);
        assert_eq!(reasons(&refused), ["evidence_unknown"], "only one's own uploads can be handed in");
        let after = upload(&mut safety, 1).await;
        let handed_in = json!({"version": planned["version"], "note": "已整改", "evidence": [after]});
        let submitted = safety.post(&step("submit"), &handed_in).await.expect_json(200);

        let back = json!({"version": submitted["version"], "passed": false});
        let refused = officer.post(&step("verify"), &back).await.expect_json(422);
        assert_eq!(reasons(&refused), ["reason_required"]);
        let back = json!({"version": submitted["version"], "passed": false, "note": "照片看不清"});
        let sent_back = officer.post(&step("verify"), &back).await.expect_json(200);
        assert_eq!(sent_back["state"], "rectifying");

        let wish = json!({"version": sent_back["version"], "new_deadline": "2026-12-08", "reason": "配件延迟"});
        let waiting = safety.post(&step("extension"), &wish).await.expect_json(200);
        let mut leader = app.logged_in("leader").await;
        let grant = json!({"version": waiting["version"], "approved": true});
        let granted = leader.post(&step("extension/decision"), &grant).await.expect_json(200);
        assert_eq!((&granted["deadline"], &granted["extension"]["approved"]), (&json!("2026-12-08"), &json!(true)));

        let same = json!({"version": granted["version"], "evidence": [after]});
        let refused = safety.post(&step("submit"), &same).await.expect_json(422);
        assert_eq!(reasons(&refused), ["evidence_after_required"], "after a sending back something new is needed");
        let fresh = upload(&mut safety, 2).await;
        let handed_in = json!({"version": granted["version"], "note": "已补拍", "evidence": [fresh]});
        let submitted = safety.post(&step("submit"), &handed_in).await.expect_json(200);

        // A general hazard found by the authority is not verified by the firm, least of all by who handed it in.
        let pass = json!({"version": submitted["version"], "passed": true, "note": "合格"});
        assert_eq!(safety.post(&step("verify"), &pass).await.status, 403);
        let verified = officer.post(&step("verify"), &pass).await.expect_json(200);
        assert_eq!(verified["state"], "verified");
        let close = json!({ "version": verified["version"] });
        let closed = officer.post(&step("close"), &close).await.expect_json(200);
        assert_eq!((&closed["state"], &closed["actions"]), (&json!("closed"), &json!([])));
        let late = officer.post(&step("close"), &json!({ "version": closed["version"] })).await.expect(409);
        assert_eq!(late.code().as_deref(), Some("wrong_state"));

        let actions: Vec<&str> =
            closed["timeline"].as_array().unwrap().iter().filter_map(|t| t["action"].as_str()).collect();
        let expected = [
            "hazard_reported",
            "hazard_notified",
            "hazard_planned",
            "hazard_submitted",
            "hazard_sent_back",
            "hazard_extension_requested",
            "hazard_extension_granted",
            "hazard_submitted",
            "hazard_verified",
            "hazard_closed",
        ];
        assert_eq!(actions, expected);
        assert_eq!(closed["evidence"].as_array().map(Vec::len), Some(2));
        let report = verify(&app.desk.store, &[]).await.unwrap();
        assert!(report.is_sound() && report.entries > 10, "{report:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_firm_runs_its_own_loop_but_nobody_verifies_his_own_work() {
    let app = TestApp::on_sqlite().await;
    let mut safety = app.logged_in("safety_officer").await;
    let mut principal = app.logged_in("principal").await;
    let draft = json!({"title": "通道堵塞", "level": "general", "deadline": "2026-12-01"});
    let own = safety.post("/api/v1/hazards", &draft).await.expect_json(201);
    assert_eq!((&own["state"], &own["source"]), (&json!("notified"), &json!("self_check")));
    let path = format!("/api/v1/hazards/{}", own["id"].as_str().unwrap());
    let planned = safety.post(&format!("{path}/plan"), &plan(&own["version"])).await.expect_json(200);
    let after = upload(&mut safety, 1).await;
    let handed_in = json!({"version": planned["version"], "evidence": [after]});
    let submitted = safety.post(&format!("{path}/submit"), &handed_in).await.expect_json(200);
    let pass = json!({"version": submitted["version"], "passed": true});
    let refused = safety.post(&format!("{path}/verify"), &pass).await.expect_json(403);
    assert_eq!(reasons(&refused), ["verifier_is_submitter"]);
    let verified = principal.post(&format!("{path}/verify"), &pass).await.expect_json(200);
    principal.post(&format!("{path}/close"), &json!({ "version": verified["version"] })).await.expect(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_major_hazard_needs_its_clause_and_the_authority_on_the_spot() {
    let app = TestApp::on_sqlite().await;
    let mut officer = app.logged_in("bureau_officer").await;
    let mut safety = app.logged_in("safety_officer").await;
    let mut draft = json!({"enterprise_id": app.county.near, "title": "灯光系统带病运行", "level": "major",
        "deadline": "2026-12-01"});
    let refused = officer.post("/api/v1/hazards", &draft).await.expect_json(422);
    assert_eq!(reasons(&refused), ["clause_required"]);
    draft["clause"] = json!("第三条（一）");
    let before = upload(&mut officer, 1).await;
    draft["evidence"] = json!([before]);
    let found = officer.post("/api/v1/hazards", &draft).await.expect_json(201);
    assert_eq!(found["state"], "notified", "a deadline gives notice at once");
    let path = format!("/api/v1/hazards/{}", found["id"].as_str().unwrap());
    let planned = safety.post(&format!("{path}/plan"), &plan(&found["version"])).await.expect_json(200);
    let after = upload(&mut safety, 2).await;
    let handed_in = json!({"version": planned["version"], "evidence": [after]});
    let refused = safety.post(&format!("{path}/submit"), &handed_in).await.expect_json(409);
    assert_eq!(reasons(&refused), ["plan_not_approved"]);
    let mut principal = app.logged_in("principal").await;
    let agreed = json!({"version": planned["version"], "note": "同意"});
    let approved = principal.post(&format!("{path}/plan/approval"), &agreed).await.expect_json(200);
    let handed_in = json!({"version": approved["version"], "evidence": [after]});
    let submitted = safety.post(&format!("{path}/submit"), &handed_in).await.expect_json(200);
    let pass = json!({"version": submitted["version"], "passed": true});
    let refused = officer.post(&format!("{path}/verify"), &pass).await.expect_json(409);
    assert_eq!(reasons(&refused), ["acceptance_required"]);
    let signed = upload(&mut officer, 4).await;
    let opinion = json!({"version": submitted["version"], "passed": true, "opinion": "同意",
        "experts": [{"name": "示例专家", "unit": "示例检测所"}], "evidence": [signed]});
    let submitted = officer.post(&format!("{path}/acceptance"), &opinion).await.expect_json(200);
    let pass = json!({"version": submitted["version"], "passed": true});
    let refused = officer.post(&format!("{path}/verify"), &pass).await.expect_json(422);
    assert_eq!(reasons(&refused), ["evidence_verify_required"]);
    let spot = upload(&mut officer, 3).await;
    let pass = json!({"version": submitted["version"], "passed": true, "evidence": [spot]});
    officer.post(&format!("{path}/verify"), &pass).await.expect(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deadline_that_has_passed_shows_and_lists_filter_by_it() {
    let app = TestApp::on_sqlite().await;
    let mut officer = app.logged_in("bureau_officer").await;
    for (title, deadline) in [("甲", "2026-11-25"), ("乙", "2026-12-20")] {
        let draft = json!({"enterprise_id": app.county.near, "title": title, "level": "general",
            "deadline": deadline});
        officer.post("/api/v1/hazards", &draft).await.expect(201);
    }
    app.pass(3 * DAY_MS);
    // The session has ended meanwhile.
    let mut officer = app.logged_in("bureau_officer").await;
    let late = officer.get("/api/v1/hazards?overdue=true").await.expect_json(200);
    assert_eq!((&late["total"], &late["items"][0]["title"]), (&json!(1), &json!("甲")));
    assert_eq!((&late["items"][0]["days_left"], &late["items"][0]["overdue"]), (&json!(-2), &json!(true)));
    let open = officer.get("/api/v1/hazards?open=true&page_size=1").await.expect_json(200);
    assert_eq!((&open["total"], open["items"].as_array().map(Vec::len)), (&json!(2), Some(1)));
    let closed = officer.get("/api/v1/hazards?open=false").await.expect_json(200);
    assert_eq!(closed["total"], 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn evidence_is_kept_once_checked_by_content_and_shown_to_nobody_else() {
    let app = TestApp::on_sqlite().await;
    let mut safety = app.logged_in("safety_officer").await;
    let mut far = app.logged_in("far_principal").await;
    let first = upload(&mut safety, 7).await;
    assert_eq!(first, upload(&mut safety, 7).await);
    let page = format!("/api/v1/evidence/{}", first["hash"].as_str().unwrap());
    let file = safety.get(&page).await.expect(200);
    assert_eq!(file.body, picture(7));
    assert_eq!(file.header("content-type"), Some("image/jpeg"));
    assert_eq!(file.header("x-content-type-options"), Some("nosniff"));
    assert!(file.header("content-disposition").is_some_and(|d| d.starts_with("attachment")), "{file:?}");
    far.get(&page).await.expect(404);
    far.get("/api/v1/evidence/..%2Fkeys").await.expect(404);
    let page = safety.form("/api/v1/evidence", &[], ("a.jpg", b"<html><script>")).await.expect_json(415);
    assert_eq!(reasons(&page), ["evidence_type"]);
    let nothing = safety.form("/api/v1/evidence", &[], ("a.jpg", b"")).await.expect_json(422);
    assert_eq!(reasons(&nothing), ["evidence_empty"]);
    let large = vec![0_u8; 21 * 1024 * 1024];
    let large = safety.form("/api/v1/evidence", &[], ("a.jpg", &large)).await;
    assert_eq!(large.status, 413);
}
