//! `indices.toml`: what makes a vehicle on line, a position sound, a track complete and a jump a drift.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Basis, Confidence};

/// The file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IndexParams {
    /// 上线率.
    pub online: OnlineParams,
    /// 数据合格率.
    pub quality: QualityParams,
    /// 轨迹完整率.
    pub track: TrackParams,
    /// 漂移.
    pub drift: DriftParams,
}

/// When a vehicle was on line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OnlineParams {
    /// Sound positions of the day that make it so.
    pub positions: u32,
    /// How sure we are.
    pub confidence: Confidence,
    /// The clause.
    pub basis: Basis,
}

/// When a position is sound.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QualityParams {
    /// A position without a place is faulty; `false`: it is left out.
    pub without_place: bool,
    /// Western border, degrees.
    pub min_lon: f64,
    /// Eastern border, degrees.
    pub max_lon: f64,
    /// Southern border, degrees.
    pub min_lat: f64,
    /// Northern border, degrees.
    pub max_lat: f64,
    /// Highest speed, km/h.
    pub max_kmh: f32,
    /// Lowest altitude, metres.
    pub min_altitude_m: i16,
    /// Highest altitude, metres.
    pub max_altitude_m: i16,
    /// The device clock may run ahead of ours by so much (minutes).
    pub ahead_minutes: u32,
    /// How sure we are.
    pub confidence: Confidence,
    /// The clause.
    pub basis: Basis,
}

/// When a track is complete.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrackParams {
    /// Neighbouring positions farther apart than this have a hole between them (metres).
    pub hole_m: f64,
    /// How sure we are.
    pub confidence: Confidence,
    /// The clause.
    pub basis: Basis,
}

/// When a position jumped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DriftParams {
    /// Neighbouring positions that ask for a higher speed are a jump (km/h).
    pub max_kmh: f64,
    /// A shorter way is no jump (metres).
    pub min_m: f64,
    /// Jumps of a day that make a vehicle drift.
    pub jumps: u32,
    /// How sure we are.
    pub confidence: Confidence,
    /// The clause.
    pub basis: Basis,
}

/// A figure out of range: where it stands, and what may stand there.
pub(crate) struct OutOfRange {
    pub(crate) path: [&'static str; 2],
    pub(crate) value: String,
    pub(crate) hint: &'static str,
}

impl IndexParams {
    /// Figures that are out of range.
    pub(crate) fn faults(&self) -> Vec<OutOfRange> {
        let (q, d) = (&self.quality, &self.drift);
        let mut faults = Vec::new();
        let mut hold = |holds: bool, path, value: &dyn core::fmt::Display, hint| {
            if !holds {
                faults.push(OutOfRange { path, value: value.to_string(), hint });
            }
        };
        let (once, degrees) = ("write a whole number from 1 to 10000", "the smaller border first, in degrees");
        hold((1..=10_000).contains(&self.online.positions), ["online", "positions"], &self.online.positions, once);
        hold(
            -180.0 <= q.min_lon && q.min_lon < q.max_lon && q.max_lon <= 180.0,
            ["quality", "min_lon"],
            &q.min_lon,
            degrees,
        );
        hold(
            -90.0 <= q.min_lat && q.min_lat < q.max_lat && q.max_lat <= 90.0,
            ["quality", "min_lat"],
            &q.min_lat,
            degrees,
        );
        hold(
            (1.0..=500.0).contains(&q.max_kmh),
            ["quality", "max_kmh"],
            &q.max_kmh,
            "write a speed from 1 to 500 km/h",
        );
        let climbs = q.min_altitude_m < q.max_altitude_m;
        hold(climbs, ["quality", "min_altitude_m"], &q.min_altitude_m, "must be lower than max_altitude_m");
        hold(q.ahead_minutes <= 1_440, ["quality", "ahead_minutes"], &q.ahead_minutes, "write minutes from 0 to 1440");
        let hole = self.track.hole_m;
        hold((1.0..=100_000.0).contains(&hole), ["track", "hole_m"], &hole, "write metres from 1 to 100000");
        hold(
            (1.0..=2_000.0).contains(&d.max_kmh),
            ["drift", "max_kmh"],
            &d.max_kmh,
            "write a speed from 1 to 2000 km/h",
        );
        hold((0.0..=100_000.0).contains(&d.min_m), ["drift", "min_m"], &d.min_m, "write metres from 0 to 100000");
        hold((1..=10_000).contains(&d.jumps), ["drift", "jumps"], &d.jumps, once);
        faults
    }
}
