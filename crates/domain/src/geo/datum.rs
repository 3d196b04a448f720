//! Coordinates of Chinese maps to WGS-84.
//!
//! GCJ-02 (the shifted coordinates of maps sold in China) and BD-09 (Baidu's shift on top of it) are not published; the
//! formulas are those that everybody uses, known since 2013, and reproduce published pairs of points to centimetres. The
//! way back is found by iteration. Outside China both are WGS-84. CGCS2000 differs from WGS-84 by centimetres and is
//! taken as it.

use core::f64::consts::PI;

use serde::{Deserialize, Serialize};

use super::Point;

/// The datum in which coordinates were given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Datum {
    /// WGS-84, also CGCS2000: GNSS devices, 天地图, surveyors.
    Wgs84,
    /// GCJ-02: 高德, 腾讯 and most commercial maps.
    Gcj02,
    /// BD-09: 百度.
    Bd09,
}

crate::party::names!(Datum {
    Wgs84 = "wgs84" "WGS-84（CGCS2000）",
    Gcj02 = "gcj02" "GCJ-02（高德、腾讯）",
    Bd09 = "bd09" "BD-09（百度）",
});

/// Rounds of the way back; each gains about four digits.
const ROUNDS: usize = 8;
/// What Baidu's waves go round with, per degree.
const TURN: f64 = PI * 3_000.0 / 180.0;
/// Semi-major axis and squared eccentricity of the ellipsoid of Krasovsky, which the shift is computed on.
const AXIS: f64 = 6_378_245.0;
const ECCENTRICITY: f64 = 0.006_693_421_622_965_943;

impl Datum {
    /// A point of this datum in WGS-84.
    pub fn to_wgs84(self, p: Point) -> Point {
        match self {
            Self::Wgs84 => p,
            Self::Gcj02 => back(p, to_gcj02),
            Self::Bd09 => back(back(p, to_bd09), to_gcj02),
        }
    }

    /// A point of WGS-84 in this datum.
    pub fn from_wgs84(self, p: Point) -> Point {
        match self {
            Self::Wgs84 => p,
            Self::Gcj02 => to_gcj02(p),
            Self::Bd09 => to_bd09(to_gcj02(p)),
        }
    }
}

/// The point whose image under `forward` is `p`.
fn back(p: Point, forward: impl Fn(Point) -> Point) -> Point {
    let mut guess = p;
    for _ in 0..ROUNDS {
        let image = forward(guess);
        guess = Point { lon: guess.lon + p.lon - image.lon, lat: guess.lat + p.lat - image.lat };
    }
    guess
}

/// Where no shift is applied.
fn abroad(p: Point) -> bool {
    !(72.004..=137.8347).contains(&p.lon) || !(0.8293..=55.8271).contains(&p.lat)
}

fn to_gcj02(p: Point) -> Point {
    if abroad(p) {
        return p;
    }
    let (x, y) = (p.lon - 105.0, p.lat - 35.0);
    let waves = |t: f64| (20.0 * (6.0 * t * PI).sin() + 20.0 * (2.0 * t * PI).sin()) * 2.0 / 3.0;
    let root = 0.1 * x.abs().sqrt();
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 2.0 * root
        + waves(x)
        + (20.0 * (y * PI).sin() + 40.0 * (y / 3.0 * PI).sin()) * 2.0 / 3.0
        + (160.0 * (y / 12.0 * PI).sin() + 320.0 * (y * PI / 30.0).sin()) * 2.0 / 3.0;
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + root
        + waves(x)
        + (20.0 * (x * PI).sin() + 40.0 * (x / 3.0 * PI).sin()) * 2.0 / 3.0
        + (150.0 * (x / 12.0 * PI).sin() + 300.0 * (x / 30.0 * PI).sin()) * 2.0 / 3.0;
    let lat = p.lat.to_radians();
    let magic = 1.0 - ECCENTRICITY * lat.sin() * lat.sin();
    let meridian = AXIS * (1.0 - ECCENTRICITY) / (magic * magic.sqrt());
    let parallel = AXIS / magic.sqrt() * lat.cos();
    Point { lon: p.lon + (east / parallel).to_degrees(), lat: p.lat + (north / meridian).to_degrees() }
}

fn to_bd09(p: Point) -> Point {
    if abroad(p) {
        return p;
    }
    let radius = p.lon.hypot(p.lat) + 0.000_02 * (p.lat * TURN).sin();
    let angle = p.lat.atan2(p.lon) + 0.000_003 * (p.lon * TURN).cos();
    Point { lon: radius * angle.cos() + 0.006_5, lat: radius * angle.sin() + 0.006 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::distance_m;

    fn p(lat: f64, lon: f64) -> Point {
        Point { lon, lat }
    }

    /// Published pairs of WGS-84 and GCJ-02: Shanghai, Shenzhen, Beijing.
    const PAIRS: [(Point, Point); 3] = [
        (
            Point { lat: 31.177_427_6, lon: 121.527_210_6 },
            Point { lat: 31.175_303_983_645_97, lon: 121.531_541_859_215 },
        ),
        (
            Point { lat: 22.543_847, lon: 113.912_316 },
            Point { lat: 22.540_796_131_694_766, lon: 113.917_176_480_836_3 },
        ),
        (
            Point { lat: 39.911_954, lon: 116.377_817 },
            Point { lat: 39.913_345_455_360_69, lon: 116.384_047_224_556_57 },
        ),
    ];

    #[test]
    fn published_points_are_met_both_ways() {
        for (wgs, gcj) in PAIRS {
            assert!(distance_m(Datum::Gcj02.from_wgs84(wgs), gcj) < 0.05, "{wgs:?}");
            assert!(distance_m(Datum::Gcj02.to_wgs84(gcj), wgs) < 0.05, "{gcj:?}");
            assert!(distance_m(wgs, gcj) > 300.0, "taken as it stands a point is hundreds of metres off");
        }
        // A published pair of GCJ-02 and BD-09, of a widely used converter.
        let (gcj, bd) = (p(39.915, 116.404), p(39.921_336_993_510_21, 116.410_369_493_710_29));
        assert!(distance_m(Datum::Bd09.from_wgs84(Datum::Gcj02.to_wgs84(gcj)), bd) < 0.05);
        assert!(distance_m(Datum::Bd09.to_wgs84(bd), Datum::Gcj02.to_wgs84(gcj)) < 0.05);
    }

    #[test]
    fn there_and_back_is_where_one_was() {
        for lat in 0..10 {
            for lon in 0..10 {
                let here = p(20.0 + 3.0 * f64::from(lat), 80.0 + 5.0 * f64::from(lon));
                for (datum, ..) in Datum::ALL {
                    let off = distance_m(datum.to_wgs84(datum.from_wgs84(here)), here);
                    assert!(off < 0.001, "{datum:?} {here:?}: {off}");
                }
            }
        }
    }

    #[test]
    fn abroad_nothing_is_shifted() {
        let paris = p(48.8566, 2.3522);
        assert_eq!((Datum::Gcj02.to_wgs84(paris), Datum::Bd09.to_wgs84(paris)), (paris, paris));
    }
}
