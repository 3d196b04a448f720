//! What the registry says reaches the detectors: a zone drawn over HTTP judges the next positions and is named on the
//! signal; a coach with the length of its line is judged by night.

use std::{sync::Arc, time::Duration};

use anlu_app::{
    import::{Hooks, ImportKind, Limits, Request, run},
    live::plane::{Plane, PlaneSettings, Ports},
};
use anlu_bus::{Log, Record, Source};
use anlu_domain::{
    geo::Point,
    ids::VehicleId,
    time::{HOUR_MS, MINUTE_MS, UtcMs},
    track::{Fact, Fix},
};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::import;
use crate::{
    harness::{app::TestApp, db::on_each, gateway::open_log},
    oracle::engine,
};

/// Detectors beside a server; facts travel through the log as JSON.
struct Live {
    log: Arc<Log>,
    plane: Plane,
    stop: CancellationToken,
    _folder: tempfile::TempDir,
}

impl Live {
    fn start(app: &TestApp) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let log = Arc::new(open_log(&folder.path().join("log")));
        let ports = Ports {
            log: Arc::clone(&log),
            engine: Arc::new(engine()),
            decode: Arc::new(|entry, out| {
                if let Source::Jt808 { vehicle, .. } = &entry.record.source {
                    out.extend(vehicle.iter().copied().zip(serde_json::from_slice(&entry.record.frame).ok()));
                }
            }),
            notices: Arc::new(|_| Vec::new()),
            sink: None,
            settings: PlaneSettings::new(folder.path().join("snapshots")),
        };
        let stop = CancellationToken::new();
        let plane = Plane::start(&app.desk, ports, &stop);
        Self { log, plane, stop, _folder: folder }
    }

    /// The truck of the county drives or stands at one place, a position each half minute.
    async fn send(&self, app: &TestApp, from: i64, minutes: i64, kmh: f32) {
        // A worker asks for changes before it reads: once something sent after a change is shown, it knows the change.
        self.drive(app, app.county.far_truck, from, 1, 0.0).await;
        self.drive(app, app.county.truck, from, minutes * 2, kmh).await;
    }

    /// `fixes` positions of `vehicle`, judged.
    async fn drive(&self, app: &TestApp, vehicle: VehicleId, from: i64, fixes: i64, kmh: f32) {
        let fix = |n: i64| {
            let time = UtcMs(from + n * MINUTE_MS / 2);
            let fact = Fact::Fix(Fix {
                at: Some(Point { lon: 121.25, lat: 30.17 }),
                gnss_speed_kmh: Some(kmh),
                ..Fix::blank(time, time)
            });
            let source = Source::Jt808 { phone: String::from("13300000001"), vehicle: Some(vehicle) };
            (0, Record { received: time, source, frame: serde_json::to_vec(&fact).expect("JSON") })
        };
        self.log.append((0..fixes).map(fix).collect()).await.expect("appended");
        // A position is shown after what it brought is stored.
        let last = UtcMs(from + (fixes - 1) * MINUTE_MS / 2);
        let judged = async {
            while app.desk.latest.list(|now| now.vehicle == vehicle).first().is_none_or(|now| now.time < last) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_mins(1), judged).await.expect("judged");
    }

    async fn end(self) {
        self.stop.cancel();
        self.plane.join().await;
    }
}

/// The findings of the only signal.
async fn findings(app: &TestApp) -> Vec<Value> {
    let mut officer = app.logged_in("bureau_officer").await;
    let found = officer.get("/api/v1/signals").await.expect_json(200);
    let Some(id) = found["items"][0]["id"].as_str() else { return Vec::new() };
    assert_eq!(found["total"], json!(1));
    let record = officer.get(&format!("/api/v1/signals/{id}")).await.expect_json(200);
    record["findings"].as_array().expect("a list").clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_zone_drawn_over_http_judges_the_next_positions_and_is_named_on_the_signal() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let live = Live::start(&app);
        let begin = app.now().day().start().0 + 12 * HOUR_MS;
        live.send(&app, begin, 10, 60.0).await;
        live.send(&app, begin + 10 * MINUTE_MS, 10, 0.0).await;
        assert!(findings(&app).await.is_empty(), "no zone yet");

        let mut officer = app.logged_in("bureau_officer").await;
        let ring = json!([[121.0, 30.0], [121.5, 30.0], [121.5, 30.5], [121.0, 30.5], [121.0, 30.0]]);
        let area = |name: &str, class: &str| {
            let properties = json!({ "name": name, "classes": class });
            json!({ "type": "Feature", "properties": properties,
                "geometry": { "type": "Polygon", "coordinates": [ring] } })
        };
        let zones = [area("示例货车禁行区", "heavy_truck"), area("示例客车禁行区", "coach")];
        let body = import(&zones, json!({ "datum": "wgs84", "hours": ["10:00-18:00"] }));
        assert_eq!(officer.post("/api/v1/zones/import", &body).await.expect_json(200)["zones"], json!(2));
        live.send(&app, begin + 20 * MINUTE_MS, 10, 60.0).await;
        live.send(&app, begin + 30 * MINUTE_MS, 35, 0.0).await;
        let found = findings(&app).await;
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(
            (&found[0]["rule"], &found[0]["zone"]["name"], &found[0]["driving_minutes"]),
            (&json!("zone.forbidden"), &json!("示例货车禁行区"), &json!(10.0))
        );

        // Out of use: the next drive is free.
        let one = format!("/api/v1/zones/{}", found[0]["zone"]["id"].as_str().expect("an id"));
        officer.json("PATCH", &one, &json!({ "version": 1, "retired": true })).await.expect(200);
        live.send(&app, begin + 120 * MINUTE_MS, 10, 60.0).await;
        live.send(&app, begin + 130 * MINUTE_MS, 35, 0.0).await;
        let found = findings(&app).await;
        assert_eq!(found.iter().filter(|f| f["rule"] == "zone.forbidden").count(), 1, "{found:?}");
        live.end().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_coach_of_a_long_line_is_judged_by_night_once_the_registry_knows_its_line() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let imported = async |rows: &str| {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("车辆.csv");
            std::fs::write(&path, rows).expect("written");
            let request = Request { kind: ImportKind::Vehicles, path, dry_run: false, limits: Limits::default() };
            let report = run(&app.desk.operator(), request, &Hooks::default()).await.expect("a report");
            assert!(report.written, "{:?}", report.faults.len());
        };
        let live = Live::start(&app);
        let night = app.now().day().start().0 + 2 * HOUR_MS;
        imported("车牌号,颜色,车辆类型,班线里程(km)\n浙ZA0001,黄,大型客车,320公里\n").await;
        live.send(&app, night, 30, 60.0).await;
        live.send(&app, night + 30 * MINUTE_MS, 10, 0.0).await;
        assert!(findings(&app).await.is_empty(), "a short line");
        imported("车牌号,颜色,线路里程\n浙ZA0001,黄,860\n").await;
        live.send(&app, night + 40 * MINUTE_MS, 30, 60.0).await;
        live.send(&app, night + 70 * MINUTE_MS, 150, 0.0).await;
        let found = findings(&app).await;
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(
            (&found[0]["rule"], &found[0]["driving_minutes"], &found[0]["zone"]),
            (&json!("passenger.night_ban"), &json!(30.0), &json!(null))
        );
        let mut officer = app.logged_in("bureau_officer").await;
        let path = format!("/api/v1/vehicles/{}", app.county.truck);
        assert_eq!(officer.get(&path).await.expect_json(200)["line_km"], json!(860));
        live.end().await;
    })
    .await;
}
