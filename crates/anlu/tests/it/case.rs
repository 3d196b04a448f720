//! Enforcement cases over HTTP: from a hazard that was not mended to a decision served, paid and closed; the simple
//! procedure; a pair; what the party sees; clocks; an accepted inquiry that becomes a case.

use anlu_domain::time::{DAY_MS, UtcMs};
use anlu_store::{ledger::verify::verify, repo::case::penalties};
use serde_json::{Value, json};

use crate::harness::{app::TestApp, db::on_each, http::Client};

fn path(case: &Value) -> String {
    format!("/api/v1/cases/{}", case["id"].as_str().unwrap())
}

fn reasons(problem: &Value) -> Vec<&str> {
    problem["errors"].as_array().into_iter().flatten().filter_map(|e| e["code"].as_str()).collect()
}

async fn step(client: &mut Client, case: &Value, way: &str, mut fields: Value) -> Value {
    fields["version"] = case["version"].clone();
    client.post(&format!("{}/{way}", path(case)), &fields).await.expect_json(200)
}

async fn refused(client: &mut Client, case: &Value, way: &str, mut fields: Value, status: u16) -> Vec<String> {
    fields["version"] = case["version"].clone();
    let problem = client.post(&format!("{}/{way}", path(case)), &fields).await.expect_json(status);
    reasons(&problem).into_iter().map(str::to_owned).collect()
}

/// Kinds of the papers about the case, as the client sees them.
async fn papers(client: &mut Client, case: &Value) -> Vec<String> {
    let id = case["id"].as_str().unwrap();
    let path = format!("/api/v1/documents?about=case&about_id={id}&page_size=100");
    let list = client.get(&path).await.expect_json(200);
    let mut kinds: Vec<String> =
        list["items"].as_array().unwrap().iter().map(|d| d["kind"].as_str().unwrap().to_owned()).collect();
    kinds.sort_unstable();
    kinds
}

async fn two(client: &mut Client) -> Value {
    let me = client.get("/api/v1/session").await.expect_json(200);
    json!([{"user_id": me["id"], "name": me["name"], "card": "ZF-001"}, {"name": "示例搭档", "card": "ZF-002"}])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hazard_that_was_not_mended_becomes_a_case_that_is_decided_paid_and_closed() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let near = app.county.near;
        let (mut officer, mut bureau) = (app.logged_in("enforcement").await, app.logged_in("bureau_officer").await);
        let (mut leader, mut boss) = (app.logged_in("leader").await, app.logged_in("principal").await);
        let draft = json!({"enterprise_id": near, "title": "灭火器缺失", "level": "general", "deadline": "2026-11-26"});
        let hazard = bureau.post("/api/v1/hazards", &draft).await.expect_json(201);
        app.pass(4 * DAY_MS);
        let (mut officer_, mut bureau_) = (app.logged_in("enforcement").await, app.logged_in("bureau_officer").await);
        std::mem::swap(&mut officer, &mut officer_);
        std::mem::swap(&mut bureau, &mut bureau_);
        let mut boss_ = app.logged_in("principal").await;
        std::mem::swap(&mut boss, &mut boss_);
        let open = json!({"enterprise_id": near, "violation": "work_safety.99", "source": "hazard",
            "source_id": hazard["id"], "facts": "逾期未补配灭火器", "both": true});
        let case = officer.post("/api/v1/cases", &open).await.expect_json(201);
        assert_eq!((&case["state"], &case["procedure"]), (&json!("clue"), &json!("ordinary")));
        assert_eq!(case["computed"], json!(["first", "late"]), "from the hazard and from earlier cases");
        assert_eq!(case["range"]["min_yuan"], 50_000);
        assert!(case["pair"]["name"].as_str().unwrap().starts_with("AJ-"));
        assert_eq!(reasons(&officer.post("/api/v1/cases", &open).await.expect_json(409)), ["case_exists"]);
        let filing = case["clocks"].as_array().unwrap().iter().find(|c| c["key"] == "filing").unwrap();
        assert_eq!(filing["due"], app.now().day().plus_days(15).to_string());
        boss.get(&path(&case)).await.expect(404);

        // Filed by two officers and an approver who is not one of them.
        let alone = json!({"act": "ask_filing", "officers": [two(&mut officer).await[0]], "facts": "逾期"});
        assert_eq!(refused(&mut officer, &case, "work", alone, 422).await, ["case_two_officers"]);
        let ask = json!({"act": "ask_filing", "officers": two(&mut officer).await, "facts": "逾期未补配灭火器"});
        let case = step(&mut officer, &case, "work", ask).await;
        let mut leader_ = app.logged_in("leader").await;
        std::mem::swap(&mut leader, &mut leader_);
        let today = leader.get("/api/v1/today").await.expect_json(200);
        let all = [&today["overdue"], &today["today"], &today["week"]];
        let waits = |i: &Value| i["verb_code"] == "case.decide_filing";
        let later = today["later_count"].as_u64().unwrap();
        assert!(later > 0 || all.iter().any(|g| g.as_array().unwrap().iter().any(waits)), "{today}");
        let case = step(&mut leader, &case, "decision", json!({"act": "decide_filing", "approved": true})).await;
        let interview =
            json!({"act": "add_interview", "person": "示例安全员", "post": "安全员", "text": "问：… 答：…"});
        let case = step(&mut officer, &case, "work", interview).await;
        let proof =
            json!({"act": "add_evidence", "kind": "scene", "name": "现场笔录", "origin": "两名执法人员现场制作"});
        let case = step(&mut officer, &case, "work", proof).await;
        let low = json!({"act": "conclude", "findings": "逾期未改", "fine_yuan": 20_000});
        assert_eq!(refused(&mut officer, &case, "work", low, 422).await, ["case_deviation_reason"]);
        let end = json!({"act": "conclude", "findings": "逾期未补配灭火器属实", "fine_yuan": 60_000,
            "measures": [{"kind": "rectify", "text": "立即配齐", "deadline": "2026-12-20"}]});
        let case = step(&mut officer, &case, "work", end).await;
        assert_eq!(case["conclusion"]["heavy"], false);
        let review = json!({"act": "review", "passed": true, "note": "事实清楚"});
        let case = step(&mut bureau, &case, "decision", review).await;
        let case = step(&mut officer, &case, "work", json!({"act": "give_notice"})).await;

        // The party sees what is put before it, and nothing of the investigation.
        let seen = boss.get(&path(&case)).await.expect_json(200);
        assert_eq!(seen["actions"], json!(["receive"]));
        assert_eq!((&seen["interviews"], &seen["evidence"], &seen["reviews"]), (&json!([]), &json!([]), &json!([])));
        assert_eq!((&seen["activity"], &seen["facts"]), (&json!([]), &json!("逾期未补配灭火器属实")));
        boss.get(&format!("/api/v1/ledger?subject_kind=case&subject_id={}", case["id"].as_str().unwrap()))
            .await
            .expect(404);
        let case = step(&mut boss, &seen, "answer", json!({"act": "receive"})).await;
        let decide = json!({"act": "decide", "outcome": "penalty", "fine_yuan": 60_000, "note": "依法处罚",
            "measures": [{"kind": "rectify", "text": "立即配齐", "deadline": "2026-12-20"}]});
        assert_eq!(refused(&mut leader, &case, "decision", decide.clone(), 409).await, ["case_still_time"]);
        let case = step(&mut boss, &case, "answer", json!({"act": "state", "note": "已下单采购"})).await;
        let case = step(&mut leader, &case, "decision", decide).await;
        assert!(case["decision"]["no"].as_str().unwrap().starts_with("CF-"));
        let served =
            step(&mut officer, &case, "work", json!({"act": "serve", "way": "direct", "receiver": "示例负责人"})).await;
        app.pass(17 * DAY_MS);
        let mut officer = app.logged_in("enforcement").await;
        let mut leader = app.logged_in("leader").await;
        let case = officer.get(&path(&served)).await.expect_json(200);
        assert_eq!(case["owed_yuan"], 63_600, "two days late, three per cent a day");
        let overdue = officer.get("/api/v1/cases?overdue=true").await.expect_json(200);
        assert_eq!(overdue["total"], 2, "the fine, and the case of the person that nobody has filed");
        let case = step(&mut officer, &case, "work", json!({"act": "remind"})).await;
        assert_eq!(case["reminders"].as_array().unwrap().len(), 1);
        let paid = json!({"act": "record_payment", "paid_yuan": 63_600});
        let case = step(&mut officer, &case, "work", paid).await;
        assert_eq!(refused(&mut officer, &case, "work", json!({"act": "execute"}), 409).await, ["case_not_executed"]);
        let done = json!({"act": "measure_done", "index": 0, "note": "已配齐"});
        let case = step(&mut officer, &case, "work", done).await;
        let case = step(&mut officer, &case, "work", json!({"act": "execute"})).await;
        let case = step(&mut officer, &case, "work", json!({"act": "ask_closing", "note": "执行完毕"})).await;
        let case = step(&mut leader, &case, "decision", json!({"act": "close", "approved": true})).await;
        assert_eq!((&case["state"], &case["actions"]), (&json!("closed"), &json!([])));
        let kinds = [
            "closing.report",
            "filing.approval",
            "fine.reminder",
            "inquiry.record",
            "penalty.decision",
            "penalty.notice",
            "service.receipt",
            "service.receipt",
            "statement.record",
        ];
        assert_eq!(papers(&mut officer, &case).await, kinds);
        let shown = [
            "fine.reminder",
            "penalty.decision",
            "penalty.notice",
            "service.receipt",
            "service.receipt",
            "statement.record",
        ];
        let mut boss = app.logged_in("principal").await;
        assert_eq!(papers(&mut boss, &case).await, shown, "the party does not see what the authority wrote for itself");
        let known = penalties(app.desk.store.read(), near, UtcMs(0)).await.unwrap();
        assert_eq!(known.iter().map(|p| (p.yuan, p.of_person)).collect::<Vec<_>>(), [(60_000, false)]);

        // The next one of the same kind is a repeat.
        let again =
            json!({"enterprise_id": near, "violation": "work_safety.99", "source": "found", "facts": "再次查见"});
        let again = officer.post("/api/v1/cases", &again).await.expect_json(201);
        assert_eq!(again["computed"], json!(["repeat"]));
        let report = verify(&app.desk.store, &[]).await.unwrap();
        assert!(report.is_sound(), "{report:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_simple_procedure_a_pair_and_an_inquiry() {
    let app = TestApp::on_sqlite().await;
    let near = app.county.near;
    let (mut officer, mut leader) = (app.logged_in("enforcement").await, app.logged_in("leader").await);
    let mut boss = app.logged_in("principal").await;
    let open = json!({"enterprise_id": near, "violation": "work_safety.101", "source": "found", "facts": "无制度"});
    let case = officer.post("/api/v1/cases", &open).await.expect_json(201);
    let spot = |fine: u32, officers: &Value| json!({"act": "punish_on_the_spot", "officers": officers, "facts": "无制度", "fine_yuan": fine, "receiver": "示例"});
    let officers = two(&mut officer).await;
    assert_eq!(refused(&mut officer, &case, "work", spot(3_001, &officers), 422).await, ["case_not_simple"]);
    let done = step(&mut officer, &case, "work", spot(3_000, &officers)).await;
    assert_eq!((&done["procedure"], &done["state"]), (&json!("simple"), &json!("served")));
    assert_eq!(boss.get("/api/v1/cases").await.expect_json(200)["total"], 1);

    // The person beside the firm, by the principal of the register.
    let pair = officer.post(&format!("{}/pair", path(&done)), &json!({"version": done["version"]})).await;
    let pair = pair.expect_json(201);
    assert_eq!((&pair["party"]["kind"], &pair["pair"]["id"]), (&json!("person"), &done["id"]));
    let nobody = json!({"enterprise_id": near, "violation": "no.such", "source": "found", "facts": "无"});
    assert_eq!(reasons(&officer.post("/api/v1/cases", &nobody).await.expect_json(422)), ["case_unknown_violation"]);

    // A hazard of another enterprise is no source.
    let mut bureau = app.logged_in("bureau_officer").await;
    let draft = json!({"enterprise_id": app.county.far, "title": "示例", "level": "general", "deadline": "2026-12-01"});
    let hazard = bureau.post("/api/v1/hazards", &draft).await.expect_json(201);
    let wrong = json!({"enterprise_id": near, "violation": "work_safety.99", "source": "hazard",
        "source_id": hazard["id"], "facts": "无"});
    assert_eq!(reasons(&officer.post("/api/v1/cases", &wrong).await.expect_json(422)), ["unknown"]);

    // What is decided to be handled like an accident becomes a case by itself.
    let draft = json!({"enterprise_id": near, "title": "超越许可事项运输", "level": "major", "deadline": "2026-11-26"});
    let hazard = bureau.post("/api/v1/hazards", &draft).await.expect_json(201);
    app.pass(30 * DAY_MS);
    let mut officer = app.logged_in("enforcement").await;
    let mut leader_ = app.logged_in("leader").await;
    std::mem::swap(&mut leader, &mut leader_);
    let wish = json!({"enterprise_id": near, "hazard_id": hazard["id"], "reason": "拒不整改"});
    let inquiry = officer.post("/api/v1/inquiries", &wish).await.expect_json(201);
    let yes = json!({"version": inquiry["version"], "confirmed": true, "reason": "属实"});
    let decided = format!("/api/v1/inquiries/{}/decision", inquiry["id"].as_str().unwrap());
    leader.post(&decided, &yes).await.expect(200);
    let made = officer.get(&format!("/api/v1/cases?source_id={}", inquiry["id"].as_str().unwrap())).await;
    let made = made.expect_json(200);
    assert_eq!((&made["total"], &made["items"][0]["source"]), (&json!(1), &json!("inquiry")));
    let full = officer.get(&path(&made["items"][0])).await.expect_json(200);
    assert_eq!(
        (&full["violated"]["id"], &full["computed"]),
        (&json!("work_safety.102"), &json!(["first", "major", "late"]))
    );
}

/// Measures of a heavy case.
fn ordered(app: &TestApp) -> Value {
    json!([{"kind": "suspension", "text": "危货运输业务", "deadline": app.now().day().plus_days(60).to_string()},
        {"kind": "joint_sanction", "text": "列入重点监管名单", "deadline": null}])
}

/// A case of the heavy kind up to its notice, with things registered and released, an extension and a refused recusal.
async fn heavy(app: &TestApp, officer: &mut Client, leader: &mut Client) -> Value {
    let open = json!({"enterprise_id": app.county.near, "violation": "work_safety.99", "source": "found",
        "facts": "未监控、报警装置被关闭"});
    let case = officer.post("/api/v1/cases", &open).await.expect_json(201);
    let ask = json!({"act": "ask_filing", "officers": two(officer).await, "facts": "报警装置被关闭"});
    let mut case = step(officer, &case, "work", ask).await;
    case = step(leader, &case, "decision", json!({"act": "decide_filing", "approved": true})).await;
    let record = "问：装置何时关闭？\n答：上月。\n问：谁关闭的？\n答：不清楚。";
    let interview = json!({"act": "add_interview", "person": "示例安全员", "post": "安全员", "text": record});
    case = step(officer, &case, "work", interview).await;
    let successor = json!({"user_id": null, "name": "示例接任", "card": "ZF-003"});
    for (ask, approved, note) in [
        (json!({"kind": "registration", "about": "监控主机；硬盘", "note": "可能被删除"}), true, ""),
        (json!({"kind": "sealing", "about": "改装的油罐", "note": "不符合国家标准"}), true, ""),
        (json!({"kind": "decision_extension", "about": "", "note": "案情复杂"}), true, ""),
        (json!({"kind": "recusal", "about": "示例搭档", "successor": successor, "note": "同乡"}), false, "理由不成立"),
    ] {
        let mut ask = ask;
        ask["act"] = json!("ask_approval");
        case = step(officer, &case, "work", ask).await;
        let answer = json!({"act": "decide_ask", "approved": approved, "note": note});
        case = step(leader, &case, "decision", answer).await;
    }
    for note in ["退还当事人", "已整改，解除查封"] {
        case = step(officer, &case, "work", json!({"act": "dispose_registered", "note": note})).await;
    }
    let proof = json!({"act": "add_evidence", "kind": "electronic", "name": "平台日志", "origin": "平台导出"});
    case = step(officer, &case, "work", proof).await;
    let end = json!({"act": "conclude", "findings": "关闭报警装置属实", "fine_yuan": 60_000,
        "circumstances": ["refused"], "measures": ordered(app)});
    step(officer, &case, "work", end).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_heavy_case_has_the_papers_of_a_hearing_and_of_everything_that_is_ordered() {
    let app = TestApp::on_sqlite().await;
    let (mut officer, mut bureau) = (app.logged_in("enforcement").await, app.logged_in("bureau_officer").await);
    let (mut leader, mut boss) = (app.logged_in("leader").await, app.logged_in("principal").await);
    let case = heavy(&app, &mut officer, &mut leader).await;
    assert_eq!(case["conclusion"]["heavy"], true);
    let review = json!({"act": "review", "passed": true, "note": "事实清楚"});
    let case = step(&mut bureau, &case, "decision", review).await;
    let case = step(&mut officer, &case, "work", json!({"act": "give_notice"})).await;
    let case = step(&mut boss, &case, "answer", json!({"act": "receive"})).await;
    let case = step(&mut boss, &case, "answer", json!({"act": "ask_hearing", "note": "要求听证"})).await;
    let at = format!("{}T09:30:00+08:00", app.now().day().plus_days(8));
    let call = json!({"act": "call_hearing", "at": at, "place": "三楼会议室", "chair": "示例主持"});
    let case = step(&mut officer, &case, "work", call).await;
    app.pass(8 * DAY_MS);
    let mut officer = app.logged_in("enforcement").await;
    let mut leader = app.logged_in("leader").await;
    let held = json!({"act": "hold_hearing", "attendees": [], "note": "主持人：现在开始"});
    assert_eq!(refused(&mut officer, &case, "work", held, 422).await, ["required"]);
    let held = json!({"act": "hold_hearing", "attendees": ["示例负责人", "示例主持"], "note": "主持人：现在开始"});
    let case = step(&mut officer, &case, "work", held).await;
    let decide = json!({"act": "decide", "outcome": "penalty", "fine_yuan": 60_000, "note": "集体讨论通过",
        "deviation": "情节较重", "collective": ["甲", "乙", "丙"], "measures": ordered(&app)});
    let case = step(&mut leader, &case, "decision", decide).await;
    let kinds = [
        "collective.decision",
        "evidence.registration",
        "evidence.release",
        "extension.approval",
        "filing.approval",
        "hearing.notice",
        "hearing.record",
        "inquiry.record",
        "joint.sanction",
        "legal.review",
        "penalty.decision",
        "penalty.notice",
        "recusal.decision",
        "seal.order",
        "seal.release",
        "service.receipt",
        "suspension.order",
    ];
    assert_eq!(papers(&mut officer, &case).await, kinds);
    let id = case["id"].as_str().unwrap();
    let path = format!("/api/v1/documents?about=case&about_id={id}&kind=inquiry.record");
    let list = officer.get(&path).await.expect_json(200);
    let record = list["items"][0]["id"].as_str().unwrap().to_owned();
    let paper = officer.get(&format!("/api/v1/documents/{record}")).await.expect_json(200);
    let text = paper["blocks"].to_string();
    assert!(text.contains(r#"["装置何时关闭？","上月。"]"#), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_that_goes_to_the_police_has_its_letter() {
    let app = TestApp::on_sqlite().await;
    let (mut officer, mut leader) = (app.logged_in("enforcement").await, app.logged_in("leader").await);
    let mut bureau = app.logged_in("bureau_officer").await;
    let case = heavy(&app, &mut officer, &mut leader).await;
    let review = json!({"act": "review", "passed": true, "note": "涉嫌犯罪"});
    let case = step(&mut bureau, &case, "decision", review).await;
    let points = ["letter", "investigation", "goods", "appraisal", "other_materials"];
    let mut decide = json!({"act": "decide", "outcome": "transferred", "note": "涉嫌犯罪，移送公安机关",
        "collective": ["甲", "乙", "丙"], "checklist": points[1..]});
    assert_eq!(refused(&mut leader, &case, "decision", decide.clone(), 422).await, ["case_checklist"]);
    decide["checklist"] = json!(points);
    let case = step(&mut leader, &case, "decision", decide).await;
    assert_eq!((&case["state"], &case["ending"]), (&json!("ended"), &json!("transferred")));
    assert!(papers(&mut officer, &case).await.contains(&"transfer.letter".to_owned()));
}
