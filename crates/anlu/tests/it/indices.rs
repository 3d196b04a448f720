//! Daily indices: out of stored positions by the nightly task, to every page that shows them, on both databases.

use std::{sync::Arc, time::Duration};

use anlu_app::{
    ctx::Desk,
    index::{compute::Indices, online_permille},
    policy,
    tasks::{Runner, TaskCtx},
};
use anlu_domain::{
    geo::Point,
    time::{CivilDay, DAY_MS, HOUR_MS, MINUTE_MS},
    track::Fix,
};
use anlu_history::{Archive, Settings, Writer};
use serde_json::{Value, json};

use crate::{
    harness::{app::TestApp, db::on_each},
    oracle::national,
};

/// A sound position of `day`, `minute` minutes after noon and `metres` north.
fn fix(day: CivilDay, minute: i64, metres: f64) -> Fix {
    let time = day.start().plus(12 * HOUR_MS + minute * MINUTE_MS);
    Fix {
        at: Some(Point { lon: 121.0, lat: 30.0 + metres / 111_195.0 }),
        gnss_speed_kmh: Some(60.0),
        direction_deg: Some(0),
        altitude_m: Some(10),
        status: 2,
        ..Fix::blank(time, time.plus(1_000))
    }
}

fn at(value: &Value, keys: &[&str]) -> Vec<Value> {
    keys.iter().map(|key| value[key].clone()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_is_computed_once_it_is_over_again_when_it_has_settled_and_shown_to_whom_it_concerns() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let folder = tempfile::tempdir().expect("a folder");
        let roll = Settings { roll_rows: 1_000, roll_after: Duration::from_mins(5) };
        let writer = Writer::open(folder.path().to_owned(), roll).expect("a writer");
        let pack = national();
        policy::keep(&app.desk.store, &pack).await.expect("kept");
        let desk = Desk { tracks: Arc::new(Archive::of(&writer)), ..app.desk.clone() };
        let indices = Indices { params: pack.indices.clone(), pack: pack.reference() };
        let ctx = TaskCtx { indices: Some(Arc::new(indices)), ..TaskCtx::new(desk) };
        let c = &app.county;
        let yesterday = app.now().day().plus_days(-1);
        // A kilometre, then three without a position, then a fix without a place. The truck of `far` sends nothing.
        let sent = [
            fix(yesterday, 0, 0.0),
            fix(yesterday, 1, 1_000.0),
            fix(yesterday, 9, 4_000.0),
            Fix { at: None, ..fix(yesterday, 10, 0.0) },
            fix(app.now().day(), -200, 0.0),
        ];
        let sent = (0..).zip(&sent).map(|(offset, fix)| (offset, c.truck, fix));
        writer.append(0, 4, sent).expect("written");
        writer.flush().expect("flushed");
        let mut runner = Runner::default();
        runner.run_due(&ctx).await;

        let mut officer = app.logged_in("bureau_officer").await;
        let all = officer.get("/api/v1/indices").await.expect_json(200);
        let [day] = all["days"].as_array().expect("days").as_slice() else { panic!("today is not over: {all}") };
        assert_eq!(
            at(day, &["day", "vehicles", "online", "online_percent"]),
            [json!(yesterday.to_string()), json!(2), json!(1), json!(50.0)]
        );
        assert_eq!(
            at(day, &["quality_percent", "integrity_percent", "track_km"]),
            [json!(75.0), json!(25.0), json!(4.0)]
        );
        assert_eq!(all["newest"], json!(yesterday.to_string()));
        let definitions = all["definitions"].as_array().expect("definitions");
        assert_eq!(definitions.len(), 4);
        assert!(definitions.iter().any(|d| d["index"] == "index.drift" && d["basis"]["confidence"] == "unverified"));

        let vehicle = format!("/api/v1/vehicles/{}/indices", c.truck);
        let told = officer.get(&vehicle).await.expect_json(200);
        let index = &told["days"][0]["index"];
        assert_eq!(at(index, &["online", "positions", "holes", "jumps"]), [json!(true), json!(4), json!(1), json!(0)]);
        assert_eq!(index["faults"], json!([{ "fault": "place", "count": 1 }]));
        // The rate of the month so far is a fact of the duties; nobody typed it.
        Runner::default().run_due(&ctx).await;
        for (enterprise, state) in [(c.near, "done"), (c.far, "due")] {
            let owed = officer.get(&format!("/api/v1/enterprises/{enterprise}/duties")).await.expect_json(200);
            let rate = owed["duties"].as_array().expect("duties").iter().find(|d| d["id"] == "monitoring.online");
            assert_eq!(rate.map(|d| &d["tasks"][0]["state"]), Some(&json!(state)), "{owed}");
        }
        let silent = officer.get(&format!("/api/v1/vehicles/{}/indices", c.far_truck)).await.expect_json(200);
        assert_eq!(silent["days"], json!([{ "day": yesterday.to_string(), "index": null }]));

        // The worst enterprise first; each sees its own.
        let list = officer.get("/api/v1/indices/enterprises").await.expect_json(200);
        assert_eq!(at(&list["items"][0], &["online", "vehicles"]), [json!(0), json!(1)]);
        assert_eq!(list["items"][0]["enterprise"]["id"], json!(c.far.to_string()));
        for login in ["principal", "grid_chief"] {
            let mut own = app.logged_in(login).await;
            let mine = own.get("/api/v1/indices").await.expect_json(200);
            assert_eq!(mine["total"]["online_percent"], json!(100.0), "{login}");
            own.get(&format!("/api/v1/enterprises/{}/indices", c.far)).await.expect(404);
            own.get(&format!("/api/v1/vehicles/{}/indices", c.far_truck)).await.expect(404);
        }
        let long = "/api/v1/indices?from=2024-01-01&to=2026-01-01";
        assert_eq!(officer.get(long).await.expect_json(422)["errors"][0]["code"], "out_of_range");

        // Two days later what came late is in, and today's day is there too.
        writer.append(0, 5, [(5, c.far_truck, &fix(yesterday, 30, 0.0))]).expect("written");
        writer.flush().expect("flushed");
        app.pass(DAY_MS);
        runner.run_due(&ctx).await;
        // A session does not outlive a day without use.
        let mut officer = app.logged_in("bureau_officer").await;
        let period = format!("/api/v1/indices?from={yesterday}&to={}", yesterday.plus_days(1));
        let again = officer.get(&period).await.expect_json(200);
        let online: Vec<_> = again["days"].as_array().expect("days").iter().map(|d| d["online"].clone()).collect();
        assert_eq!(online, [json!(2), json!(1)]);
        let facts = online_permille(app.desk.store.read(), yesterday, yesterday.plus_days(1)).await.expect("facts");
        assert_eq!((facts[&c.near], facts[&c.far], facts.len()), (1_000, 500, 2));
    })
    .await;
}
