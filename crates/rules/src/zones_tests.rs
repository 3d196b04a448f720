//! The index of zones: equal to asking every zone, ordered, and no dearer with many.

use anlu_domain::geo::datum::Datum;
use anlu_domain::{geo::shape::Shape, ids::ZoneId, zone::Hours};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

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
        enterprise: None,
        retired: false,
    }
}

fn ids(zones: &[&Zone]) -> Vec<u128> {
    zones.iter().map(|z| z.id.0.as_u128()).collect()
}

#[test]
fn zones_in_use_that_concern_the_vehicle_are_found_in_order() {
    let hazmat = vec![VehicleClass::HazmatTruck];
    let firm = EnterpriseId(Uuid::from_u128(9));
    let set = ZoneSet::new(vec![
        area(3, 121.0, 30.0, 0.2),
        area(1, 121.0, 30.0, 8.0),
        Zone { retired: true, ..area(2, 121.0, 30.0, 0.2) },
        Zone { classes: hazmat, ..area(4, 121.0, 30.0, 0.2) },
        Zone { enterprise: Some(firm), ..area(5, 121.0, 30.0, 0.2) },
        Zone { shape: Shape::Areas(Vec::new()), ..area(6, 121.0, 30.0, 0.2) },
    ]);
    let at = p(121.1, 30.1);
    let nobody = Whose::default();
    assert_eq!(ids(&set.around(&nobody, at)), [1, 3], "what is not known fulfils nothing");
    let tanker = Whose { class: Some(VehicleClass::HazmatTruck), enterprise: Some(firm) };
    assert_eq!(ids(&set.around(&tanker, at)), [1, 3, 4, 5]);
    assert_eq!(ids(&set.around(&nobody, p(121.3, 30.1))), [1]);
    assert!(set.around(&nobody, p(f64::NAN, 30.1)).is_empty());
}

#[test]
fn whoever_is_in_one_of_his_corridors_has_left_none() {
    let truck = vec![VehicleClass::HazmatTruck];
    let corridor = |id, lat: f64| Zone {
        usage: ZoneUse::Corridor,
        shape: Shape::Lines { lines: vec![vec![p(121.0, lat), p(122.0, lat)]], half_width_m: 500.0 },
        classes: truck.clone(),
        ..area(id, 0.0, 0.0, 0.1)
    };
    let set = ZoneSet::new(vec![corridor(1, 30.0), corridor(2, 30.1)]);
    let whose = Whose { class: Some(VehicleClass::HazmatTruck), enterprise: None };
    assert_eq!(set.left(&whose, p(121.5, 30.1)), None);
    assert_eq!(set.left(&whose, p(121.5, 30.09)).map(|z| z.id.0.as_u128()), Some(2), "the nearest");
    assert_eq!(set.left(&Whose::default(), p(121.5, 29.0)), None, "not about it");
}

#[test]
fn hours_are_those_of_shanghai() {
    let night = Zone { hours: vec![Hours::parse("22:00-06:00").unwrap()], ..area(1, 0.0, 0.0, 1.0) };
    let at = |text: &str| UtcMs::parse_rfc3339(text).unwrap();
    assert!(holds_at(&night, at("2026-11-26T22:00:00+08:00")) && holds_at(&night, at("2026-11-26T05:59:59+08:00")));
    assert!(!holds_at(&night, at("2026-11-26T06:00:00+08:00")) && !holds_at(&night, at("2026-11-26T21:59:59+08:00")));
    assert!(holds_at(&area(1, 0.0, 0.0, 1.0), at("2026-11-26T12:00:00+08:00")));
}

#[test]
fn a_position_looks_at_the_zones_of_its_cell_only() {
    let many = (0..10_000_u32).map(|n| {
        let (x, y) = (f64::from(n % 100) / 10.0, f64::from(n / 100) / 10.0);
        area(u128::from(n), 110.0 + x, 25.0 + y, 0.04)
    });
    let set = ZoneSet::new(many.collect());
    let most = set.cells.values().map(Vec::len).max();
    assert_eq!((most, set.wide.len()), (Some(1), 0), "ten thousand zones, one of them in a cell");
    assert_eq!(ids(&set.around(&Whose::default(), p(115.02, 30.02))), [5_050]);
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
        prop_assert_eq!(ids(&set.around(&Whose::default(), at)), one_by_one);
    }
}
