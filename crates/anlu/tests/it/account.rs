//! Log-in, lock-out, sessions and passwords, through HTTP, on both databases.

use anlu_app::account::{
    disable::disable,
    login::{ABSOLUTE_MS, IDLE_MS, LOCK_MS, MAX_FAILURES},
};
use anlu_domain::time::HOUR_MS;
use serde_json::{Value, json};

use crate::harness::{
    app::{PASSWORD, TestApp},
    county::NEAR,
    db::on_each,
    http::{Client, Reply},
};

const SESSION: &str = "/api/v1/session";

async fn attempt(client: &mut Client, username: &str, password: &str) -> Reply {
    client.post(SESSION, &json!({ "username": username, "password": password })).await
}

#[tokio::test]
async fn a_session_begins_with_the_password_and_ends_with_log_out() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut client = app.client();
        assert_eq!(client.get(SESSION).await.expect(401).code().as_deref(), Some("not_logged_in"));

        let wrong = attempt(&mut client, "principal", "wrong-password").await.expect(401);
        let unknown = attempt(&mut client, "nobody", PASSWORD).await.expect(401);
        assert_eq!(wrong.body, unknown.body, "the answer does not tell which names exist");
        assert_eq!(wrong.code().as_deref(), Some("wrong_password"));

        let reply = attempt(&mut client, " Principal ", PASSWORD).await.expect(200);
        let cookie = reply.header("set-cookie").unwrap().to_owned();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        let me = client.get(SESSION).await.expect_json(200);
        assert_eq!(me, reply.json());
        assert_eq!((&me["username"], &me["role"]), (&json!("principal"), &json!("principal")));
        assert_eq!(me["enterprise"], json!({ "id": app.county.near, "name": NEAR }));
        assert_eq!((&me["grid"], &me["person_id"]), (&Value::Null, &Value::Null));
        let can = me["can"].as_array().unwrap();
        assert!(can.contains(&json!("hazard.submit")) && !can.contains(&json!("hazard.extension_decision")));

        let mut copy = client.again();
        client.send("DELETE", SESSION, &[], b"").await.expect(204);
        assert_eq!(client.cookie, None, "log-out takes the cookie away");
        copy.get(SESSION).await.expect(401);

        let mut chief = app.logged_in("grid_chief").await;
        assert_eq!(chief.get(SESSION).await.expect_json(200)["grid"]["name"], "云禾街道");
        let mut driver = app.logged_in("driver").await;
        assert_eq!(driver.get(SESSION).await.expect_json(200)["person_id"], json!(app.county.driver));
    })
    .await;
}

#[tokio::test]
async fn failures_lock_an_account_for_a_while() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut client = app.client();
        for n in 1..MAX_FAILURES {
            assert_eq!(attempt(&mut client, "leader", "wrong-password").await.status, 401, "failure {n}");
        }
        let locked = attempt(&mut client, "leader", "wrong-password").await.expect(423);
        assert_eq!(locked.code().as_deref(), Some("locked_out"));
        assert_eq!(locked.json()["errors"][0]["params"]["until"], app.now().plus(LOCK_MS).rfc3339_cst());
        attempt(&mut client, "leader", PASSWORD).await.expect(423);
        attempt(&mut client, "enforcement", PASSWORD).await.expect(200);

        app.pass(LOCK_MS);
        // Counting starts anew: one more failure is not the last straw.
        attempt(&mut client, "leader", "wrong-password").await.expect(401);
        attempt(&mut client, "leader", PASSWORD).await.expect(200);
        attempt(&mut client, "leader", "wrong-password").await.expect(401);
        attempt(&mut client, "leader", PASSWORD).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn sessions_end_when_idle_and_in_any_case() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let (mut used, mut idle) = (app.logged_in("leader").await, app.logged_in("leader").await);
        let mut spent = 0;
        while spent + IDLE_MS - HOUR_MS < ABSOLUTE_MS {
            app.pass(IDLE_MS - HOUR_MS);
            spent += IDLE_MS - HOUR_MS;
            used.get(SESSION).await.expect(200);
        }
        idle.get(SESSION).await.expect(401);
        app.pass(ABSOLUTE_MS - spent);
        used.get(SESSION).await.expect(401);
    })
    .await;
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let (mut here, mut there) = (app.logged_in("driver").await, app.logged_in("driver").await);
        let change = |current: &str, new: &str| json!({ "current": current, "new": new });
        let path = "/api/v1/session/password";
        for (input, pointer, code) in [
            (change("wrong-password", "another-password"), "/current", "wrong_password"),
            (change(PASSWORD, "short"), "/new", "weak_password"),
            (change(PASSWORD, "my-driver-password"), "/new", "weak_password"),
        ] {
            let error = here.post(path, &input).await.expect_json(422)["errors"][0].clone();
            assert_eq!((&error["pointer"], &error["code"]), (&json!(pointer), &json!(code)));
        }
        there.get(SESSION).await.expect(200);
        here.post(path, &change(PASSWORD, "another-password")).await.expect(204);
        here.get(SESSION).await.expect(200);
        there.get(SESSION).await.expect(401);
        let mut fresh = app.client();
        attempt(&mut fresh, "driver", PASSWORD).await.expect(401);
        attempt(&mut fresh, "driver", "another-password").await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn a_disabled_account_is_out_at_once() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut client = app.logged_in("safety_officer").await;
        disable(&app.desk.operator(), "safety_officer", true).await.unwrap();
        client.get(SESSION).await.expect(401);
        let refused = attempt(&mut app.client(), "safety_officer", PASSWORD).await.expect(401);
        assert_eq!(refused.code().as_deref(), Some("wrong_password"));
        disable(&app.desk.operator(), "safety_officer", false).await.unwrap();
        attempt(&mut app.client(), "safety_officer", PASSWORD).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn one_address_cannot_try_many_names() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut client = app.client();
        let mut last = attempt(&mut client, "nobody0", "wrong-password").await;
        for n in 1..100 {
            if last.status != 401 {
                break;
            }
            last = attempt(&mut client, &format!("nobody{n}"), "wrong-password").await;
        }
        let last = last.expect(429);
        assert_eq!(last.code().as_deref(), Some("too_many_requests"));
        assert!(last.header("retry-after").unwrap().parse::<u64>().unwrap() > 0);
        attempt(&mut client, "leader", PASSWORD).await.expect(429);
        app.pass(HOUR_MS);
        attempt(&mut client, "leader", PASSWORD).await.expect(200);
    })
    .await;
}
