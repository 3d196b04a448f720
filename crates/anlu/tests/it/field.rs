//! An inspection on the spot: sealed on a device, handed in, hazards found and verified, on both databases.

use anlu_domain::{draw::canonical::text, evidence::EvidenceHash, field::seal::seal};
use serde_json::{Value, json};

use crate::harness::{app::TestApp, db::on_each, http::Client};

const ID: &str = "0192f0c4-0000-7000-8000-0000000000f1";

fn reasons(problem: &Value) -> Vec<(&str, &str)> {
    let errors = problem["errors"].as_array().into_iter().flatten();
    errors.filter_map(|e| Some((e["pointer"].as_str()?, e["code"].as_str()?))).collect()
}

async fn upload(client: &mut Client, n: u8) -> Value {
    let picture = [b"\xff\xd8\xff\xe0\0\x10JFIF\0".as_slice(), &[n; 40]].concat();
    client.form("/api/v1/evidence", &[], ("现场.jpg", &picture)).await.expect_json(201)["hash"].clone()
}

/// A content as a device makes it: one line that is not met, begun an hour before `now`.
fn content(enterprise: &Value, pieces: &[Value; 3], now: i64) -> Value {
    let at = now - 3_600_000;
    let piece =
        |hash: &Value, kind| json!({"sha256": hash, "kind": kind, "captured_at": at, "place": null, "base": null});
    json!({
        "format": "anlu-field-1", "id": ID, "assignment": null, "enterprise": enterprise, "unlicensed": null,
        "officers": [{"name": "示例甲", "department": "交通运输"}, {"name": "示例乙", "department": "交通运输"}],
        "started_at": at, "finished_at": at + 600_000, "place": null,
        "answers": [{
            "source": "clause", "reference": "", "text": "安全设施", "clause": "第三十六条", "outcome": "unmet",
            "note": "灭火器过期", "level": "general", "order": "at_once", "deadline": null, "pieces": [pieces[0]],
        }],
        "pieces": [piece(&pieces[0], "photo"), piece(&pieces[1], "signature"), piece(&pieces[2], "signature")],
        "signatures": {
            "officers": [{"name": "示例甲", "post": "", "piece": pieces[1]}],
            "party": {"name": "示例负责人", "post": "负责人", "piece": pieces[2]}, "refused": null,
        },
        "note": "",
    })
}

fn sealed(content: &Value) -> Value {
    let text = text(content).unwrap();
    let seal: EvidenceHash = seal(&text);
    json!({"content": text, "seal": seal.to_string()})
}

async fn pieces(client: &mut Client) -> [Value; 3] {
    [upload(client, 1).await, upload(client, 2).await, upload(client, 3).await]
}

#[tokio::test]
async fn what_was_sealed_comes_in_once_and_what_is_not_met_becomes_a_hazard() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut officer = app.logged_in("enforcement").await;
        let pieces = pieces(&mut officer).await;
        let body = content(&json!(app.county.near), &pieces, app.now().0);
        let sent = sealed(&body);
        let made = officer.post("/api/v1/field-inspections", &sent).await.expect_json(201);
        assert_eq!((&made["unmet"], &made["verdict"], &made["seal"]), (&json!(1), &json!("ordered"), &sent["seal"]));
        assert_eq!(made["odd"], json!([{"odd": "no_place", "piece": null}]));
        let hazard = &made["answers"][0]["hazard"]["id"];
        let path = format!("/api/v1/hazards/{}", hazard.as_str().unwrap());
        let hazard = officer.get(&path).await.expect_json(200);
        let id = made["id"].as_str().unwrap();
        let papers = officer.get(&format!("/api/v1/documents?about=field_inspection&about_id={id}")).await;
        let mut kinds: Vec<String> = papers.expect_json(200)["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|d| d["kind"].as_str().unwrap().to_owned())
            .collect();
        kinds.sort_unstable();
        assert_eq!(kinds, ["inspection.record", "order.on_the_spot"]);
        assert_eq!((&hazard["source"], &hazard["state"]), (&json!("inspection"), &json!("notified")));
        let again = officer.post("/api/v1/field-inspections", &sent).await.expect_json(200);
        assert_eq!(again["no"], made["no"]);
        let mut other = body.clone();
        other["note"] = json!("改过");
        let taken = officer.post("/api/v1/field-inspections", &sealed(&other)).await.expect_json(409);
        assert_eq!(reasons(&taken), [("", "inspection_id_reused")]);

        let mut firm = app.logged_in("principal").await;
        let own = firm.get("/api/v1/field-inspections").await.expect_json(200);
        assert_eq!((&own["total"], &own["items"][0]["no"]), (&json!(1), &made["no"]));
        firm.get(&format!("/api/v1/evidence/{}", pieces[2].as_str().unwrap())).await.expect(200);
        let mut far = app.logged_in("far_principal").await;
        assert_eq!(far.get("/api/v1/field-inspections").await.expect_json(200)["total"], 0);
    })
    .await;
}

#[tokio::test]
async fn a_broken_seal_is_refused_with_its_code() {
    let app = TestApp::on_sqlite().await;
    let mut officer = app.logged_in("enforcement").await;
    let pieces = pieces(&mut officer).await;
    let body = content(&json!(app.county.near), &pieces, app.now().0);
    let mut sent = sealed(&body);
    sent["content"] = json!(sent["content"].as_str().unwrap().replace("灭火器过期", "灭火器齐全"));
    let refused = officer.post("/api/v1/field-inspections", &sent).await.expect_json(422);
    assert_eq!(reasons(&refused), [("/seal", "field_seal_broken")]);
    let mut alone = body.clone();
    alone["officers"].as_array_mut().unwrap().truncate(1);
    let refused = officer.post("/api/v1/field-inspections", &sealed(&alone)).await.expect_json(422);
    assert_eq!(reasons(&refused), [("/content/officers", "field_two_officers")]);
    let mut unknown = body;
    unknown["pieces"][0]["sha256"] = json!("0".repeat(64));
    unknown["answers"][0]["pieces"] = json!(["0".repeat(64)]);
    let refused = officer.post("/api/v1/field-inspections", &sealed(&unknown)).await.expect_json(422);
    assert_eq!(reasons(&refused), [("/content/pieces", "evidence_unknown")]);
    assert_eq!(officer.get("/api/v1/field-inspections").await.expect_json(200)["total"], 0);
}

#[tokio::test]
async fn a_business_without_a_licence_is_entered_with_its_inspection() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut officer = app.logged_in("enforcement").await;
        let pieces = pieces(&mut officer).await;
        let mut body = content(&Value::Null, &pieces, app.now().0);
        body["unlicensed"] =
            json!({"name": "示例无名修车铺", "address": "示例路1号", "principal": "示例某", "sectors": ["repair"]});
        let made = officer.post("/api/v1/field-inspections", &sealed(&body)).await.expect_json(201);
        let path = format!("/api/v1/enterprises/{}", made["enterprise"]["id"].as_str().unwrap());
        let firm = officer.get(&path).await.expect_json(200);
        assert_eq!((&firm["standing"], &firm["name"]), (&json!("unlicensed"), &json!("示例无名修车铺")));
        let sheet = officer.get("/api/v1/field-sheet").await.expect_json(200);
        assert!(sheet["clauses"].as_array().unwrap().len() > 5, "clauses to pick from without an enterprise");
    })
    .await;
}

#[tokio::test]
async fn a_sheet_asks_for_open_hazards_and_what_was_mended_is_verified() {
    let app = TestApp::on_sqlite().await;
    let mut officer = app.logged_in("enforcement").await;
    let mut firm = app.logged_in("principal").await;
    let draft =
        json!({"enterprise_id": app.county.near, "title": "示例隐患", "level": "general", "deadline": "2026-12-01"});
    let hazard = officer.post("/api/v1/hazards", &draft).await.expect_json(201);
    let at = format!("/api/v1/hazards/{}", hazard["id"].as_str().unwrap());
    let plan = json!({
        "version": hazard["version"], "measure": "更换", "money_yuan": 100, "person_name": "示例", "deadline": "2026-12-01",
        "emergency_plan": "停用",
    });
    let planned = firm.post(&format!("{at}/plan"), &plan).await.expect_json(200);
    let proof = upload(&mut firm, 7).await;
    let done =
        json!({"version": planned["version"], "note": "已更换", "evidence": [{"hash": proof, "phase": "after"}]});
    firm.post(&format!("{at}/submit"), &done).await.expect(200);

    let sheet = officer.get(&format!("/api/v1/field-sheet?enterprise_id={}", app.county.near)).await.expect_json(200);
    let lines = sheet["lines"].as_array().unwrap();
    let line = lines.iter().find(|l| l["source"] == "hazard").expect("the open hazard");
    let pieces = pieces(&mut officer).await;
    let mut body = content(&json!(app.county.near), &pieces, app.now().0);
    body["answers"][0] = json!({
        "source": "hazard", "reference": line["reference"], "text": line["text"], "clause": "", "outcome": "met",
        "note": "已更换", "level": null, "order": null, "deadline": null, "pieces": [pieces[0]],
    });
    let made = officer.post("/api/v1/field-inspections", &sealed(&body)).await.expect_json(201);
    assert_eq!((&made["verdict"], &made["met"]), (&json!("clean"), &json!(1)));
    assert_eq!(officer.get(&at).await.expect_json(200)["state"], "verified");
}
