//! Tracks as people look at them: few enough points to draw, with the findings on them.

use anlu_domain::{
    finding::{Finding, Severity},
    ids::FindingId,
    time::UtcMs,
    track::Fix,
};
use serde::Serialize;

/// Most points of an answer; longer tracks are thinned evenly.
const MAX_POINTS: usize = 5_000;

/// One position.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct TrackPoint {
    /// Device time.
    pub t: UtcMs,
    /// Longitude.
    pub lon: f64,
    /// Latitude.
    pub lat: f64,
    /// Speed, km/h.
    pub speed: Option<f32>,
}

/// The part of a track a finding is about.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrackSpan {
    /// Finding.
    pub finding_id: FindingId,
    /// Rule.
    pub rule: String,
    /// Severity.
    pub severity: Severity,
    /// First instant.
    pub start: UtcMs,
    /// Last instant.
    pub end: UtcMs,
}

impl From<&Finding> for TrackSpan {
    fn from(f: &Finding) -> Self {
        Self { finding_id: f.id, rule: f.rule.clone(), severity: f.severity, start: f.start, end: f.end }
    }
}

/// At most [`MAX_POINTS`] of the positions; the last is always there.
pub(crate) fn thinned(fixes: &[Fix]) -> Vec<TrackPoint> {
    let point = |f: &Fix| f.at.map(|at| TrackPoint { t: f.time, lon: at.lon, lat: at.lat, speed: f.speed_kmh() });
    let points: Vec<TrackPoint> = fixes.iter().filter_map(point).collect();
    let every = points.len().div_ceil(MAX_POINTS).max(1);
    let last = points.len().saturating_sub(1);
    points.into_iter().enumerate().filter(|(i, _)| i % every == 0 || *i == last).map(|(_, p)| p).collect()
}
