//! A back-test over stored positions: a draft over the national pack finds more, and only what differs is told; zones of
//! the registry speak on both sides.

use std::{path::Path, sync::Arc, time::Duration};

use anlu_app::{
    Page,
    backtest::{BacktestError, Direction, DraftFile, Hooks, Report, Request, Shelf, changes, run},
    ctx::{Ctx, Desk},
};
use anlu_domain::{
    access::{Role, Scope},
    geo::Point,
    ids::EnterpriseId,
    time::{CivilDay, HOUR_MS, MINUTE_MS},
    track::{Fix, SAFETY_FATIGUE},
};
use anlu_history::{Archive, Settings, Writer};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::{
    harness::{app::TestApp, db::on_each},
    oracle::national_layer,
};

/// `minute` minutes after 23:00 of `day`, a kilometre each minute: the drive goes on over midnight.
fn fix(day: CivilDay, minute: i64) -> Fix {
    let time = day.start().plus(23 * HOUR_MS + minute * MINUTE_MS);
    let metres = 1_000.0 * f64::from(i32::try_from(minute).expect("small"));
    Fix {
        at: Some(Point { lon: 121.0, lat: 29.0 + metres / 111_195.0 }),
        gnss_speed_kmh: Some(60.0),
        direction_deg: Some(0),
        altitude_m: Some(10),
        status: 2,
        ..Fix::blank(time, time.plus(1_000))
    }
}

fn draft(text: &str) -> Vec<DraftFile> {
    draft_of("fatigue.continuous.toml", text)
}

fn draft_of(name: &str, text: &str) -> Vec<DraftFile> {
    vec![DraftFile { name: name.to_owned(), text: text.to_owned() }]
}

/// Two hundred minutes of the truck from 23:00 of `day`, on disk, and a desk that reads them and the national pack.
fn stored_drive(app: &TestApp, folder: &Path, day: CivilDay) -> Desk {
    let fixes: Vec<_> = (0..200).map(|minute| fix(day, minute)).collect();
    stored(app, folder, &fixes)
}

/// Positions of the truck on disk, and a desk that reads them and the national pack.
fn stored(app: &TestApp, folder: &Path, fixes: &[Fix]) -> Desk {
    let roll = Settings { roll_rows: 10_000, roll_after: Duration::from_mins(5) };
    let writer = Writer::open(folder.to_owned(), roll).expect("a writer");
    writer.append(0, 0, fixes.iter().map(|fix| (0, app.county.truck, fix))).expect("written");
    writer.flush().expect("flushed");
    let mut shelf = Shelf::default();
    shelf.put(vec![national_layer()]).expect("it holds");
    Desk { tracks: Arc::new(Archive::of(&writer)), shelf: Arc::new(shelf), ..app.desk.clone() }
}

const STRICTER: &str =
    "id = \"fatigue.continuous\"\n[params]\nlimit_minutes = 120\n[severity]\nwarning_above_minutes = 120\n";

fn hooks() -> Hooks {
    Hooks { progress: Arc::new(|_, _| ()), cancel: CancellationToken::new() }
}

fn of_rule(report: &Report, rule: &str) -> (u64, u64) {
    report.rules.iter().find(|r| r.rule == rule).map_or((0, 0), |r| (r.old, r.new))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stricter_draft_finds_who_was_not_found_before() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let folder = tempfile::tempdir().expect("a folder");
        let day = app.now().day().plus_days(-2);
        let ctx = stored_drive(&app, folder.path(), day).operator();
        let old = ctx.shelf.get("national").expect("there");
        assert!(ctx.shelf.draft("nowhere", draft(STRICTER)).is_none());
        let faults = ctx.shelf.draft("national", draft("id = \"fatigue.continuous\"\n[params]\nlimit = 9\n"));
        let faults = faults.expect("a base").expect_err("an unknown parameter");
        assert!(faults.iter().any(|f| f.file.ends_with("fatigue.continuous.toml") && f.line >= 1), "{faults:?}");
        let new = ctx.shelf.draft("national", draft(STRICTER)).expect("a base").expect("it holds without scenarios");

        let request = Request { old: Arc::clone(&old), new: Arc::clone(&new), from: day, to: day.plus_days(1) };
        let report = run(&ctx, request.clone(), &hooks()).await.expect("run");
        assert_eq!((report.vehicles, report.positions, report.days), (1, 200, 2), "the drive is on two days");
        assert_eq!(of_rule(&report, "fatigue.continuous"), (0, 1), "three hours and twenty minutes, over midnight");
        assert_eq!((report.new_only, report.changed_total), (1, 1));
        assert!(report.said.iter().any(|s| s.subject == "fatigue.continuous" && s.words.zh.contains("240")));
        let listed = changes(&ctx, Some(&report), Some(Direction::More), Page::new(1, 20)).await.expect("listed");
        let [(changed, Some(vehicle))] = listed.items.as_slice() else { panic!("{listed:?}") };
        assert_eq!((vehicle.plate.as_str(), changed.old.len(), changed.new.len()), ("浙ZA0001", 0, 1));
        assert!(
            changes(&ctx, Some(&report), Some(Direction::Fewer), Page::new(1, 20))
                .await
                .expect("listed")
                .items
                .is_empty()
        );

        let same = Request { new: Arc::clone(&old), ..request.clone() };
        assert_eq!(run(&ctx, same, &hooks()).await.expect("run").changed_total, 0, "the same pack finds the same");
        let one_day = Request { to: day, ..request.clone() };
        let report = run(&ctx, one_day, &hooks()).await.expect("run");
        assert_eq!(of_rule(&report, "fatigue.continuous"), (0, 0), "an hour on that day");

        let long = Request { to: day.plus_days(92), ..request.clone() };
        assert!(matches!(run(&ctx, long, &hooks()).await, Err(BacktestError::Period)));
        let stopped = hooks();
        stopped.cancel.cancel();
        assert!(matches!(run(&ctx, request.clone(), &stopped).await, Err(BacktestError::Cancelled)));
        let mut viewer = ctx.viewer.clone();
        viewer.scope = Scope::Enterprise(EnterpriseId(uuid::Uuid::nil()));
        let elsewhere = Ctx { viewer: viewer.clone(), ..ctx.clone() };
        assert_eq!(run(&elsewhere, request.clone(), &hooks()).await.expect("run").vehicles, 0, "not the viewer's");
        viewer.role = Role::Principal;
        let enterprise = Ctx { viewer, ..ctx.clone() };
        assert!(matches!(run(&enterprise, request, &hooks()).await, Err(BacktestError::Denied(_))));
    })
    .await;
}

/// The drive lies within the square.
const ZONE: [[f64; 2]; 5] = [[120.9, 28.9], [121.1, 28.9], [121.1, 31.0], [120.9, 31.0], [120.9, 28.9]];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn zones_of_the_registry_are_judged_by_both_packs() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let folder = tempfile::tempdir().expect("a folder");
        let day = app.now().day().plus_days(-2);
        let ctx = stored_drive(&app, folder.path(), day).operator();
        let old = ctx.shelf.get("national").expect("there");
        let patient = "id = \"zone.forbidden\"\n[params]\nlonger_than_seconds = 14000\n";
        let new = ctx.shelf.draft("national", draft_of("zone.forbidden.toml", patient));
        let request = Request { old, new: new.expect("a base").expect("it holds"), from: day, to: day.plus_days(1) };
        let report = run(&ctx, request.clone(), &hooks()).await.expect("run");
        assert_eq!(of_rule(&report, "zone.forbidden"), (0, 0), "nothing is closed");

        let mut officer = app.logged_in("bureau_officer").await;
        let feature = json!({ "type": "Feature", "properties": { "name": "示例禁行区" },
            "geometry": { "type": "Polygon", "coordinates": [ZONE] } });
        let file = json!({ "type": "FeatureCollection", "features": [feature] });
        let body = json!({ "file": file, "datum": "wgs84", "usage": "forbidden", "name": "示例" });
        let drawn = officer.post("/api/v1/zones/import", &body).await.expect_json(200);
        assert_eq!(drawn["zones"], json!(1), "{drawn}");
        let report = run(&ctx, request.clone(), &hooks()).await.expect("run");
        assert_eq!(of_rule(&report, "zone.forbidden"), (1, 0), "three hours and twenty minutes are 12,000 seconds");
        let [changed] = report.changed.as_slice() else { panic!("{:?}", report.changed) };
        assert_eq!((changed.vehicle, changed.direction), (app.county.truck, Direction::Fewer));

        // A zone out of use is none.
        let zones = officer.get("/api/v1/zones").await.expect_json(200);
        let path = format!("/api/v1/zones/{}", zones["items"][0]["id"].as_str().expect("an id"));
        officer.json("PATCH", &path, &json!({ "version": 1, "retired": true })).await.expect(200);
        let report = run(&ctx, request, &hooks()).await.expect("run");
        assert_eq!(of_rule(&report, "zone.forbidden"), (0, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_monitor_of_the_driver_saw_is_judged_from_stored_positions() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let folder = tempfile::tempdir().expect("a folder");
        let day = app.now().day().plus_days(-2);
        let seen =
            |minute| Fix { safety: if (90..95).contains(&minute) { SAFETY_FATIGUE } else { 0 }, ..fix(day, minute) };
        let ctx = stored(&app, folder.path(), &(0..120).map(seen).collect::<Vec<_>>()).operator();
        let old = ctx.shelf.get("national").expect("there");
        let deaf = "id = \"fatigue.device_only\"\n[params]\ndsm = false\n";
        let new = ctx.shelf.draft("national", draft_of("fatigue.device_only.toml", deaf));
        let request = Request { old, new: new.expect("a base").expect("it holds"), from: day, to: day.plus_days(1) };
        let report = run(&ctx, request, &hooks()).await.expect("run");
        assert_eq!(of_rule(&report, "fatigue.device_only"), (1, 0), "a tired face, and two hours of driving");
    })
    .await;
}
