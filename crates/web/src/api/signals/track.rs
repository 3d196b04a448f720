//! `GET /signals/{id}/track`: where the vehicle went around the findings of a signal.

use anlu_app::signal::track;
use anlu_domain::ids::SignalId;
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{values::Time, vocabulary::Severity},
    error::{OneProblems, Problem},
    extract::{Id, Session},
};

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

/// A track with the findings on it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Track {
    /// Positions in time order, thinned to at most 5,000.
    pub(crate) points: Vec<TrackPoint>,
    /// Findings on it.
    pub(crate) findings: Vec<TrackSpan>,
}

/// The track from an hour before the first finding to an hour after the last.
#[utoipa::path(get, path = "/signals/{id}/track", operation_id = "get_signal_track", tag = "signals",
    params(("id" = Uuid, Path, description = "Signal")),
    responses((status = 200, body = Track), OneProblems))]
pub(crate) async fn get_signal_track(session: Session, Id(id): Id) -> Result<Json<Track>, Problem> {
    let found = track::track(&session.ctx, SignalId(id)).await?;
    let point =
        |p: track::TrackPoint| TrackPoint { t: p.t.into(), lon: p.lon, lat: p.lat, speed: p.speed.map(Into::into) };
    let span = |s: track::TrackSpan| TrackSpan {
        finding_id: s.finding_id.0,
        rule: s.rule,
        severity: s.severity.into(),
        start: s.start.into(),
        end: s.end.into(),
    };
    Ok(Json(Track {
        points: found.points.into_iter().map(point).collect(),
        findings: found.findings.into_iter().map(span).collect(),
    }))
}
