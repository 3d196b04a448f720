//! The index of zones: equal to asking every zone, ordered, and no dearer with many.

use anlu_domain::{
    geo::{datum::Datum, shape::Shape},
    ids::ZoneId,
    party::{sector::Sector, vehicle::VehicleClass},
};
use proptest::prelude::*;
use uuid::Uuid;

use super::{border::Border, *};

fn p(lon: f64, lat: f64) -> Point {
    Point { lon, lat }
}

fn area(id: u128, lon: f64, lat: f64, size: f64) -> Zone {
    let ring = vec![p(lon, lat), p(lon + size, lat), p(lon + size, lat + size), p(lon, lat + size)];
    Zone {
        id: ZoneId(Uuid::from_u128(id)),
        name: format!("示例 {id}"),
        usage: ZoneUse::Enter,
        shape: Shape::Areas(vec![vec![ring]]),
        datum: Datum::Wgs84,
        hours: Vec::new(),
        limit_kmh: None,
        classes: Vec::new(),
        sectors: Vec::new(),
        enterprise: None,
        retired: false,
    }
}

fn inside(set: &ZoneSet, profile: &Profile, at: Point) -> Vec<u128> {
    set.inside(ZoneUse::Enter, profile, at, 0.0).map(|z| z.id.0.as_u128()).collect()
}

fn owned_by(firm: EnterpriseId) -> Profile {
    Profile { class: Some(VehicleClass::HazmatTruck), enterprise: Some(firm), ..Profile::default() }
}

#[test]
fn zones_in_use_that_concern_the_vehicle_are_found() {
    let hazmat = vec![VehicleClass::HazmatTruck];
    let firm = EnterpriseId(Uuid::from_u128(9));
    let set = ZoneSet::new(vec![
        area(3, 121.0, 30.0, 0.2),
        area(1, 121.0, 30.0, 8.0),
        Zone { retired: true, ..area(2, 121.0, 30.0, 0.2) },
        Zone { classes: hazmat, ..area(4, 121.0, 30.0, 0.2) },
        Zone { enterprise: Some(firm), ..area(5, 121.0, 30.0, 0.2) },
        Zone { shape: Shape::Areas(Vec::new()), ..area(6, 121.0, 30.0, 0.2) },
        Zone { sectors: vec![Sector::Hazmat], ..area(7, 121.0, 30.0, 0.2) },
        Zone { usage: ZoneUse::Speed, ..area(8, 121.0, 30.0, 0.2) },
    ]);
    let (at, nobody) = (p(121.1, 30.1), Profile::default());
    assert_eq!(inside(&set, &nobody, at), [3, 1], "what is not known fulfils nothing; wide ones come last");
    assert_eq!(inside(&set, &owned_by(firm), at), [3, 4, 5, 1]);
    let sectors = [Sector::Hazmat].into_iter().collect();
    assert_eq!(inside(&set, &Profile { sectors, ..nobody }, at), [3, 7, 1]);
    assert_eq!(inside(&set, &nobody, p(121.3, 30.1)), [1]);
    assert!(inside(&set, &nobody, p(f64::NAN, 30.1)).is_empty());
    let near = |metres: f64| p(121.1, 30.0 + metres / 111_195.0);
    let shrunk = |metres| set.inside(ZoneUse::Speed, &nobody, near(metres), 50.0).count();
    assert_eq!((shrunk(49.0), shrunk(51.0)), (0, 1), "so near to its border it may be outside");
}

#[test]
fn corridors_are_found_by_their_owner() {
    let firms = [1, 2].map(|n| EnterpriseId(Uuid::from_u128(n)));
    let corridor = |id, lat: f64, enterprise| Zone {
        usage: ZoneUse::Corridor,
        shape: Shape::Lines { lines: vec![vec![p(121.0, lat), p(122.0, lat)]], half_width_m: 500.0 },
        enterprise,
        ..area(id, 0.0, 0.0, 0.1)
    };
    let coaches = vec![VehicleClass::Coach];
    let set = ZoneSet::new(vec![
        corridor(1, 30.0, Some(firms[0])),
        corridor(2, 30.1, Some(firms[0])),
        corridor(3, 30.0, Some(firms[1])),
        Zone { classes: coaches, ..corridor(4, 30.0, None) },
    ]);
    let asked = |profile: &Profile, at, tolerance| -> Vec<(u128, bool)> {
        let all = set.kept(ZoneUse::Corridor, profile, at, tolerance);
        all.map(|(z, inside)| (z.id.0.as_u128(), inside)).collect()
    };
    let north = |metres: f64| p(121.5, 30.0 + metres / 111_195.0);
    assert_eq!(asked(&owned_by(firms[0]), north(499.0), 0.0), [(1, true), (2, false)]);
    assert_eq!(asked(&owned_by(firms[0]), north(520.0), 0.0), [(1, false), (2, false)]);
    assert_eq!(asked(&owned_by(firms[0]), north(520.0), 30.0), [(1, true), (2, false)]);
    assert_eq!(asked(&Profile::default(), north(0.0), 0.0), []);
    let coach = Profile { class: Some(VehicleClass::Coach), ..Profile::default() };
    assert_eq!(asked(&coach, north(0.0), 0.0), [(4, true)]);
    assert!(set.stirs(&coach, p(100.0, 20.0)), "it is far from where it should be");
    assert!(!set.stirs(&Profile::default(), north(0.0)), "nothing is about it");
}

#[test]
fn a_position_looks_at_the_zones_of_its_cell_only() {
    let many = (0..10_000_u32).map(|n| {
        let (x, y) = (f64::from(n % 100) / 10.0, f64::from(n / 100) / 10.0);
        area(u128::from(n), 110.0 + x, 25.0 + y, 0.04)
    });
    let set = ZoneSet::new(many.collect());
    let most = set.cells.values().map(Vec::len).max();
    assert_eq!((most, set.wide.len(), set.len()), (Some(1), 0, 10_000), "one of them in a cell");
    assert_eq!(inside(&set, &Profile::default(), p(115.02, 30.02)), [5_050]);
    assert!(!set.stirs(&Profile::default(), p(115.02, 45.0)) && set.stirs(&Profile::default(), p(115.02, 30.02)));
}

#[test]
fn a_border_of_many_corners_is_asked_in_a_few_places() {
    let circle = (0..20_000_u32).map(|n| {
        let angle = f64::from(n) / 20_000.0 * std::f64::consts::TAU;
        p(121.0 + angle.cos(), 30.0 + angle.sin())
    });
    let shape = Shape::Areas(vec![vec![circle.collect()]]);
    let border = Border::new(&shape, &shape.bounds().unwrap());
    assert!(border.most_in_a_band() < 300, "{} of 20,000", border.most_in_a_band());
    let road = (0..20_000_u32).map(|n| p(110.0 + f64::from(n) / 2_000.0, 30.0));
    let road = Shape::Lines { lines: vec![road.collect()], half_width_m: 50.0 };
    let border = Border::new(&road, &road.bounds().unwrap());
    assert!(border.most_in_a_band() < 20, "{} of 20,000", border.most_in_a_band());
}

#[test]
fn the_stored_form_keeps_every_bit() {
    let set = ZoneSet::new(vec![area(2, 121.000_000_1, 30.1, 0.1), area(1, 121.0, 30.0, 1.0 / 3.0)]);
    let again = ZoneSet::decode(&set.encode().unwrap()).unwrap();
    assert_eq!((&again, again.fingerprint()), (&set, set.fingerprint()));
    let other = ZoneSet::new(vec![area(2, 121.000_000_1, 30.1, 0.1)]);
    assert_ne!(other.fingerprint(), set.fingerprint());
    assert_eq!(ZoneSet::new(Vec::new()).fingerprint(), 0);
    assert!(matches!(ZoneSet::decode(b"ANLUSHRD"), Err(ZonesError::NotZones)));
    let mut cut = set.encode().unwrap();
    cut.pop();
    assert!(matches!(ZoneSet::decode(&cut), Err(ZonesError::Damaged(_))));
}

fn rings() -> impl Strategy<Value = Vec<Point>> {
    prop::collection::vec((121.0_f64..122.0, 30.0_f64..31.0).prop_map(|(lon, lat)| p(lon, lat)), 3..40)
}

proptest! {
    #[test]
    fn the_index_answers_as_asking_every_zone_would(
        zones in prop::collection::vec((115.0_f64..116.0, 29.0_f64..30.0, 0.001_f64..6.0), 0..20),
        at in (114.5_f64..122.5, 28.5_f64..36.5),
    ) {
        let zones: Vec<Zone> = (1..).zip(zones).map(|(id, (lon, lat, size))| area(id, lon, lat, size)).collect();
        let at = p(at.0, at.1);
        let one_by_one: Vec<u128> =
            zones.iter().filter(|z| z.shape.contains(at)).map(|z| z.id.0.as_u128()).collect();
        let set = ZoneSet::new(zones);
        let mut found = inside(&set, &Profile::default(), at);
        prop_assert!(found.is_empty() || set.stirs(&Profile::default(), at));
        found.sort_unstable();
        prop_assert_eq!(found, one_by_one);
    }

    #[test]
    fn a_border_answers_as_its_shape(
        areas in prop::collection::vec(prop::collection::vec(rings(), 1..3), 1..3),
        half_width_m in 1.0_f64..5_000.0,
        places in prop::collection::vec((120.9_f64..122.1, 29.9_f64..31.1), 1..40),
        tolerance in 0.0_f64..3_000.0,
    ) {
        let lines = Shape::Lines { lines: areas.iter().flatten().cloned().collect(), half_width_m };
        let areas = Shape::Areas(areas);
        for shape in [&areas, &lines] {
            let border = Border::new(shape, &shape.bounds().unwrap());
            for at in places.iter().map(|(lon, lat)| p(*lon, *lat)) {
                prop_assert_eq!(border.contains(at), shape.contains(at));
                let metres = shape.distance_m(at).unwrap();
                let (holds, near) = match shape {
                    Shape::Areas(_) => (shape.contains(at) && metres > tolerance, shape.contains(at) || metres <= tolerance),
                    Shape::Lines { .. } => (metres <= half_width_m - tolerance, metres <= half_width_m + tolerance),
                };
                prop_assert_eq!((border.holds(at, tolerance), border.near(at, tolerance)), (holds, near));
            }
        }
    }
}
