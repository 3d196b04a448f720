//! Where the vehicle of a signal went, around its findings.

use anlu_domain::{ids::SignalId, ports::TrackError, time::HOUR_MS};
use anlu_store::repo::{finding, signal as repo};
use serde::Serialize;

use super::SignalError;
use crate::{
    access::{Action, require},
    ctx::Ctx,
    step_error::StepError,
    track::{TrackPoint, TrackSpan, thinned},
};

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
    let stored = repo::get(db, &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
    let found = finding::of_signal(db, id).await?;
    let findings = found.iter().map(|f| TrackSpan::from(&f.finding)).collect();
    // A driver-day may span vehicles: the track is that of the vehicle of the newest finding.
    let vehicle = found.iter().rev().find_map(|f| f.vehicle).or(stored.signal.vehicle);
    let Some(vehicle) = vehicle else { return Ok(SignalTrack { points: Vec::new(), findings }) };
    let (from, to) = (stored.first_at.plus(-HOUR_MS), stored.last_at.plus(HOUR_MS));
    let tracks = ctx.tracks.clone();
    let read = tokio::task::spawn_blocking(move || tracks.track(vehicle, from, to)).await;
    let fixes = read.map_err(|e| TrackError(e.to_string()))??;
    Ok(SignalTrack { points: thinned(&fixes), findings })
}
