//! Zones out of GeoJSON (RFC 7946), and back.
//!
//! A file says nothing of its datum that can be trusted: RFC 7946 asks for WGS-84, maps sold in China export GCJ-02 or
//! BD-09 all the same. Whoever imports names it. Areas come from `Polygon` and `MultiPolygon`, corridors from
//! `LineString` and `MultiLineString`; a member of `properties` goes before what the form says.

use anlu_domain::{
    geo::{
        Point,
        datum::Datum,
        shape::{Shape, ShapeFault},
    },
    party::{sector::Sector, vehicle::VehicleClass},
    zone::{Hours, ZoneUse},
};
use serde_json::{Value, json};

/// Most features of a file.
pub const MOST_FEATURES: usize = 2_000;

/// What may stand between the members of a list.
const BETWEEN: [char; 5] = [',', '，', ';', '；', '、'];

/// What holds where a feature does not say.
#[derive(Clone, Debug, PartialEq)]
pub struct Usual {
    /// Datum of the file.
    pub datum: Datum,
    /// What zones ask.
    pub usage: ZoneUse,
    /// Width of corridors to either side, metres.
    pub half_width_m: f64,
    /// Hours in which zones hold.
    pub hours: Vec<Hours>,
    /// Highest speed of speed zones, km/h.
    pub limit_kmh: Option<u16>,
}

/// A feature as read: its shape is WGS-84.
#[derive(Clone, Debug, PartialEq)]
pub struct Feature {
    /// Name, when the feature has one.
    pub name: Option<String>,
    /// What it asks.
    pub usage: ZoneUse,
    /// Where.
    pub shape: Shape,
    /// Hours.
    pub hours: Vec<Hours>,
    /// Highest speed, km/h.
    pub limit_kmh: Option<u16>,
    /// Classes of vehicles, when it names some.
    pub classes: Vec<VehicleClass>,
    /// Sectors of owners, when it names some.
    pub sectors: Vec<Sector>,
}

/// What is wrong with a feature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeatureFault {
    /// Number of the feature in the file, from 1; 0: the file itself.
    pub feature: usize,
    /// Stable code.
    pub code: &'static str,
}

/// Reads a file. Every fault of every feature, or all features.
pub fn read(file: &Value, usual: &Usual) -> Result<Vec<Feature>, Vec<FeatureFault>> {
    let features: Vec<&Value> = match file.get("type").and_then(Value::as_str) {
        Some("FeatureCollection") => match file.get("features").and_then(Value::as_array) {
            Some(all) => all.iter().collect(),
            None => return Err(vec![FeatureFault { feature: 0, code: "geojson_no_features" }]),
        },
        Some("Feature") => vec![file],
        _ => return Err(vec![FeatureFault { feature: 0, code: "geojson_not" }]),
    };
    if features.is_empty() || features.len() > MOST_FEATURES {
        let code = if features.is_empty() { "geojson_no_features" } else { "geojson_too_many" };
        return Err(vec![FeatureFault { feature: 0, code }]);
    }
    let (mut read, mut faults) = (Vec::new(), Vec::new());
    for (number, value) in (1..).zip(features) {
        match feature(value, usual) {
            Ok(feature) => read.push(feature),
            Err(code) => faults.push(FeatureFault { feature: number, code }),
        }
    }
    if faults.is_empty() { Ok(read) } else { Err(faults) }
}

fn feature(value: &Value, usual: &Usual) -> Result<Feature, &'static str> {
    let properties = value.get("properties");
    let member = |names: &[&str]| names.iter().find_map(|n| properties?.get(*n)).filter(|v| !v.is_null());
    let text = |names: &[&str]| member(names).and_then(Value::as_str).map(str::trim).filter(|t| !t.is_empty());
    let usage = match text(&["usage", "用途", "类型"]) {
        None => usual.usage,
        Some(name) => ZoneUse::parse(name).ok_or("zone_usage_unknown")?,
    };
    let hours = match text(&["hours", "时段"]) {
        None => usual.hours.clone(),
        Some(list) => list.split(BETWEEN).map(Hours::parse).collect::<Option<_>>().ok_or("zone_hours")?,
    };
    let limit_kmh = match member(&["limit_kmh", "限速"]) {
        None => usual.limit_kmh,
        Some(n) => Some(n.as_u64().and_then(|n| u16::try_from(n).ok()).ok_or("zone_needs_limit")?),
    };
    let classes = text(&["classes", "车型"])
        .map_or(Some(Vec::new()), |list| list.split(BETWEEN).map(|name| VehicleClass::parse(name.trim())).collect());
    let sectors = text(&["sectors", "业态"])
        .map_or(Some(Vec::new()), |list| list.split(BETWEEN).map(|name| Sector::parse(name.trim())).collect());
    let half_width_m = match member(&["half_width_m", "半宽"]) {
        None => usual.half_width_m,
        Some(n) => n.as_f64().ok_or("shape_width")?,
    };
    let shape = shape(value.get("geometry").ok_or("geojson_geometry")?, half_width_m)?;
    // Ranges first: a formula fed with nonsense gives nonsense.
    shape.check().map_err(ShapeFault::code)?;
    let shape = shape.map(|p| usual.datum.to_wgs84(p));
    shape.check().map_err(ShapeFault::code)?;
    let name = text(&["name", "名称"]).map(str::to_owned);
    let (classes, sectors) = (classes.ok_or("zone_class_unknown")?, sectors.ok_or("zone_sector_unknown")?);
    Ok(Feature { name, usage, shape, hours, limit_kmh, classes, sectors })
}

fn shape(geometry: &Value, half_width_m: f64) -> Result<Shape, &'static str> {
    let at = geometry.get("coordinates").ok_or("geojson_geometry")?;
    let all = |value: &Value| value.as_array().cloned().ok_or("geojson_geometry");
    match geometry.get("type").and_then(Value::as_str) {
        Some("Polygon") => Ok(Shape::Areas(vec![rings(at)?])),
        Some("MultiPolygon") => Ok(Shape::Areas(all(at)?.iter().map(rings).collect::<Result<_, _>>()?)),
        Some("LineString") => Ok(Shape::Lines { lines: vec![line(at)?], half_width_m }),
        Some("MultiLineString") => {
            Ok(Shape::Lines { lines: all(at)?.iter().map(line).collect::<Result<_, _>>()?, half_width_m })
        }
        _ => Err("geojson_geometry"),
    }
}

fn rings(value: &Value) -> Result<Vec<Vec<Point>>, &'static str> {
    let rings = value.as_array().ok_or("geojson_geometry")?;
    rings
        .iter()
        .map(|ring| {
            let mut ring = line(ring)?;
            // RFC 7946 repeats the first corner at the end.
            if ring.len() > 1 && ring.first() == ring.last() {
                ring.pop();
            }
            Ok(ring)
        })
        .collect()
}

fn line(value: &Value) -> Result<Vec<Point>, &'static str> {
    let points = value.as_array().ok_or("geojson_geometry")?;
    points
        .iter()
        .map(|p| {
            // Longitude first; an altitude may follow.
            let part = |index: usize| p.get(index).and_then(Value::as_f64).ok_or("geojson_geometry");
            Ok(Point { lon: part(0)?, lat: part(1)? })
        })
        .collect()
}

/// The geometry of a shape, in WGS-84 as RFC 7946 asks.
pub fn geometry(shape: &Shape) -> Value {
    let at = |p: &Point| json!([p.lon, p.lat]);
    match shape {
        Shape::Areas(areas) => {
            let closed = |ring: &Vec<Point>| ring.iter().chain(ring.first()).map(at).collect::<Vec<_>>();
            let rings = |rings: &Vec<Vec<Point>>| rings.iter().map(closed).collect::<Vec<_>>();
            json!({ "type": "MultiPolygon", "coordinates": areas.iter().map(rings).collect::<Vec<_>>() })
        }
        Shape::Lines { lines, .. } => {
            let line = |line: &Vec<Point>| line.iter().map(at).collect::<Vec<_>>();
            json!({ "type": "MultiLineString", "coordinates": lines.iter().map(line).collect::<Vec<_>>() })
        }
    }
}

#[cfg(test)]
mod tests {
    use anlu_domain::geo::distance_m;

    use super::*;

    fn usual(datum: Datum) -> Usual {
        Usual { datum, usage: ZoneUse::Enter, half_width_m: 100.0, hours: Vec::new(), limit_kmh: None }
    }

    fn polygon(properties: &Value) -> Value {
        let ring = json!([[121.0, 30.0], [121.1, 30.0], [121.1, 30.1], [121.0, 30.0]]);
        json!({ "type": "Feature", "properties": properties, "geometry": { "type": "Polygon", "coordinates": [ring] } })
    }

    #[test]
    fn a_file_gives_zones_in_wgs_84_whatever_its_datum() {
        let line = json!({ "type": "Feature", "properties": { "用途": "规定线路", "half_width_m": 30 },
            "geometry": { "type": "LineString", "coordinates": [[121.0, 30.0, 5.0], [121.2, 30.0]] } });
        let area = polygon(&json!({ "名称": "示例禁行区", "usage": "forbidden", "时段": "22:00-06:00，11:00-13:00",
            "车型": "重型货车;牵引车", "业态": "危货" }));
        let file = json!({ "type": "FeatureCollection", "features": [area, line] });
        let wgs = read(&file, &usual(Datum::Wgs84)).unwrap();
        let [zone, corridor] = wgs.as_slice() else { panic!("two: {wgs:?}") };
        assert_eq!((zone.name.as_deref(), zone.usage, zone.hours.len()), (Some("示例禁行区"), ZoneUse::Forbidden, 2));
        assert_eq!((zone.classes.len(), zone.sectors.as_slice()), (2, [Sector::Hazmat].as_slice()));
        assert_eq!(zone.shape.points().count(), 3, "the repeated corner is gone");
        assert_eq!(corridor.usage, ZoneUse::Corridor);
        assert!(matches!(corridor.shape, Shape::Lines { half_width_m, .. } if (half_width_m - 30.0).abs() < 1e-9));
        assert_eq!(geometry(&zone.shape)["coordinates"][0][0].as_array().map(Vec::len), Some(4), "closed again");
        for datum in [Datum::Gcj02, Datum::Bd09] {
            let moved = read(&file, &usual(datum)).unwrap();
            let (a, b) = (zone.shape.points().next().unwrap(), moved[0].shape.points().next().unwrap());
            assert!((100.0..2_000.0).contains(&distance_m(*a, *b)), "{datum:?}");
        }
    }

    #[test]
    fn every_fault_is_told_with_its_feature_and_nothing_is_taken() {
        let features = json!([
            polygon(&json!({})),
            { "type": "Feature", "properties": {}, "geometry": { "type": "Point", "coordinates": [121, 30] } },
            polygon(&json!({ "usage": "park" })),
            polygon(&json!({ "hours": "night" })),
            polygon(&json!({ "车型": "客车、马车" })),
            { "type": "Feature", "geometry": { "type": "Polygon", "coordinates": [[[121, 99], [122, 99], [122, 98]]] } },
            { "type": "Feature", "geometry": { "type": "Polygon", "coordinates": [[["121", "30"]]] } },
        ]);
        let faults = read(&json!({ "type": "FeatureCollection", "features": features }), &usual(Datum::Gcj02));
        let told: Vec<_> = faults.unwrap_err().into_iter().map(|f| (f.feature, f.code)).collect();
        let expected = [
            (2, "geojson_geometry"),
            (3, "zone_usage_unknown"),
            (4, "zone_hours"),
            (5, "zone_class_unknown"),
            (6, "out_of_range"),
            (7, "geojson_geometry"),
        ];
        assert_eq!(told, expected);
        for (file, code) in [
            (json!([]), "geojson_not"),
            (json!({ "type": "Topology" }), "geojson_not"),
            (json!({ "type": "FeatureCollection", "features": [] }), "geojson_no_features"),
        ] {
            assert_eq!(read(&file, &usual(Datum::Wgs84)).unwrap_err()[0].code, code);
        }
    }
}
