//! Warning interviews over HTTP, on both databases: from a hazard to the confirmed demands, with their papers; one that
//! is not kept; those that plan themselves, once.

use anlu_app::tasks::{Runner, TaskCtx};
use anlu_domain::{
    ids::EnterpriseId,
    time::{DAY_MS, HOUR_MS, UtcMs},
};
use anlu_store::{
    Page, Tx,
    ledger::{Filter, entries, verify::verify},
    repo::{
        assignment::open_at,
        duty_fact::{Told, tell},
    },
};
use serde_json::{Value, json};

use crate::harness::{
    app::TestApp,
    db::on_each,
    http::{Client, encode},
};

fn path(talk: &Value) -> String {
    format!("/api/v1/talks/{}", talk["id"].as_str().unwrap())
}

fn reasons(problem: &Value) -> Vec<&str> {
    problem["errors"].as_array().into_iter().flatten().filter_map(|e| e["code"].as_str()).collect()
}

async fn step(client: &mut Client, talk: &Value, way: &str, mut fields: Value) -> Value {
    fields["version"] = talk["version"].clone();
    client.post(&format!("{}/{way}", path(talk)), &fields).await.expect_json(200)
}

async fn refused(client: &mut Client, talk: &Value, way: &str, mut fields: Value, status: u16) -> Vec<String> {
    fields["version"] = talk["version"].clone();
    let problem = client.post(&format!("{}/{way}", path(talk)), &fields).await.expect_json(status);
    reasons(&problem).into_iter().map(str::to_owned).collect()
}

/// A picture that is none but begins as one.
async fn proof(client: &mut Client) -> Value {
    let jpeg = [&[0xff, 0xd8, 0xff, 0xe0][..], b"after"].concat();
    client.form("/api/v1/evidence", &[], ("现场.jpg", &jpeg)).await.expect_json(201)["hash"].clone()
}

/// What Today says of interviews and visits: verb, reason, enterprise.
async fn waiting(client: &mut Client) -> Vec<(String, String)> {
    let today = client.get("/api/v1/today").await.expect_json(200);
    let groups = ["overdue", "today", "week"].map(|g| today[g].as_array().cloned().unwrap_or_default());
    let mine = groups.concat().into_iter().filter(|i| i["kind"] == "talk" || i["kind"] == "visit");
    mine.map(|i| (i["verb_code"].as_str().unwrap().to_owned(), i["why_code"].as_str().unwrap().to_owned())).collect()
}

fn notice(at: UtcMs) -> Value {
    json!({"act": "give_notice", "at": at.rfc3339_cst(), "place": "三楼会议室", "attendees": "主要负责人",
        "reason": "重大隐患逾期未整改", "bring": ["整改方案"],
        "officers": [{"name": "示例甲", "card": "ZF-001"}, {"name": "示例乙", "card": "ZF-002"}]})
}

fn record(at: UtcMs, capacity: &str) -> Value {
    json!({"act": "hold", "at": at.rfc3339_cst(), "place": "三楼会议室", "host": "示例甲", "recorder": "示例乙",
        "attendees": [{"name": "示例负责人", "post": "总经理", "capacity": capacity}], "matters": "通报情况",
        "demands": ["十日内整改到位", "全员培训"], "deadline": at.day().plus_days(6).to_string()})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_a_hazard_to_the_last_demand() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let near = app.county.near;
        let mut officer = app.logged_in("enforcement").await;
        let mut boss = app.logged_in("principal").await;
        let hazard = |level: &str| json!({"enterprise_id": near, "title": "制动失效", "level": level, "deadline": "2026-11-26", "clause": "示例条款"});
        let minor = officer.post("/api/v1/hazards", &hazard("general")).await.expect_json(201);
        let major = officer.post("/api/v1/hazards", &hazard("major")).await.expect_json(201);
        let from = |id: &Value| json!({"enterprise_id": near, "source": "hazard", "source_id": id, "reason": "重大隐患"});
        let wrong = officer.post("/api/v1/talks", &from(&minor["id"])).await.expect_json(422);
        assert_eq!(reasons(&wrong), ["talk_hazard_minor"]);
        let mut elsewhere = from(&major["id"]);
        elsewhere["enterprise_id"] = json!(app.county.far);
        assert_eq!(reasons(&officer.post("/api/v1/talks", &elsewhere).await.expect_json(422)), ["unknown"]);
        let talk = officer.post("/api/v1/talks", &from(&major["id"])).await.expect_json(201);
        assert_eq!((&talk["state"], &talk["hold_by"]), (&json!("planned"), &json!("2026-12-08")), "ten working days");
        let again = officer.post("/api/v1/talks", &from(&major["id"])).await.expect_json(409);
        assert_eq!(reasons(&again), ["talk_exists"]);
        boss.get(&path(&talk)).await.expect(404);

        let soon = notice(app.now().plus(DAY_MS));
        assert_eq!(refused(&mut officer, &talk, "work", soon, 422).await, ["talk_notice_too_short"]);
        let at = app.now().plus(4 * DAY_MS);
        let talk = step(&mut officer, &talk, "work", notice(at)).await;
        assert_eq!(waiting(&mut boss).await, [("talk.receive".to_owned(), "talk_called".to_owned())]);
        let mut other = app.logged_in("far_principal").await;
        other.get(&path(&talk)).await.expect(404);
        let seen = boss.get(&path(&talk)).await.expect_json(200);
        assert_eq!((&seen["source_id"], &seen["activity"]), (&Value::Null, &json!([])), "the authority's own");
        let talk = step(&mut boss, &seen, "answer", json!({"act": "receive"})).await;
        assert!(waiting(&mut boss).await.is_empty());
        assert_eq!(refused(&mut officer, &talk, "work", record(at, "principal"), 409).await, ["talk_not_yet"]);

        app.pass(4 * DAY_MS + HOUR_MS);
        let (mut officer, mut boss) = (app.logged_in("leader").await, app.logged_in("principal").await);
        let absent = record(at, "other");
        assert_eq!(refused(&mut officer, &talk, "work", absent, 422).await, ["talk_nobody_answers"]);
        let talk = step(&mut officer, &talk, "work", record(at, "controller")).await;
        let about = format!("/api/v1/documents?about=talk&about_id={}", talk["id"].as_str().unwrap());
        let papers = boss.get(&about).await.expect_json(200);
        let kinds: Vec<&str> = papers["items"].as_array().unwrap().iter().filter_map(|d| d["kind"].as_str()).collect();
        assert_eq!(kinds, ["interview.record", "interview.notice"]);

        let hash = proof(&mut boss).await;
        let mend = |index: u32, files: Value| json!({"act": "mend", "index": index, "note": "已完成", "files": files});
        assert_eq!(refused(&mut boss, &talk, "answer", mend(0, json!([])), 422).await, ["talk_no_proof"]);
        let talk = step(&mut boss, &talk, "answer", mend(0, json!([hash]))).await;
        let file = format!("/api/v1/evidence/{}", hash.as_str().unwrap());
        officer.get(&file).await.expect(200);
        app.logged_in("far_principal").await.get(&file).await.expect(404);
        let talk = step(&mut boss, &talk, "answer", mend(1, json!([hash]))).await;
        let look = |index: u32, passed: bool| json!({"act": "confirm", "index": index, "passed": passed, "note": "现场核实"});
        let talk = step(&mut officer, &talk, "work", look(0, true)).await;
        let talk = step(&mut officer, &talk, "work", look(1, false)).await;
        assert_eq!(waiting(&mut boss).await, [("talk.mend".to_owned(), "talk_waits".to_owned())]);
        app.pass(11 * DAY_MS);
        let (mut officer, mut boss) = (app.logged_in("leader").await, app.logged_in("principal").await);
        assert_eq!(waiting(&mut officer).await, [("talk.follow".to_owned(), "talk_overdue".to_owned())]);
        assert_eq!(total(&mut officer, &format!("overdue=true&q={}", encode("制动"))).await, 0);
        let late = officer.get(&format!("/api/v1/talks?overdue=true&state=held&q={}", encode("逾期"))).await.expect_json(200);
        assert_eq!((&late["total"], &late["items"][0]["overdue"]), (&json!(1), &json!(true)));
        let talk = step(&mut boss, &talk, "answer", mend(1, json!([hash]))).await;
        let talk = step(&mut officer, &talk, "work", look(1, true)).await;
        let talk = step(&mut officer, &talk, "work", json!({"act": "close"})).await;
        assert_eq!((&talk["state"], &talk["actions"]), (&json!("closed"), &json!([])));
        let done: Vec<&str> =
            talk["activity"].as_array().unwrap().iter().filter_map(|a| a["action"].as_str()).collect();
        assert_eq!(done[..4], ["talk_planned", "talk_noticed", "talk_received", "talk_held"]);
        let report = verify(&app.desk.store, &[]).await.unwrap();
        assert!(report.is_sound(), "{report:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_does_not_come_is_called_again_and_a_cancelled_one_makes_room() {
    let app = TestApp::on_sqlite().await;
    let near = app.county.near;
    let mut officer = app.logged_in("bureau_officer").await;
    let case = json!({"enterprise_id": near, "violation": "work_safety.101", "source": "found", "facts": "无制度"});
    let case = officer.post("/api/v1/cases", &case).await.expect_json(201);
    let draft = json!({"enterprise_id": near, "source": "case", "source_id": case["id"], "reason": "无制度"});
    let talk = officer.post("/api/v1/talks", &draft).await.expect_json(201);
    let at = app.now().plus(4 * DAY_MS);
    let mut urgent = notice(app.now().plus(HOUR_MS));
    urgent["urgent"] = json!("事故调查需要");
    let talk = step(&mut officer, &talk, "work", urgent).await;
    let talk = step(&mut officer, &talk, "work", json!({"act": "postpone", "note": "台风"})).await;
    let talk = step(&mut officer, &talk, "work", notice(at)).await;
    app.pass(5 * DAY_MS);
    let mut officer = app.logged_in("bureau_officer").await;
    let talk = step(&mut officer, &talk, "work", json!({"act": "miss", "note": "未说明理由"})).await;
    assert_eq!((&talk["state"], &talk["actions"]), (&json!("missed"), &json!(["give_notice", "cancel"])));
    assert!(waiting(&mut officer).await.is_empty(), "due in ten working days: later than this week");
    let why: Vec<&Value> = talk["notices"].as_array().unwrap().iter().map(|n| &n["unheld_why"]).collect();
    assert_eq!(why, ["postponed", "missed"]);
    let mut boss = app.logged_in("principal").await;
    assert_eq!(boss.get("/api/v1/talks").await.expect_json(200)["total"], 1);
    step(&mut officer, &talk, "work", json!({"act": "cancel", "note": "另案处理"})).await;
    let second = officer.post("/api/v1/talks", &draft).await.expect_json(201);
    assert_eq!(second["state"], "planned");
    let stale = json!({"version": 99, "act": "cancel", "note": "示例"});
    officer.post(&format!("{}/work", path(&second)), &stale).await.expect(409);
    let grade = json!({"enterprise_id": near, "source": "grade", "reason": "高风险"});
    assert_eq!(
        reasons(&officer.post("/api/v1/talks", &grade).await.expect_json(422)),
        ["unknown"],
        "it has no such grade"
    );
}

async fn run(app: &TestApp) {
    let (mut runner, ctx) = (Runner::default(), TaskCtx::new(app.desk.clone()));
    Box::pin(runner.run_due(&ctx)).await;
}

async fn total(client: &mut Client, query: &str) -> Value {
    client.get(&format!("/api/v1/talks?{query}")).await.expect_json(200)["total"].clone()
}

async fn grade(app: &TestApp, of: EnterpriseId, grade: &str) {
    let told = Told {
        subject: of.0,
        name: String::from("enterprise.grade"),
        enterprise: of,
        value: json!(grade),
        by: String::from("grading"),
        at: app.now(),
    };
    app.desk.store.tx(async |tx: Tx| tell(&tx, &[told]).await).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_accident_and_the_worst_grade_plan_one_interview_and_one_inspection() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let (near, far) = (app.county.near, app.county.far);
        let mut officer = app.logged_in("bureau_officer").await;
        let events = format!("/api/v1/enterprises/{near}/grades/events");
        let event =
            |class: &str, day: &str| json!({"kind": "accident", "class": class, "day": day, "title": "示例事故"});
        officer.post(&events, &event("minor", "2026-11-23")).await.expect(200);
        officer.post(&events, &event("general", "2026-03-01")).await.expect(200);
        run(&app).await;
        assert_eq!(total(&mut officer, "").await, 0, "nobody is hurt, or long ago");

        // A veto: the accident gives the worst grade too. Two processes look at the same time.
        officer.post(&events, &event("larger", "2026-11-23")).await.expect(200);
        tokio::join!(run(&app), run(&app));
        run(&app).await;
        let found = officer.get(&format!("/api/v1/talks?enterprise_id={near}")).await.expect_json(200);
        assert_eq!((&found["total"], &found["items"][0]["source"]), (&json!(1), &json!("accident")));
        let talk = officer.get(&path(&found["items"][0])).await.expect_json(200);
        assert_eq!((&talk["opened"]["by"], &talk["hold_by"]), (&json!("clock"), &json!("2026-12-08")));
        assert!(talk["reason"].as_str().unwrap().contains("示例事故"));
        let whole = app.desk.operator().viewer;
        let open = open_at(app.desk.store.read(), &whole, near).await.unwrap();
        assert_eq!(open.iter().map(|a| json!(a.id)).collect::<Vec<_>>(), [talk["visit_id"].clone()]);
        let both = [("visit.inspect", "visit_planned"), ("talk.give_notice", "talk_waits")];
        for (role, owes) in [("bureau_officer", &both[..]), ("enforcement", &both[..]), ("leader", &both[1..])] {
            let mut client = app.logged_in(role).await;
            let mut seen = waiting(&mut client).await;
            seen.sort_by(|a, b| b.cmp(a));
            let owes: Vec<_> = owes.iter().map(|(verb, why)| ((*verb).to_owned(), (*why).to_owned())).collect();
            assert_eq!(seen, owes, "{role}");
        }
        app.pass(9 * DAY_MS);
        let mut officer = app.logged_in("bureau_officer").await;

        // Cancelled by a person, it stays cancelled; what happens later is a ground of its own.
        step(&mut officer, &talk, "work", json!({"act": "cancel", "note": "已由市局约谈"})).await;
        run(&app).await;
        assert_eq!(total(&mut officer, "open=true").await, 0);
        assert_eq!(open_at(app.desk.store.read(), &whole, near).await.unwrap(), [], "nobody has to go there");
        assert_eq!(waiting(&mut officer).await, []);
        officer.post(&events, &event("general", "2026-12-02")).await.expect(200);
        run(&app).await;
        assert_eq!(total(&mut officer, "open=true").await, 1);

        // The worst grade alone; told anew after another one, it is another stretch.
        grade(&app, far, "d").await;
        run(&app).await;
        run(&app).await;
        let found = officer.get(&format!("/api/v1/talks?enterprise_id={far}")).await.expect_json(200);
        assert_eq!((&found["total"], &found["items"][0]["source"]), (&json!(1), &json!("grade")));
        let by_hand = json!({"enterprise_id": far, "source": "grade", "reason": "高风险"});
        assert_eq!(reasons(&officer.post("/api/v1/talks", &by_hand).await.expect_json(409)), ["talk_exists"]);
        let talk = officer.get(&path(&found["items"][0])).await.expect_json(200);
        step(&mut officer, &talk, "work", json!({"act": "cancel", "note": "示例"})).await;
        app.pass(HOUR_MS);
        grade(&app, far, "d").await;
        run(&app).await;
        assert_eq!(total(&mut officer, &format!("enterprise_id={far}&open=true")).await, 1);
        let talks = Filter { subject_kind: Some("talk".to_owned()), subject_id: None };
        let all = entries(app.desk.store.read(), &talks, Page::new(1, 100)).await.unwrap().items;
        let planned = all.iter().filter(|e| e.action == "talk_planned").count();
        assert_eq!(planned, 4);
    })
    .await;
}
