//! What holds for every operation: the shape of problems, unknown addresses, methods, kinds and sizes of content,
//! requests from other sites, headers, texts for every code.

use std::{collections::BTreeMap, fs};

use serde_json::{Value, json};

use crate::{
    harness::{app::TestApp, http::Reply},
    tidy::root,
};

/// Checks the shape of a problem.
fn problem(reply: &Reply, status: u16, code: &str) -> Value {
    assert_eq!(reply.status, status, "{}", String::from_utf8_lossy(&reply.body));
    assert_eq!(reply.header("content-type"), Some("application/problem+json"));
    let body = reply.json();
    assert_eq!((&body["code"], &body["status"]), (&json!(code), &json!(status)));
    assert_eq!(body["type"], json!(format!("urn:anlu:problem:{code}")));
    assert!(body["title"].is_string() && body["errors"].is_array(), "{body}");
    body
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_refusal_is_a_problem_with_a_code() {
    let app = TestApp::on_sqlite().await;
    let mut nobody = app.client();
    problem(&nobody.get("/api/v1/today").await, 401, "not_logged_in");
    let mut officer = app.logged_in("bureau_officer").await;
    problem(&officer.get("/api/v1/nothing").await, 404, "not_found");
    problem(&officer.get("/api/v1/hazards/no-id").await, 404, "not_found");
    problem(&officer.send("DELETE", "/api/v1/hazards", &[], b"").await, 405, "method_not_allowed");
    problem(&officer.get("/api/v1/hazards?page=x").await, 400, "invalid_query");
    problem(&officer.get("/api/v1/hazards?state=lost").await, 400, "invalid_query");
    let json_type = [("content-type", "application/json")];
    problem(&officer.send("POST", "/api/v1/hazards", &json_type, b"{").await, 400, "invalid_json");
    problem(&officer.send("POST", "/api/v1/hazards", &[], b"{}").await, 415, "unsupported_media_type");
    problem(&officer.post("/api/v1/hazards", &json!({"title": "x", "lvl": 1})).await, 422, "invalid");
    problem(&officer.send("POST", "/api/v1/evidence", &json_type, b"{}").await, 415, "unsupported_media_type");
    let large = format!("{{\"title\":\"{}\"}}", "x".repeat(300 * 1024));
    problem(&officer.send("POST", "/api/v1/hazards", &json_type, large.as_bytes()).await, 413, "too_large");
    let faulty = json!({"enterprise_id": app.county.near, "title": " ", "level": "general"});
    let body = problem(&officer.post("/api/v1/hazards", &faulty).await, 422, "invalid");
    assert_eq!(body["errors"][0], json!({"pointer": "/title", "code": "required", "params": {}}));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_sites_page_changes_nothing() {
    let app = TestApp::on_sqlite().await;
    let mut officer = app.logged_in("bureau_officer").await;
    let draft = json!({"enterprise_id": app.county.near, "title": "示例", "level": "general"}).to_string();
    for origin in [("sec-fetch-site", "cross-site"), ("origin", "http://evil.example"), ("origin", "null")] {
        let headers = [("content-type", "application/json"), origin];
        let refused = officer.send("POST", "/api/v1/hazards", &headers, draft.as_bytes()).await;
        problem(&refused, 403, "cross_site");
    }
    assert_eq!(officer.get("/api/v1/hazards").await.expect_json(200)["total"], 0);
    let own = [("content-type", "application/json"), ("sec-fetch-site", "same-origin")];
    officer.send("POST", "/api/v1/hazards", &own, draft.as_bytes()).await.expect(201);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_carries_the_headers_that_keep_a_browser_safe() {
    let app = TestApp::on_sqlite().await;
    let mut client = app.client();
    for path in ["/", "/api/v1/today", "/healthz", "/no/such/page"] {
        let reply = client.get(path).await;
        for name in ["content-security-policy", "x-content-type-options", "referrer-policy", "x-frame-options"] {
            assert!(reply.header(name).is_some(), "{path}: {name} is missing");
        }
    }
    let ready = client.get("/readyz").await.expect_json(200);
    assert_eq!(ready["store"], json!(true));
    client.get("/healthz").await.expect(200);
}

#[test]
fn every_code_has_a_chinese_and_an_english_text() {
    for language in ["zh-CN", "en"] {
        let path = root().join(format!("ui/src/i18n/{language}/error.json"));
        let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let texts: BTreeMap<String, Value> = serde_json::from_str(&text).expect("JSON");
        let missing: Vec<&str> =
            anlu_web::catalogue::ALL.iter().map(|e| e.code).filter(|c| !texts.contains_key(*c)).collect();
        assert!(missing.is_empty(), "{language} has no text for {missing:?}");
    }
}

#[test]
fn committed_schemas_are_current() {
    let committed = fs::read_to_string(root().join("schemas/openapi.json")).expect("schemas/openapi.json");
    assert!(committed == anlu_web::openapi_json(), "schemas/openapi.json is old: run `make schemas`");
    for which in ["config", "pack"] {
        let made =
            std::process::Command::new(env!("CARGO_BIN_EXE_anlu")).args(["schema", which]).output().expect("runs");
        assert!(made.status.success());
        let committed = fs::read(root().join(format!("schemas/{which}.json"))).expect("a committed schema");
        assert!(committed == made.stdout, "schemas/{which}.json is old: run `make schemas`");
    }
}
