//! Where the vehicle of a signal went, around its findings.

use anlu_domain::{
    finding::Severity,
    ids::{FindingId, SignalId},
    ports::TrackError,
    time::{HOUR_MS, UtcMs},
    track::Fix,
};
use anlu_store::repo::{finding, signal as repo};
use serde::Serialize;

use super::SignalError;
use crate::{
    access::{Action, require},
    ctx::Ctx,
};

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

/// A track with the findings on it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SignalTrack {
    /// Positions in time order.
    pub points: Vec<TrackPoint>,
    /// Findings.
    pub findings: Vec<TrackSpan>,
}

/// The track from an hour before the first finding to an hour after the last.
pub async fn track(ctx: &Ctx, id: SignalId) -> Result<SignalTrack, SignalError> {
    require(ctx, Action::SignalRead)?;
    let db = ctx.store.read();
    let stored = repo::get(db, &ctx.viewer, id).await?.ok_or(SignalError::NotFound)?;
    let found = finding::of_signal(db, id).await?;
    let findings = found
        .iter()
        .map(|f| TrackSpan {
            finding_id: f.finding.id,
            rule: f.finding.rule.clone(),
            severity: f.finding.severity,
            start: f.finding.start,
            end: f.finding.end,
        })
        .collect();
    // A driver-day may span vehicles: the track is that of the vehicle of the newest finding.
    let vehicle = found.iter().rev().find_map(|f| f.vehicle).or(stored.signal.vehicle);
    let Some(vehicle) = vehicle else { return Ok(SignalTrack { points: Vec::new(), findings }) };
    let (from, to) = (stored.first_at.plus(-HOUR_MS), stored.last_at.plus(HOUR_MS));
    let tracks = ctx.tracks.clone();
    let read = tokio::task::spawn_blocking(move || tracks.track(vehicle, from, to)).await;
    let fixes = read.map_err(|e| TrackError(e.to_string()))??;
    Ok(SignalTrack { points: thin(&fixes), findings })
}

fn thin(fixes: &[Fix]) -> Vec<TrackPoint> {
    let point = |f: &Fix| f.at.map(|at| TrackPoint { t: f.time, lon: at.lon, lat: at.lat, speed: f.speed_kmh() });
    let points: Vec<TrackPoint> = fixes.iter().filter_map(point).collect();
    let every = points.len().div_ceil(MAX_POINTS).max(1);
    let last = points.len().saturating_sub(1);
    points.into_iter().enumerate().filter(|(i, _)| i % every == 0 || *i == last).map(|(_, p)| p).collect()
}
