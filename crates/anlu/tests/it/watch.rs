//! A watch over HTTP: proposed by one officer, confirmed by a second one, closed, withdrawn, expired with the clock.

mod link;
mod partners;

use anlu_app::tasks::{Runner, TaskCtx};
use anlu_domain::{
    hazard::{PersonRef, Step},
    ids::{SignalId, UserId, WatchId},
    time::HOUR_MS,
    watch::{Answer, Outcome, Watch, transition::answer},
};
use anlu_store::{
    StoreError, Tx,
    repo::watch::{self as repo, StoredWatch},
};
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

/// What Today asks of a role about watches: reason and verb.
async fn asked(app: &TestApp, login: &str) -> Vec<(String, String)> {
    let list = app.logged_in(login).await.get("/api/v1/today").await.expect_json(200);
    let items = ["overdue", "today", "week"].iter().flat_map(|g| list[*g].as_array().expect("a list").clone());
    let text = |item: &Value, key: &str| item[key].as_str().expect("a text").to_owned();
    items.filter(|i| i["kind"] == "watch").map(|i| (text(&i, "why_code"), text(&i, "verb_code"))).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn today_asks_a_second_officer_to_confirm_and_then_somebody_to_close() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut first = app.logged_in("enforcement").await;
        let id = proposed(&app, me(&mut first).await).await;
        let confirm = vec![("watch_proposed".to_owned(), "watch.confirm".to_owned())];
        assert_eq!(asked(&app, "bureau_officer").await, confirm);
        for login in ["enforcement", "leader", "grid_chief", "principal", "safety_officer", "driver"] {
            assert_eq!(asked(&app, login).await, [], "{login} is not asked");
        }
        let list = app.logged_in("bureau_officer").await.get("/api/v1/today").await.expect_json(200);
        let item = &list["today"].as_array().expect("a list")[0];
        assert_eq!(item["link"], format!("/watches/{id}"));
        assert_eq!(item["params"], json!({ "by": "示例", "reason": "严重疲劳" }));
        assert_eq!((&item["subject_name"], &item["level"]), (&json!("浙ZA0001"), &json!("severe")));

        let mut second = app.logged_in("bureau_officer").await;
        let mut body = step(1, "属实");
        body["expires_at"] = json!(app.now().plus(8 * HOUR_MS).rfc3339_cst());
        second.post(&format!("/api/v1/watches/{id}/confirm"), &body).await.expect(200);
        assert_eq!(asked(&app, "bureau_officer").await, [], "the partners have the next step");

        let watch: WatchId = WatchId(id.parse().expect("a uuid"));
        let stored = repo::get(app.desk.store.read(), watch).await.expect("read").expect("there");
        let found = Answer {
            id: String::from("1"),
            partner: String::from("police"),
            outcome: Outcome::NotFound,
            at: app.now(),
            place: String::new(),
            by: String::new(),
            note: String::new(),
        };
        let answered = answer(stored.watch.clone(), app.now(), found).expect("taken").expect("new");
        let done = app.desk.store.tx(async |tx: Tx| {
            repo::update(&tx, &StoredWatch { watch: answered.clone(), ..stored.clone() }).await?;
            Ok::<_, StoreError>(())
        });
        done.await.expect("stored");
        let close = vec![("watch_answered".to_owned(), "watch.close".to_owned())];
        for login in ["bureau_officer", "enforcement"] {
            assert_eq!(asked(&app, login).await, close, "{login}");
        }
        for login in ["leader", "grid_chief", "principal"] {
            assert_eq!(asked(&app, login).await, [], "{login} is not asked");
        }
        first.post(&format!("/api/v1/watches/{id}/close"), &step(3, "")).await.expect(200);
        assert_eq!(asked(&app, "bureau_officer").await, []);

        proposed(&app, Watch::detectors()).await;
        let detected = vec![("watch_detected".to_owned(), "watch.confirm".to_owned())];
        for login in ["bureau_officer", "enforcement"] {
            assert_eq!(asked(&app, login).await, detected, "{login} is a second one to the detectors");
        }
    })
    .await;
}
