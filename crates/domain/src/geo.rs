//! Points in WGS-84 and distances.

use serde::{Deserialize, Serialize};

pub mod datum;
pub mod shape;

/// Mean Earth radius in metres used by every distance here.
pub const EARTH_RADIUS_M: f64 = 6_371_000.0;

/// A point in WGS-84 degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Longitude in degrees, east positive.
    pub lon: f64,
    /// Latitude in degrees, north positive.
    pub lat: f64,
}

/// A rectangle of degrees, borders included. Not for areas across the 180th meridian.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bounds {
    /// South-western corner.
    pub min: Point,
    /// North-eastern corner.
    pub max: Point,
}

impl Bounds {
    /// Whether a point lies inside or on the border.
    pub fn contains(&self, p: Point) -> bool {
        (self.min.lon..=self.max.lon).contains(&p.lon) && (self.min.lat..=self.max.lat).contains(&p.lat)
    }
}

/// The rectangle around a circle of `radius_m` metres. Not for circles that hold a pole or the 180th meridian.
pub fn around(centre: Point, radius_m: f64) -> Bounds {
    let lat = (radius_m / EARTH_RADIUS_M).to_degrees();
    let lon = lat / centre.lat.to_radians().cos().max(0.01);
    Bounds {
        min: Point { lon: centre.lon - lon, lat: centre.lat - lat },
        max: Point { lon: centre.lon + lon, lat: centre.lat + lat },
    }
}

/// Great-circle distance in metres (haversine).
pub fn distance_m(a: Point, b: Point) -> f64 {
    let (p1, p2) = (a.lat.to_radians(), b.lat.to_radians());
    let dl = (b.lon - a.lon).to_radians();
    let h = ((p2 - p1) / 2.0).sin().powi(2) + p1.cos() * p2.cos() * (dl / 2.0).sin().powi(2);
    2.0 * EARTH_RADIUS_M * h.sqrt().asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rectangle_holds_its_circle_and_little_more() {
        let centre = Point { lon: 121.25, lat: 30.17 };
        let bounds = around(centre, 1_000.0);
        for corner in [bounds.min, bounds.max] {
            let east = distance_m(centre, Point { lat: centre.lat, ..corner });
            let north = distance_m(centre, Point { lon: centre.lon, ..corner });
            assert!((999.9..1_001.0).contains(&east) && (999.9..1_001.0).contains(&north), "{east} {north}");
        }
        assert!(bounds.contains(centre) && !bounds.contains(Point { lon: 121.0, lat: 30.17 }));
    }

    #[test]
    fn a_degree_of_latitude_is_about_111_km() {
        let d = distance_m(Point { lon: 121.0, lat: 30.0 }, Point { lon: 121.0, lat: 31.0 });
        assert!((d - 111_195.0).abs() < 1.0, "{d}");
    }
}
