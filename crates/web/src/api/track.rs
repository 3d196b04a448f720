//! Tracks on the wire.

use anlu_app::track;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::{values::Time, vocabulary::Severity};

/// One position.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TrackPoint {
    /// Device time.
    pub(crate) t: Time,
    /// Longitude, WGS-84.
    pub(crate) lon: f64,
    /// Latitude, WGS-84.
    pub(crate) lat: f64,
    /// Speed, km/h, when the terminal told it.
    pub(crate) speed: Option<f64>,
}

/// The part of a track a finding is about.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TrackSpan {
    /// Finding.
    pub(crate) finding_id: Uuid,
    /// Rule.
    pub(crate) rule: String,
    /// Severity.
    pub(crate) severity: Severity,
    /// First instant.
    pub(crate) start: Time,
    /// Last instant.
    pub(crate) end: Time,
}

impl From<track::TrackPoint> for TrackPoint {
    fn from(p: track::TrackPoint) -> Self {
        Self { t: p.t.into(), lon: p.lon, lat: p.lat, speed: p.speed.map(Into::into) }
    }
}

impl From<track::TrackSpan> for TrackSpan {
    fn from(s: track::TrackSpan) -> Self {
        Self {
            finding_id: s.finding_id.0,
            rule: s.rule,
            severity: s.severity.into(),
            start: s.start.into(),
            end: s.end.into(),
        }
    }
}
