//! A watch over HTTP: proposed by one officer, confirmed by a second one, closed, withdrawn, expired with the clock.

mod partners;

use anlu_app::tasks::{Runner, TaskCtx};
use anlu_domain::{
    hazard::{PersonRef, Step},
    ids::{SignalId, UserId, WatchId},
    time::HOUR_MS,
    watch::Watch,
};
use anlu_store::{StoreError, Tx, repo::watch as repo};
use serde_json::{Value, json};

use crate::harness::{app::TestApp, db::on_each, http::Client};

/// A watch about the truck of `near`, proposed by `by`.
async fn proposed(app: &TestApp, by: PersonRef) -> String {
    let id = WatchId(app.desk.ids.next());
    let step = Step { by, at: app.now(), note: String::from("严重疲劳") };
    let watch = Watch::propose(id, SignalId(app.desk.ids.next()), Some(app.county.truck), step);
    let near = Some(app.county.near);
    let done = app.desk.store.tx(async |tx: Tx| {
        repo::insert(&tx, &watch, near).await?;
        Ok::<_, StoreError>(())
    });
    done.await.expect("stored");
    id.to_string()
}

async fn me(client: &mut Client) -> PersonRef {
    let me = client.get("/api/v1/session").await.expect_json(200);
    let id = me["id"].as_str().expect("an id");
    PersonRef { id: UserId(id.parse().expect("a uuid")), name: String::from("示例") }
}

fn step(version: i64, note: &str) -> Value {
    json!({ "version": version, "note": note })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_officer_confirms_and_it_ends_once() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut first = app.logged_in("enforcement").await;
        let mut second = app.logged_in("bureau_officer").await;
        let id = proposed(&app, me(&mut first).await).await;
        let path = format!("/api/v1/watches/{id}");
        let mut body = step(1, "属实");
        body["expires_at"] = json!(app.now().plus(8 * HOUR_MS).rfc3339_cst());
        let own = first.post(&format!("{path}/confirm"), &body).await.expect_json(403);
        assert_eq!(own["errors"][0]["code"], "confirmer_is_proposer");
        let confirmed = second.post(&format!("{path}/confirm"), &body).await.expect_json(200);
        assert_eq!((&confirmed["state"], &confirmed["version"]), (&json!("confirmed"), &json!(2)));
        assert_eq!(confirmed["vehicle"]["plate"], "浙ZA0001");
        second.post(&format!("{path}/close"), &step(1, "x")).await.expect(409);
        second.post(&format!("{path}/close"), &step(2, "")).await.expect(422);
        let closed = second.post(&format!("{path}/close"), &step(2, "电话通知交警，已拦停")).await.expect_json(200);
        assert_eq!((&closed["state"], &closed["actions"]), (&json!("closed"), &json!([])));
        let verbs: Vec<&str> =
            closed["activity"].as_array().expect("steps").iter().filter_map(|a| a["action"].as_str()).collect();
        assert_eq!(verbs, ["watch_confirmed", "watch_closed"]);
        assert_eq!(second.get("/api/v1/watches").await.expect_json(200)["total"], 0, "it has ended");
        assert_eq!(second.get("/api/v1/watches?ended=true").await.expect_json(200)["total"], 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_expires_with_the_clock() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let id = proposed(&app, Watch::detectors()).await;
        let mut officer = app.logged_in("enforcement").await;
        let path = format!("/api/v1/watches/{id}");
        let mut body = step(1, "属实");
        body["expires_at"] = json!(app.now().plus(HOUR_MS).rfc3339_cst());
        officer.post(&format!("{path}/confirm"), &body).await.expect(200);
        let (tasks, mut runner) = (TaskCtx::new(app.desk.clone()), Runner::default());
        runner.run_due(&tasks).await;
        assert_eq!(officer.get(&path).await.expect_json(200)["state"], "confirmed");
        app.pass(HOUR_MS);
        runner.run_due(&tasks).await;
        assert_eq!(officer.get(&path).await.expect_json(200)["state"], "expired");
    })
    .await;
}
