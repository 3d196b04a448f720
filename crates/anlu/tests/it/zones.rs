//! Zones over HTTP, on both databases: import with its datum, all or nothing, scope, changes on record.

use anlu_domain::geo::{Point, distance_m};
use serde_json::{Value, json};

use crate::harness::{app::TestApp, db::on_each};

mod live;

fn feature(properties: &Value) -> Value {
    let ring = json!([[121.53, 31.17], [121.54, 31.17], [121.54, 31.18], [121.53, 31.17]]);
    json!({ "type": "Feature", "properties": properties, "geometry": { "type": "Polygon", "coordinates": [ring] } })
}

fn import(features: &[Value], more: Value) -> Value {
    let mut body = json!({
        "file": { "type": "FeatureCollection", "features": features },
        "datum": "gcj02", "usage": "forbidden", "name": "示例禁行区",
    });
    let Value::Object(more) = more else { panic!("members") };
    body.as_object_mut().expect("members").extend(more);
    body
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn zones_come_from_a_file_in_wgs_84_and_each_sees_its_own() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut officer = app.logged_in("bureau_officer").await;
        let path = "/api/v1/zones/import";
        let two = [feature(&json!({})), feature(&json!({ "名称": "示例限速区", "usage": "speed" }))];
        let refused = officer.post(path, &import(&two, json!({}))).await.expect_json(200);
        assert_eq!(
            refused,
            json!({ "zones": 0, "names": [], "faults": [{ "feature": 2, "code": "zone_needs_limit" }] })
        );
        assert_eq!(officer.get("/api/v1/zones").await.expect_json(200)["total"], json!(0), "all or none");
        let wrong = officer.post(path, &import(&two, json!({ "hours": ["night"] }))).await.expect_json(422);
        assert_eq!(
            (&wrong["errors"][0]["pointer"], &wrong["errors"][0]["code"]),
            (&json!("/hours"), &json!("zone_hours"))
        );
        let dry = import(&two, json!({ "limit_kmh": 40, "hours": ["22:00-06:00"], "dry_run": true }));
        assert_eq!(officer.post(path, &dry).await.expect_json(200)["zones"], json!(2));
        assert_eq!(officer.get("/api/v1/zones").await.expect_json(200)["total"], json!(0), "only asked");
        let both = import(&two, json!({ "limit_kmh": 40, "hours": ["22:00-06:00"] }));
        let names = officer.post(path, &both).await.expect_json(200)["names"].clone();
        assert_eq!(names, json!(["示例禁行区 1", "示例限速区"]));
        let own = import(&[feature(&json!({}))], json!({ "name": "示例停车场", "enterprise_id": app.county.near }));
        officer.post(path, &own).await.expect(200);

        let rows = officer.get("/api/v1/zones?usage=speed").await.expect_json(200)["items"].clone();
        let zone = &rows[0];
        assert_eq!(
            (&zone["datum"], &zone["limit_kmh"], &zone["hours"]),
            (&json!("gcj02"), &json!(40), &json!(["22:00-06:00"]))
        );
        let corner = &zone["geometry"]["coordinates"][0][0][0];
        let at = Point { lon: corner[0].as_f64().expect("lon"), lat: corner[1].as_f64().expect("lat") };
        let moved = distance_m(at, Point { lon: 121.53, lat: 31.17 });
        assert!((300.0..700.0).contains(&moved), "converted to WGS-84: {moved} m");

        // A map asks for those in view, page by page.
        for (bbox, total) in [("121.5,31.1,121.6,31.2", 3), ("121.6,31.1,121.7,31.2", 0)] {
            let seen = officer.get(&format!("/api/v1/zones?page_size=1&bbox={bbox}")).await.expect_json(200);
            assert_eq!(seen["total"], json!(total), "{bbox}");
        }
        officer.get("/api/v1/zones?bbox=122,31,121,32").await.expect(422);

        // Everybody sees the authority's, an enterprise its own beside them.
        for (login, total) in [("leader", 3), ("grid_chief", 3), ("principal", 3), ("far_principal", 2)] {
            let seen = app.logged_in(login).await.get("/api/v1/zones").await.expect_json(200);
            assert_eq!(seen["total"], json!(total), "{login}");
        }
        let one = format!("/api/v1/zones/{}", zone["id"].as_str().expect("an id"));
        let patch = json!({ "version": 1, "hours": [], "retired": true });
        let changed = officer.json("PATCH", &one, &patch).await.expect_json(200);
        assert_eq!(
            (&changed["version"], &changed["hours"], &changed["retired"]),
            (&json!(2), &json!([]), &json!(true))
        );
        officer.json("PATCH", &one, &patch).await.expect(409);
        let ledger = format!("/api/v1/ledger?subject_kind=zone&subject_id={}", zone["id"].as_str().expect("an id"));
        let entries = officer.get(&ledger).await.expect_json(200);
        assert_eq!(entries["total"], json!(2));
        assert!(!entries.to_string().contains("121.5"), "the ledger holds the shape's hash, not its corners");
    })
    .await;
}
