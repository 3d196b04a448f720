//! Stored form of a place: whole millionths of a degree where that loses nothing, as terminals send them.

use anlu_domain::geo::Point;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Serialize, Deserialize)]
enum Stored {
    Nowhere,
    Micro(i32, i32),
    Exact(f64, f64),
}

#[expect(clippy::ref_option, reason = "the form serde asks for")]
pub(super) fn serialize<S: Serializer>(at: &Option<Point>, s: S) -> Result<S::Ok, S::Error> {
    let stored = match at {
        None => Stored::Nowhere,
        Some(at) => match micro(at.lon).zip(micro(at.lat)) {
            Some((lon, lat)) => Stored::Micro(lon, lat),
            None => Stored::Exact(at.lon, at.lat),
        },
    };
    stored.serialize(s)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Point>, D::Error> {
    Ok(match Stored::deserialize(d)? {
        Stored::Nowhere => None,
        Stored::Micro(lon, lat) => Some(Point { lon: degrees(lon), lat: degrees(lat) }),
        Stored::Exact(lon, lat) => Some(Point { lon, lat }),
    })
}

/// Whole millionths of a degree, when that loses nothing.
#[expect(clippy::cast_possible_truncation, reason = "held against what it came from")]
pub(crate) fn micro(degree: f64) -> Option<i32> {
    let scaled = degree * 1e6;
    // The half rounds; a cast cuts off.
    let whole = (scaled + 0.5_f64.copysign(scaled)) as i32;
    (scaled.abs() < 1e9 && degrees(whole).to_bits() == degree.to_bits()).then_some(whole)
}

/// Degrees of millionths.
pub(crate) fn degrees(micro: i32) -> f64 {
    f64::from(micro) / 1e6
}
