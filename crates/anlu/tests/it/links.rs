//! Link quality: what is counted on the way from the sockets and the log to the screen, once, on both databases, and
//! only for those whose vehicles a link carries.

use std::sync::Arc;

use anlu_app::{
    live::links,
    tasks::{Runner, TaskCtx},
};
use anlu_bus::{Meter, Part};
use anlu_domain::{
    ids::VehicleId,
    link::{LinkKey, LinkKind},
    time::{DAY_MS, UtcMs},
};
use serde_json::{Value, json};

use crate::harness::{app::TestApp, db::on_each, gateway::open_log};

/// An entry of the link `east` with one position of a vehicle, which took twenty seconds.
fn position(meter: &Meter, offset: u64, vehicle: VehicleId, received: UtcMs) {
    let counter = meter.counter(0);
    let times = std::iter::once((received.plus(-20_000), true));
    let route = counter.count().positions(offset, (LinkKind::PlatformIn, "east"), received, times);
    if let Some(route) = route {
        counter.count().heard(vehicle, route);
    }
}

async fn rows(app: &TestApp, login: &str, path: &str) -> Vec<Value> {
    let reply = app.logged_in(login).await.get(path).await.expect_json(200);
    assert_eq!(reply["total"], json!(reply["items"].as_array().expect("items").len()));
    reply["items"].as_array().expect("items").clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_counted_on_a_link_is_shown_once_and_to_those_whose_vehicles_it_carries() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let folder = tempfile::tempdir().expect("a folder");
        let log = Arc::new(open_log(folder.path()));
        let east = || LinkKey::platform(LinkKind::PlatformIn, "east");
        let now = app.now();
        let meter = log.meter();
        meter.declare(east(), now.plus(-60_000));
        meter.declare(LinkKey::platform(LinkKind::PlatformOut, "province"), now);
        meter.connection(east(), Part::Main, true, now);
        meter.connection(east(), Part::Sub, true, now);
        meter.messages(east(), 5, now);
        meter.rejected(&east(), "unknown_plate", now);
        meter.rejected(&east(), "unknown_plate", now);
        meter.rejected(&east(), "bad_crc", now);
        meter.missing(&east(), 4, now);
        for offset in 0..3 {
            position(meter, offset, app.county.truck, now);
        }
        let ctx = TaskCtx { log: Some((Arc::clone(&log), Vec::new())), ..TaskCtx::new(app.desk.clone()) };
        Runner::default().run_due(&ctx).await;
        // A process that begins anew reads the same entries again.
        let again = tempfile::tempdir().expect("a folder");
        let second = Arc::new(open_log(again.path()));
        links::resume(&app.desk.store, second.meter()).await.expect("resumed");
        position(second.meter(), 2, app.county.truck, now);
        position(second.meter(), 3, app.county.truck, now);
        let ctx = TaskCtx { log: Some((Arc::clone(&second), Vec::new())), ..TaskCtx::new(app.desk.clone()) };
        Runner::default().run_due(&ctx).await;

        let all = rows(&app, "bureau_officer", "/api/v1/links").await;
        let [province, row] = all.as_slice() else { panic!("two links: {all:?}") };
        assert_eq!((&province["id"], &province["main_up"]), (&json!("province"), &json!(false)));
        assert_eq!(province["day"], Value::Null, "nothing went that way");
        assert_eq!((&row["main_up"], &row["sub_up"]), (&json!(true), &json!(true)));
        let day = &row["day"];
        assert_eq!((&day["messages"], &day["positions"], &day["vehicles"]), (&json!(5), &json!(4), &json!(1)));
        assert_eq!((&day["rejected"], &day["missing"], &day["lag_95_seconds"]), (&json!(3), &json!(4), &json!(30)));
        let reasons = json!([{ "reason": "unknown_plate", "count": 2 }, { "reason": "bad_crc", "count": 1 }]);
        assert_eq!(day["rejections"], reasons);
        assert_eq!(day["lag"][1], json!({ "up_to_seconds": 30, "positions": 4 }));

        let yesterday = format!("/api/v1/links?day={}", now.plus(-DAY_MS).day());
        assert!(rows(&app, "leader", &yesterday).await.iter().all(|row| row["day"].is_null()));
        let days = "/api/v1/links/days?kind=platform_in&id=east";
        assert_eq!(rows(&app, "enforcement", days).await[0]["messages"], json!(5));
        // The truck of `near` came over it; no vehicle of `far` did, and nobody's over the other link.
        assert_eq!(rows(&app, "principal", "/api/v1/links").await.len(), 1);
        assert_eq!(rows(&app, "grid_chief", "/api/v1/links").await.len(), 1);
        assert_eq!(rows(&app, "far_principal", "/api/v1/links").await.len(), 0);
        app.logged_in("far_principal").await.get(days).await.expect(404);
        let other = "/api/v1/links/days?kind=platform_out&id=province";
        app.logged_in("principal").await.get(other).await.expect(404);
        assert_eq!(rows(&app, "bureau_officer", other).await.len(), 0);
    })
    .await;
}
