//! Major hazards over HTTP: proposed by the criteria, told to the principal, governed, listed, accepted by experts, closed
//! by somebody else; rates whose figures are lists; filters; judged anew when criteria change; accident investigations.

use std::fmt::Write as _;

use anlu_app::tasks::{Runner, TaskCtx};
use anlu_domain::time::DAY_MS;
use anlu_store::ledger::verify::verify;
use serde_json::{Value, json};

use crate::harness::{app::TestApp, db::on_each, http::Client};

fn picture(n: u8) -> Vec<u8> {
    let mut bytes = b"\xff\xd8\xff\xe0\0\x10JFIF\0".to_vec();
    bytes.push(n);
    bytes
}

async fn upload(client: &mut Client, n: u8) -> Value {
    let kept = client.form("/api/v1/evidence", &[], ("现场.jpg", &picture(n))).await.expect_json(201);
    json!({ "hash": kept["hash"] })
}

fn reasons(problem: &Value) -> Vec<&str> {
    problem["errors"].as_array().into_iter().flatten().filter_map(|e| e["code"].as_str()).collect()
}

/// A major hazard with notice, found by the officer.
async fn major(app: &TestApp, officer: &mut Client, n: u8) -> Value {
    let before = upload(officer, n).await;
    let draft = json!({"enterprise_id": app.county.near, "title": "超越许可事项运输", "level": "major",
        "deadline": "2026-12-20", "evidence": [before]});
    officer.post("/api/v1/hazards", &draft).await.expect_json(201)
}

fn path(hazard: &Value) -> String {
    format!("/api/v1/hazards/{}", hazard["id"].as_str().unwrap())
}

fn plan(version: &Value) -> Value {
    json!({"version": version, "measure": "停止超范围业务", "money_yuan": 50000, "person_name": "示例安全员",
        "deadline": "2026-12-15", "emergency_plan": "封存车辆", "goal": "恢复合规经营"})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_major_hazard_is_governed_listed_accepted_and_closed_by_somebody_else() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut officer = app.logged_in("bureau_officer").await;
        let mut safety = app.logged_in("safety_officer").await;
        let mut principal = app.logged_in("principal").await;
        let mut leader = app.logged_in("leader").await;
        let found = major(&app, &mut officer, 1).await;
        let path = path(&found);
        let step = |verb: &str| format!("{path}/{verb}");
        assert_eq!(found["judged"]["criterion"]["id"], "road.licence");
        assert!(found["clause"].as_str().unwrap().contains("第三条（一）"), "the clause is stored: {found}");

        // The notice: a document, confirmed by the principal only.
        let notice = &found["governance"]["notice"];
        assert_eq!((&notice["deadline"], &notice["receipt"]), (&json!("2026-12-20"), &Value::Null));
        let today = principal.get("/api/v1/today").await.expect_json(200);
        assert!(today["today"].as_array().unwrap().iter().any(|i| i["why_code"] == "hazard_notice"), "{today}");
        let unread = officer.get("/api/v1/hazards?unread=true").await.expect_json(200);
        assert_eq!((&unread["total"], &unread["items"][0]["unread"]), (&json!(1), &json!(true)));
        let version = json!({ "version": found["version"] });
        safety.post(&step("notice/receipt"), &version).await.expect(403);
        let read = principal.post(&step("notice/receipt"), &version).await.expect_json(200);
        assert!(read["governance"]["notice"]["receipt"]["at"].as_str().unwrap().starts_with("2026-11-24T09:00"));
        assert_eq!(officer.get("/api/v1/hazards?unread=true").await.expect_json(200)["total"], 0);

        // The plan has a goal, and counts once the principal has approved it.
        let mut aimless = plan(&read["version"]);
        aimless.as_object_mut().unwrap().remove("goal");
        let refused = safety.post(&step("plan"), &aimless).await.expect_json(422);
        assert_eq!(refused["errors"][0]["pointer"], "/goal");
        let planned = safety.post(&step("plan"), &plan(&read["version"])).await.expect_json(200);
        let agreed = json!({"version": planned["version"], "note": "同意"});
        let approved = principal.post(&step("plan/approval"), &agreed).await.expect_json(200);
        assert_eq!(approved["governance"]["progress_due"], "2026-12-01", "seven days, by the pack");

        // 挂牌督办.
        let listing = json!({"version": approved["version"], "level": "city", "body": "示例市安委办",
            "deadline": "2026-12-18"});
        officer
            .post(
                &step("listing"),
                &json!({"version": approved["version"], "level": "city", "body": " ",
            "deadline": "2026-12-18"}),
            )
            .await
            .expect(422);
        let listed = leader.post(&step("listing"), &listing).await.expect_json(200);
        let rows = officer.get("/api/v1/hazards?listed=true").await.expect_json(200);
        assert_eq!((&rows["total"], &rows["items"][0]["listing"]), (&json!(1), &json!("city")));

        // A report that is late stands on Today of both sides.
        app.pass(9 * DAY_MS);
        let mut officer = app.logged_in("bureau_officer").await;
        let mut safety = app.logged_in("safety_officer").await;
        let late = officer.get("/api/v1/today").await.expect_json(200);
        let item = late["overdue"].as_array().unwrap().iter().find(|i| i["why_code"] == "hazard_progress_late");
        assert_eq!(item.unwrap()["params"]["days"], "2", "{late}");
        assert_eq!(officer.get("/api/v1/hazards?progress_late=true").await.expect_json(200)["total"], 1);
        let own = safety.get("/api/v1/today").await.expect_json(200);
        assert!(own["overdue"].as_array().unwrap().iter().any(|i| i["why_code"] == "hazard_progress"), "{own}");
        let words = json!({"version": listed["version"], "note": "已提交变更申请"});
        let reported = safety.post(&step("progress"), &words).await.expect_json(200);
        assert_eq!(reported["governance"]["progress_due"], "2026-12-10");
        assert_eq!(officer.get("/api/v1/hazards?progress_late=true").await.expect_json(200)["total"], 0);

        // Handed in, judged by experts, verified on the spot.
        let after = upload(&mut safety, 2).await;
        let done = json!({"version": reported["version"], "evidence": [after]});
        let submitted = safety.post(&step("submit"), &done).await.expect_json(200);
        let opinion = |version: &Value, passed: bool, proof: &Value| {
            json!({"version": version, "passed": passed, "opinion": "意见", "evidence": [proof],
                "experts": [{"name": "示例专家", "unit": "示例检测所"}]})
        };
        let none = json!({"version": submitted["version"], "passed": true, "opinion": "同意",
            "experts": [{"name": "示例专家", "unit": "示例检测所"}]});
        let refused = officer.post(&step("acceptance"), &none).await.expect_json(422);
        assert_eq!(reasons(&refused), ["evidence_acceptance_required"]);
        let signed = upload(&mut officer, 3).await;
        let back = officer.post(&step("acceptance"), &opinion(&submitted["version"], false, &signed)).await;
        let back = back.expect_json(200);
        assert_eq!(back["state"], "rectifying", "what experts refuse goes back");
        let again = upload(&mut safety, 4).await;
        let done = json!({"version": back["version"], "evidence": [again]});
        let submitted = safety.post(&step("submit"), &done).await.expect_json(200);
        let signed = upload(&mut officer, 5).await;
        let yes = opinion(&submitted["version"], true, &signed);
        let accepted = officer.post(&step("acceptance"), &yes).await.expect_json(200);
        let spot = upload(&mut officer, 6).await;
        let pass = json!({"version": accepted["version"], "passed": true, "evidence": [spot]});
        let verified = officer.post(&step("verify"), &pass).await.expect_json(200);

        // Closed once the listing is lifted.
        let close = json!({ "version": verified["version"] });
        let refused = officer.post(&step("close"), &close).await.expect_json(409);
        assert_eq!(reasons(&refused), ["still_listed"]);
        let lift = json!({"version": verified["version"], "note": "治理完成"});
        let lifted = officer.post(&step("listing/lift"), &lift).await.expect_json(200);
        let public = json!({"version": lifted["version"], "public": true});
        let published = officer.post(&step("publication"), &public).await.expect_json(200);
        assert_eq!(officer.get("/api/v1/hazards?published=true").await.expect_json(200)["total"], 1);
        let close = json!({ "version": published["version"] });
        let closed = officer.post(&step("close"), &close).await.expect_json(200);
        assert_eq!((&closed["state"], &closed["actions"]), (&json!("closed"), &json!([])));
        let report = verify(&app.desk.store, &[]).await.unwrap();
        assert!(report.is_sound(), "{report:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn criteria_propose_and_the_person_decides() {
    let app = TestApp::on_sqlite().await;
    let mut officer = app.logged_in("bureau_officer").await;
    let near = app.county.near;
    let asked = format!("/api/v1/hazard-criteria?enterprise_id={near}&text=%E8%B6%85%E8%B6%8A%E8%AE%B8%E5%8F%AF");
    let offered = officer.get(&asked).await.expect_json(200);
    assert_eq!((&offered[0]["id"], &offered[0]["proposed"]), (&json!("road.licence"), &json!(true)));
    assert_eq!(offered[1]["proposed"], false);
    let mut draft = json!({"enterprise_id": near, "title": "灭火器压力不足", "level": "major",
        "criterion_id": "road.equipment"});
    let chosen = officer.post("/api/v1/hazards", &draft).await.expect_json(201);
    assert!(chosen["clause"].as_str().unwrap().contains("第三条（二）"), "{chosen}");
    draft["criterion_id"] = json!("road.nothing");
    let refused = officer.post("/api/v1/hazards", &draft).await.expect_json(422);
    assert_eq!(reasons(&refused), ["criterion_not_in_force"]);
    let lower = json!({"enterprise_id": near, "title": "超越许可事项运输", "level": "general"});
    let kept = officer.post("/api/v1/hazards", &lower).await.expect_json(201);
    assert_eq!((&kept["level"], &kept["judged"]["proposed"]), (&json!("general"), &json!("major")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_figure_of_the_rates_is_the_number_of_rows_of_its_list() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut officer = app.logged_in("bureau_officer").await;
        let mut safety = app.logged_in("safety_officer").await;
        let near = app.county.near;
        let draft = |title: &str, deadline: &str, clause: &str| {
            json!({"enterprise_id": near, "title": title, "level": "general", "deadline": deadline, "clause": clause})
        };
        let mut made = Vec::new();
        for (n, (title, deadline, clause)) in
            [("甲", "2026-11-26", "第五条"), ("乙", "2026-11-26", "第 五条"), ("丙", "2026-11-26", "第六条"), ("丁", "2026-12-30", "第七条")]
                .into_iter()
                .enumerate()
        {
            let found = officer.post("/api/v1/hazards", &draft(title, deadline, clause)).await.expect_json(201);
            if n < 2 {
                let body = json!({"version": found["version"], "measure": "换", "money_yuan": 0,
                    "person_name": "示例", "deadline": "2026-11-26", "emergency_plan": "停用"});
                let planned = safety.post(&format!("{}/plan", path(&found)), &body).await.expect_json(200);
                made.push((found, planned));
            }
        }
        // The first is handed in on its last day, the second the day after.
        for (n, (found, planned)) in made.iter().enumerate() {
            app.pass(if n == 0 { 2 * DAY_MS } else { DAY_MS });
            let mut safety = app.logged_in("safety_officer").await;
            let after = upload(&mut safety, 10 + u8::try_from(n).unwrap()).await;
            let done = json!({"version": planned["version"], "evidence": [after]});
            let submitted = safety.post(&format!("{}/submit", path(found)), &done).await.expect_json(200);
            if n == 0 {
                let mut officer = app.logged_in("bureau_officer").await;
                let pass = json!({"version": submitted["version"], "passed": true});
                let verified = officer.post(&format!("{}/verify", path(found)), &pass).await.expect_json(200);
                let close = json!({ "version": verified["version"] });
                officer.post(&format!("{}/close", path(found)), &close).await.expect(200);
            }
        }
        let mut officer = app.logged_in("bureau_officer").await;
        let period = "found_from=2026-11-24&found_to=2026-11-24";
        let rates = officer.get(&format!("/api/v1/hazard-rates?{period}")).await.expect_json(200);
        assert_eq!(rates["all"], json!({"found": 4, "closed": 1, "on_time": 1, "late": 2, "repeat": 1}));
        assert_eq!(officer.get("/api/v1/hazard-rates?found_from=2026-11-25").await.expect_json(200)["all"]["found"], 0);
        let mut seen = 0;
        for (list, filter) in [("sectors", "sector"), ("grids", "grid_id"), ("clauses", "clause")] {
            for group in rates[list].as_array().unwrap() {
                let Some(key) = group["key"].as_str() else { continue };
                for (figure, outcome) in
                    [("found", ""), ("closed", "closed"), ("on_time", "on_time"), ("late", "late"), ("repeat", "repeat")]
                {
                    let outcome = if outcome.is_empty() { String::new() } else { format!("&outcome={outcome}") };
                    let key = percent(key);
                    let names = officer.get(&format!("/api/v1/hazards?{period}&{filter}={key}{outcome}")).await;
                    assert_eq!(names.expect_json(200)["total"], group["figures"][figure], "{list} {key} {figure}");
                    seen += 1;
                }
            }
        }
        assert!(seen >= 25, "{seen} figures were opened");
    })
    .await;
}

fn percent(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() || b == b'-' { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn filters_are_kept_by_name_and_are_nobody_elses() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut officer = app.logged_in("bureau_officer").await;
        let mut leader = app.logged_in("leader").await;
        let own = "/api/v1/saved-filters?area=hazards";
        let filter = json!({"area": "hazards", "name": "举报来的", "query": "?view=open&source=report"});
        let kept = officer.post("/api/v1/saved-filters", &filter).await.expect_json(201);
        assert_eq!(kept["query"], "view=open&source=report");
        let again = json!({"area": "hazards", "name": "举报来的", "query": "source=report"});
        let kept = officer.post("/api/v1/saved-filters", &again).await.expect_json(201);
        let all = officer.get(own).await.expect_json(200);
        assert_eq!((all.as_array().unwrap().len(), &all[0]["query"]), (1, &json!("source=report")));
        assert_eq!(leader.get(own).await.expect_json(200), json!([]));
        let bad = json!({"area": "hazards", "name": "x", "query": "a b"});
        officer.post("/api/v1/saved-filters", &bad).await.expect(422);
        let one = format!("/api/v1/saved-filters/{}", kept["id"].as_str().unwrap());
        leader.send("DELETE", &one, &[], b"").await.expect(404);
        officer.send("DELETE", &one, &[], b"").await.expect(204);
        assert_eq!(officer.get(own).await.expect_json(200), json!([]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn criteria_that_change_are_shown_and_decided_and_nothing_changes_by_itself() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut officer = app.logged_in("bureau_officer").await;
        let mut leader = app.logged_in("leader").await;
        let found = major(&app, &mut officer, 1).await;
        let near = app.county.near;
        let plain = json!({"enterprise_id": near, "title": "通道堵塞", "level": "general", "deadline": "2026-12-20"});
        let plain = officer.post("/api/v1/hazards", &plain).await.expect_json(201);
        let unchanged = officer.get("/api/v1/hazard-rejudgement").await.expect_json(200);
        assert_eq!((&unchanged["judged"], &unchanged["total"]), (&json!(2), &json!(0)));

        let clause = "id = 'road.licence'\nclause = { zh = '第五条（一）：新文字', en = 'Art. 5 (1)' }\n";
        let new = "id = 'local.exit'\ntitle = { zh = '通道', en = 'Exits' }\nclause = { zh = '第九条', en = 'Art. 9' }\nwords = [['通道', '堵塞']]\nvalid_from = '2026-11-01'\nconfidence = 'unverified'\n[[examples]]\ntext = '通道堵塞'\nmajor = true\n[[examples]]\ntext = '通道畅通'\nmajor = false\n[basis]\nlaw = '示例'\narticle = '第九条'\ndate = '2026-11-01'\n";
        let id = import(&mut officer, &[("road.licence.toml", clause), ("local.exit.toml", new)]).await;
        let today = app.now().day().to_string();
        let wish = json!({"version_id": id, "effect_from": today, "reason": "标准修订"});
        leader.post("/api/v1/pack-activations", &wish).await.expect(204);

        let differs = leader.get("/api/v1/hazard-rejudgement").await.expect_json(200);
        assert_eq!(differs["total"], 2, "{differs}");
        let item = |id: &Value| differs["items"].as_array().unwrap().iter().find(|i| i["id"] == *id).cloned().unwrap();
        let (first, second) = (item(&found["id"]), item(&plain["id"]));
        assert!(first["before"]["criterion"]["text"]["zh"].as_str().unwrap().contains("第三条"));
        assert!(first["criterion"]["text"]["zh"].as_str().unwrap().contains("第五条"));
        assert_eq!((&second["level"], &second["proposed"]), (&json!("general"), &json!("major")));
        let still = officer.get(&path(&plain)).await.expect_json(200);
        assert_eq!(still["level"], "general", "nothing changes by itself");

        let decide = |d: Value, reason: &str| json!({"decisions": d, "reason": reason});
        let keep = json!([{"id": first["id"], "version": first["version"], "follow": false}]);
        let mute = leader.post("/api/v1/hazard-rejudgement", &decide(keep.clone(), "")).await.expect_json(422);
        assert_eq!(reasons(&mute), ["reason_required"]);
        leader.post("/api/v1/hazard-rejudgement", &decide(keep.clone(), "已按旧条款处理")).await.expect(204);
        let follow = json!([{"id": second["id"], "version": second["version"], "follow": true}]);
        officer.post("/api/v1/hazard-rejudgement", &decide(follow, "按新标准")).await.expect(204);
        let after = officer.get(&path(&plain)).await.expect_json(200);
        assert_eq!((&after["level"], &after["clause"]), (&json!("major"), &json!("第九条")));
        assert_eq!(after["governance"]["notice"]["issued"]["note"], "按新标准", "the principal is told");
        let kept = officer.get(&path(&found)).await.expect_json(200);
        assert!(kept["clause"].as_str().unwrap().contains("第三条"), "it stays as it was");
        assert_eq!(leader.get("/api/v1/hazard-rejudgement").await.expect_json(200)["total"], 0);
        let twice = leader.post("/api/v1/hazard-rejudgement", &decide(keep, "x")).await.expect(409);
        assert_eq!(twice.code().as_deref(), Some("changed_meanwhile"));
    })
    .await;
}

/// Imports a version of the pack with these files.
async fn import(client: &mut Client, files: &[(&str, &str)]) -> Value {
    let mut body = String::from("--part\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\n判定标准修订\r\n");
    for (name, text) in files {
        write!(body, "--part\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{text}\r\n")
            .expect("a string");
    }
    body.push_str("--part--\r\n");
    let form = [("content-type", "multipart/form-data; boundary=part")];
    let made = client.send("POST", "/api/v1/pack-versions", &form, body.as_bytes()).await.expect_json(201);
    made["id"].clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refusing_to_mend_and_not_inspecting_become_case_drafts_that_somebody_else_decides() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut officer = app.logged_in("bureau_officer").await;
        let found = major(&app, &mut officer, 1).await;
        let near = app.county.near;
        let about = json!({"enterprise_id": near, "hazard_id": found["id"], "reason": "逾期未整改"});
        let early = officer.post("/api/v1/inquiries", &about).await.expect_json(409);
        assert_eq!(reasons(&early), ["inquiry_no_ground"]);
        app.pass(60 * DAY_MS);
        Runner::default().run_due(&TaskCtx::new(app.desk.clone())).await;
        let mut officer = app.logged_in("bureau_officer").await;
        let grounds =
            format!("/api/v1/inquiry-grounds?enterprise_id={near}&hazard_id={}", found["id"].as_str().unwrap());
        let facts = officer.get(&grounds).await.expect_json(200);
        assert_eq!(facts["can_propose"], true, "{facts}");
        let made = officer.post("/api/v1/inquiries", &about).await.expect_json(201);
        assert_eq!((&made["ground"], &made["state"]), (&json!("refused_major"), &json!("proposed")));
        let hazard = &made["facts"]["hazard"];
        assert_eq!((&hazard["days_late"], &hazard["no"]), (&json!(34), &found["no"]));
        assert!(hazard["events"].as_array().unwrap().iter().any(|e| e["action"] == "hazard_reported"));
        assert_eq!(hazard["proofs"][0]["hash"].as_str().map(str::len), Some(64), "evidence by its hash");
        let twice = officer.post("/api/v1/inquiries", &about).await.expect_json(409);
        assert_eq!(reasons(&twice), ["inquiry_waits"]);
        let path = format!("/api/v1/inquiries/{}", made["id"].as_str().unwrap());
        let yes = json!({"version": made["version"], "confirmed": true, "reason": "属实"});
        let own = officer.post(&format!("{path}/decision"), &yes).await.expect_json(403);
        assert_eq!(reasons(&own), ["inquiry_own"]);
        let mut leader = app.logged_in("leader").await;
        let today = leader.get("/api/v1/today").await.expect_json(200);
        assert!(today["today"].as_array().unwrap().iter().any(|i| i["why_code"] == "inquiry_proposed"), "{today}");
        let mute = json!({"version": made["version"], "confirmed": true, "reason": " "});
        leader.post(&format!("{path}/decision"), &mute).await.expect(422);
        let done = leader.post(&format!("{path}/decision"), &yes).await.expect_json(200);
        assert_eq!((&done["state"], &done["decided"]["note"]), (&json!("confirmed"), &json!("属实")));

        // Not inspecting at all.
        let idle = json!({"enterprise_id": near, "reason": "从不排查"});
        let made = officer.post("/api/v1/inquiries", &idle).await.expect_json(201);
        assert_eq!(made["ground"], "no_inspection");
        let duties = made["facts"]["duties"].as_array().unwrap();
        assert!(duties.iter().any(|d| d["duty"] == "inspection.self"), "{made}");
        let path = format!("/api/v1/inquiries/{}", made["id"].as_str().unwrap());
        let no = json!({"version": made["version"], "confirmed": false, "reason": "已补做"});
        let done = leader.post(&format!("{path}/decision"), &no).await.expect_json(200);
        assert_eq!(done["state"], "dismissed");
        assert_eq!(leader.get("/api/v1/inquiries?state=dismissed").await.expect_json(200)["total"], 1);
        let report = verify(&app.desk.store, &[]).await.unwrap();
        assert!(report.is_sound(), "{report:?}");
    })
    .await;
}
