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
    /// The smallest one around some points; `None` without points.
    pub fn of<'a>(points: impl IntoIterator<Item = &'a Point>) -> Option<Self> {
        points.into_iter().fold(None, |known: Option<Self>, p| {
            let b = known.unwrap_or(Self { min: *p, max: *p });
            Some(Self {
                min: Point { lon: b.min.lon.min(p.lon), lat: b.min.lat.min(p.lat) },
                max: Point { lon: b.max.lon.max(p.lon), lat: b.max.lat.max(p.lat) },
            })
        })
    }

    /// Reads `west,south,east,north` in degrees; `None`: it is no rectangle on the globe.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<f64> = text.split(',').map(|n| n.trim().parse().ok()).collect::<Option<_>>()?;
        let [west, south, east, north] = parts.try_into().ok()?;
        let on_globe =
            -180.0 <= west && west <= east && east <= 180.0 && -90.0 <= south && south <= north && north <= 90.0;
        on_globe.then_some(Self { min: Point { lon: west, lat: south }, max: Point { lon: east, lat: north } })
    }

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
    fn rectangles_are_read_and_made_of_points() {
        let read = Bounds::parse("121, 30,122.5,31").unwrap();
        let corners = [Point { lon: 122.5, lat: 30.0 }, Point { lon: 121.0, lat: 31.0 }];
        assert_eq!((Bounds::of(&corners), Bounds::of(&[])), (Some(read), None));
        for bad in ["", "1,2,3", "122,30,121,31", "1,2,3,91", "a,b,c,d", "NaN,0,1,1", "1,2,3,4,5"] {
            assert_eq!(Bounds::parse(bad), None, "{bad:?}");
        }
    }

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
