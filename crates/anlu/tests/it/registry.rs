//! The registry through HTTP, on both databases: masks and their lifting on record, scope, search, filters, changes.

use anlu_app::live::latest::Identity;
use anlu_domain::{
    finding::Severity,
    geo::Point,
    ids::VehicleId,
    party::{grid::Grid, vehicle::VehicleClass},
    time::{HOUR_MS, MINUTE_MS, UtcMs},
    track::Fix,
};
use anlu_store::repo::{By, enterprise, grid, vehicle};
use serde_json::{Value, json};

use crate::harness::{
    app::TestApp,
    county::{DRIVER_ID_NUMBER, DRIVER_PHONE, NEAR, NEAR_USCC},
    db::on_each,
    http::{Client, encode},
};

/// Members `key` of the items of a list.
async fn listed(client: &mut Client, path: &str, key: &str) -> Vec<String> {
    let reply = client.get(&format!("/api/v1{path}")).await.expect_json(200);
    let items = reply.get("items").unwrap_or(&reply).as_array().unwrap().clone();
    items.iter().map(|i| i[key].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn numbers_are_masked_and_each_unmasking_is_on_record() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut officer = app.logged_in("bureau_officer").await;
        for path in ["/people".to_owned(), format!("/people/{}", app.county.driver), "/search?q=liming".to_owned()] {
            let reply = officer.get(&format!("/api/v1{path}")).await.expect(200);
            let text = String::from_utf8(reply.body).unwrap();
            assert!(!text.contains(DRIVER_ID_NUMBER) && !text.contains(DRIVER_PHONE), "{path}: {text}");
        }
        let person = format!("/api/v1/people/{}", app.county.driver);
        let masked = officer.get(&person).await.expect_json(200);
        assert!(masked["id_number_masked"].as_str().unwrap().contains('*'));
        assert!(masked["certificate_no"].as_str().unwrap().contains('*'), "the certificate has the same number");

        let ledger = format!("/api/v1/ledger?subject_kind=person&subject_id={}", app.county.driver);
        let before = officer.get(&ledger).await.expect_json(200)["total"].clone();
        let reveal = format!("{person}/reveal");
        let refused = officer.post(&reveal, &json!({ "reason": " " })).await.expect_json(422);
        assert_eq!(refused["errors"][0]["pointer"], "/reason");
        assert_eq!(officer.get(&ledger).await.expect_json(200)["total"], before);

        let numbers = officer.post(&reveal, &json!({ "reason": "核对从业资格证" })).await.expect_json(200);
        assert_eq!(numbers, json!({ "id_number": DRIVER_ID_NUMBER, "phone": DRIVER_PHONE }));
        let entry = officer.get(&ledger).await.expect_json(200)["items"][0].clone();
        assert_eq!(
            (&entry["action"], &entry["after"]["reason"]),
            (&json!("person_revealed"), &json!("核对从业资格证"))
        );
        assert!(entry["actor"].as_str().unwrap().starts_with("示例bureau_officer"));

        let reason = json!({ "reason": "核对从业资格证" });
        app.logged_in("grid_chief").await.post(&reveal, &reason).await.expect(403);
        app.logged_in("far_principal").await.post(&reveal, &reason).await.expect(404);
        app.logged_in("principal").await.post(&reveal, &reason).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn everybody_sees_his_own_part_and_the_rest_does_not_exist() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let c = app.county;
        for login in ["grid_chief", "principal", "safety_officer"] {
            let mut client = app.logged_in(login).await;
            assert_eq!(listed(&mut client, "/enterprises", "name").await, [NEAR], "{login}");
            assert_eq!(listed(&mut client, "/people", "name").await, ["李明示"], "{login}");
            assert_eq!(listed(&mut client, "/vehicles", "plate").await, ["浙ZA0001"], "{login}");
            for q in ["qingshi", "浙ZB0002", "91339999AL0000022B"] {
                assert!(
                    listed(&mut client, &format!("/search?q={}", encode(q)), "title").await.is_empty(),
                    "{login} {q}"
                );
            }
            for hidden in [
                format!("/enterprises/{}", c.far),
                format!("/enterprises/{}/people", c.far),
                format!("/enterprises/{}/vehicles", c.far),
                format!("/enterprises/{}/hazards", c.far),
                format!("/enterprises/{}/signals", c.far),
                format!("/enterprises/{}/changes", c.far),
                format!("/people/{}", c.far_driver),
                format!("/vehicles/{}", c.far_truck),
                format!("/grids/{}", c.other_street),
                "/enterprises/not-an-id".to_owned(),
            ] {
                let reply = client.get(&format!("/api/v1{hidden}")).await;
                assert_eq!((reply.status, reply.code().as_deref()), (404, Some("not_found")), "{login} {hidden}");
            }
            let patch = json!({ "version": 1, "headcount": 1 });
            let path = format!("/api/v1/enterprises/{}", c.far);
            let status = client.json("PATCH", &path, &patch).await.status;
            assert_eq!(status, if login == "grid_chief" { 403 } else { 404 }, "{login}");
        }
        let mut chief = app.logged_in("grid_chief").await;
        assert_eq!(listed(&mut chief, "/grids", "name").await, ["云禾街道", "云禾村"]);
        let mut principal = app.logged_in("principal").await;
        assert_eq!(listed(&mut principal, "/grids", "name").await, ["示例县", "云禾街道", "云禾村"]);
        let mut driver = app.logged_in("driver").await;
        for path in ["/enterprises", "/people", "/vehicles", "/grids", "/search?q=a", "/users"] {
            driver.get(&format!("/api/v1{path}")).await.expect(403);
        }
        app.client().get("/api/v1/enterprises").await.expect(401);
    })
    .await;
}

#[tokio::test]
async fn one_box_finds_by_name_initials_plate_code_and_phone() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut officer = app.logged_in("bureau_officer").await;
        for (q, kind, title) in [
            ("云禾货运", "enterprise", NEAR),
            ("yunhehuoyun", "enterprise", NEAR),
            ("slyhhy", "enterprise", NEAR),
            (NEAR_USCC, "enterprise", NEAR),
            ("al0000011a", "enterprise", NEAR),
            ("ZA0001", "vehicle", "浙ZA0001"),
            ("za00", "vehicle", "浙ZA0001"),
            ("13300000001", "vehicle", "浙ZA0001"),
            ("李明", "person", "李明示"),
            ("lms", "person", "李明示"),
            (DRIVER_PHONE, "person", "李明示"),
            (DRIVER_ID_NUMBER, "person", "李明示"),
            ("云禾村", "grid", "云禾村"),
        ] {
            let path = format!("/api/v1/search?q={}", encode(q));
            let hits = officer.get(&path).await.expect_json(200);
            let found: Vec<_> =
                hits.as_array().unwrap().iter().map(|h| (h["kind"].clone(), h["title"].clone())).collect();
            assert!(found.contains(&(json!(kind), json!(title))), "{q}: {hits}");
        }
        for q in ["", "%", "_", "nothing-like-it"] {
            let path = format!("/api/v1/search?q={}", encode(q));
            assert_eq!(officer.get(&path).await.expect_json(200), json!([]), "{q}");
        }
    })
    .await;
}

#[tokio::test]
async fn lists_are_filtered_sorted_and_paged() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let c = app.county;
        let mut officer = app.logged_in("bureau_officer").await;
        let (near, far, third) = (NEAR, "示例青石物流有限公司", "示例远山危货运输有限公司");
        for (query, names) in [
            (String::new(), vec![far, third, near]),
            ("?sort=licence_expiry".to_owned(), vec![far, third, near]),
            ("?sector=hazmat".to_owned(), vec![third]),
            ("?standing=active".to_owned(), vec![far, near]),
            (format!("?grid_id={}", c.street), vec![near]),
            (format!("?grid_id={}", c.root), vec![far, third, near]),
            ("?q=qingshi".to_owned(), vec![far]),
            ("?page=2&page_size=2".to_owned(), vec![near]),
            ("?page=9".to_owned(), vec![]),
        ] {
            assert_eq!(listed(&mut officer, &format!("/enterprises{query}"), "name").await, names, "{query}");
        }
        let page = officer.get("/api/v1/enterprises?page=2&page_size=2").await.expect_json(200);
        assert_eq!((&page["total"], &page["page"], &page["page_size"]), (&json!(3), &json!(2), &json!(2)));
        assert_eq!(page["items"][0]["grid"], json!({ "id": c.village, "name": "云禾村" }));
        for (path, names) in [
            (format!("/people?enterprise_id={}", c.far), vec!["王青例"]),
            ("/people?post=driver&q=liming".to_owned(), vec!["李明示"]),
            ("/people?post=mechanic".to_owned(), vec![]),
            (format!("/enterprises/{}/people", c.near), vec!["李明示"]),
        ] {
            assert_eq!(listed(&mut officer, &path, "name").await, names, "{path}");
        }
        for (path, plates) in [
            ("/vehicles?class=heavy_truck".to_owned(), vec!["浙ZA0001", "浙ZB0002"]),
            ("/vehicles?class=coach".to_owned(), vec![]),
            (format!("/enterprises/{}/vehicles", c.far), vec!["浙ZB0002"]),
        ] {
            assert_eq!(listed(&mut officer, &path, "plate").await, plates, "{path}");
        }
        let refused = officer.get("/api/v1/enterprises?sort=size").await.expect(400);
        assert_eq!(refused.code().as_deref(), Some("invalid_query"));
        let grids = officer.get("/api/v1/grids").await.expect_json(200);
        assert_eq!(grids[0]["boundary"], Value::Null);
        let with = officer.get("/api/v1/grids?boundaries=true").await.expect_json(200);
        assert!(with[0]["boundary"][0].is_array());
    })
    .await;
}

/// A vehicle is heard of at `at`.
fn heard(app: &TestApp, vehicle: VehicleId, at: UtcMs) {
    let fix =
        Fix { at: Some(Point { lon: 121.25, lat: 30.1 }), gnss_speed_kmh: Some(60.0), status: 2, ..Fix::blank(at, at) };
    let identity = Identity { plate: String::from("浙ZA0001"), enterprise: None };
    app.desk.latest.take(vehicle, &identity, &fix).expect("it is shown");
}

#[tokio::test]
async fn the_list_of_vehicles_tells_who_is_heard_of() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let (truck, mut officer) = (app.county.truck, app.logged_in("bureau_officer").await);
        let row = async |client: &mut Client| {
            let rows = client.get("/api/v1/vehicles").await.expect_json(200)["items"].clone();
            rows.as_array().expect("rows").iter().find(|r| r["id"] == json!(truck)).expect("the truck").clone()
        };
        let bare = row(&mut officer).await;
        assert_eq!((&bare["online"], &bare["last_at"], &bare["alert"]), (&json!(false), &Value::Null, &Value::Null));
        let of =
            async |client: &mut Client, state: &str| listed(client, &format!("/vehicles?state={state}"), "plate").await;
        assert_eq!(of(&mut officer, "never").await, ["浙ZA0001", "浙ZB0002"]);

        heard(&app, truck, app.now());
        app.desk.latest.alert(truck, Some(Severity::Severe));
        let now = row(&mut officer).await;
        assert_eq!((&now["online"], &now["alert"]), (&json!(true), &json!("severe")));
        assert_eq!(now["last_at"], json!(app.now().rfc3339_cst()));
        assert_eq!(of(&mut officer, "online").await, ["浙ZA0001"]);
        assert_eq!(of(&mut officer, "never").await, ["浙ZB0002"]);
        let one = officer.get("/api/v1/vehicles?state=online&q=B0002").await.expect_json(200);
        assert_eq!((&one["total"], &one["items"]), (&json!(0), &json!([])), "filters add up");
        let file = officer.get(&format!("/api/v1/vehicles/{truck}")).await.expect_json(200);
        assert_eq!((&file["online"], &file["alert"]), (&json!(true), &json!("severe")));

        app.pass(11 * MINUTE_MS);
        assert_eq!(of(&mut officer, "online").await, [""; 0]);
        assert_eq!(of(&mut officer, "offline").await, ["浙ZA0001"]);
        assert_eq!(row(&mut officer).await["online"], json!(false));
        // Each sees its own; pages count what is left.
        assert_eq!(of(&mut app.logged_in("far_principal").await, "offline").await, [""; 0]);
        heard(&app, app.county.far_truck, app.now().plus(-HOUR_MS));
        let second = officer.get("/api/v1/vehicles?state=offline&page=2&page_size=1").await.expect_json(200);
        assert_eq!((&second["total"], &second["items"][0]["plate"]), (&json!(2), &json!("浙ZB0002")));
        officer.get("/api/v1/vehicles?state=asleep").await.expect(400);
    })
    .await;
}

#[tokio::test]
async fn a_change_is_checked_versioned_and_kept() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let path = format!("/api/v1/enterprises/{}", app.county.near);
        let mut officer = app.logged_in("bureau_officer").await;
        let file = officer.get(&path).await.expect_json(200);
        assert_eq!((&file["version"], &file["headcount"]), (&json!(1), &json!(12)));
        let counts = json!({ "people": 1, "vehicles": 1, "hazards_open": 0, "hazards_overdue": 0, "signals_open": 0 });
        assert_eq!(file["counts"], counts);

        let change = json!({ "version": 1, "headcount": 45, "licence_no": null, "grid_id": app.county.other_street });
        let changed = officer.json("PATCH", &path, &change).await.expect_json(200);
        assert_eq!((&changed["version"], &changed["headcount"]), (&json!(2), &json!(45)));
        assert_eq!((&changed["licence_no"], &changed["grid"]["name"]), (&Value::Null, &json!("青石街道")));
        let stale = officer.json("PATCH", &path, &change).await.expect(409);
        assert_eq!(stale.code().as_deref(), Some("changed_meanwhile"));
        let same = officer.json("PATCH", &path, &json!({ "version": 2, "headcount": 45 })).await.expect_json(200);
        assert_eq!(same["version"], 2, "no difference, no new version");

        let changes = officer.get(&format!("{path}/changes")).await.expect_json(200);
        assert_eq!(changes["total"], 2);
        let newest = &changes["items"][0];
        assert_eq!(newest["action"], "enterprise_changed");
        assert_eq!((&newest["before"]["headcount"], &newest["after"]["headcount"]), (&json!(12), &json!(45)));
        assert_eq!(newest["before"]["name"], Value::Null, "only what differs");

        let bad = json!({ "version": 2, "name": " ", "sectors": [], "grid_id": app.county.driver });
        let problem = officer.json("PATCH", &path, &bad).await.expect_json(422);
        let pointers: Vec<_> = problem["errors"].as_array().unwrap().iter().map(|e| e["pointer"].clone()).collect();
        assert_eq!(pointers, ["/name", "/sectors"]);
        let unknown = json!({ "version": 2, "grid_id": app.county.driver });
        let problem = officer.json("PATCH", &path, &unknown).await.expect_json(422);
        assert_eq!(problem["errors"][0]["pointer"], "/grid_id");
        officer.json("PATCH", &path, &json!({ "version": 2, "uscc": "x" })).await.expect(422);

        let mut principal = app.logged_in("principal").await;
        let own = json!({ "version": 2, "phone": "0574-00000000", "safety_officers": ["李安全"] });
        assert_eq!(principal.json("PATCH", &path, &own).await.expect_json(200)["phone"], "0574-00000000");
        let reserved = json!({ "version": 3, "licence_expiry": "2030-01-01" });
        let problem = principal.json("PATCH", &path, &reserved).await.expect_json(422);
        assert_eq!(problem["errors"][0]["code"], "authority_only");
        app.logged_in("enforcement").await.json("PATCH", &path, &own).await.expect(403);
    })
    .await;
}

#[tokio::test]
async fn what_lies_in_a_moved_grid_node_moves_with_it() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut chief = app.logged_in("grid_chief").await;
        assert_eq!(listed(&mut chief, "/enterprises", "name").await, [NEAR]);
        let store = &app.desk.store;
        let nodes = grid::all(store.read()).await.unwrap();
        let street = nodes.into_iter().find(|n| n.value.id == app.county.street).unwrap();
        let moved = Grid { parent: Some(app.county.other_street), ..street.value.clone() };
        let by = By { actor: "test", at: app.now() };
        store.tx(async |tx| grid::replace(&tx, &[(street, moved)], by).await).await.unwrap();
        assert_eq!(listed(&mut chief, "/enterprises", "name").await, [NEAR]);
        let mut officer = app.logged_in("bureau_officer").await;
        let under = format!("/enterprises?grid_id={}", app.county.other_street);
        assert_eq!(listed(&mut officer, &under, "name").await.len(), 3);
    })
    .await;
}

#[tokio::test]
async fn accounts_are_named_to_whoever_may_choose_one() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let mut officer = app.logged_in("bureau_officer").await;
        assert_eq!(listed(&mut officer, "/users", "name").await.len(), 8);
        let firm = format!("/users?role=principal&enterprise_id={}", app.county.near);
        assert_eq!(listed(&mut officer, &firm, "name").await, ["示例principal"]);
        let mut principal = app.logged_in("principal").await;
        let own = listed(&mut principal, "/users", "role").await;
        assert_eq!(own.len(), 3, "{own:?}");
        let text = String::from_utf8(officer.get("/api/v1/users").await.body).unwrap();
        assert!(!text.contains("argon2"), "{text}");
    })
    .await;
}

#[tokio::test]
async fn detectors_are_told_class_mass_and_the_sectors_of_the_owner() {
    on_each(async |url| {
        let app = TestApp::start(&url).await;
        let (db, truck, nobodys) = (app.desk.store.read(), app.county.truck, VehicleId(uuid::Uuid::nil()));
        let told = vehicle::profiles(db, &[truck, nobodys]).await.unwrap();
        assert_eq!(told.keys().copied().collect::<Vec<_>>(), [truck]);
        let (profile, viewer) = (told[&truck], app.desk.operator().viewer);
        let stored = vehicle::get(db, &viewer, truck).await.unwrap().unwrap().value;
        assert_eq!((profile.class, profile.total_mass_kg), (Some(VehicleClass::HeavyTruck), stored.total_mass_kg));
        let owner = enterprise::get(db, &viewer, stored.enterprise).await.unwrap().unwrap().value;
        assert!(!owner.sectors.is_empty());
        assert_eq!(profile.sectors.iter().collect::<Vec<_>>(), owner.sectors);
    })
    .await;
}
