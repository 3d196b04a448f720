//! `GET /signals/{id}/track`: where the vehicle went around the findings of a signal.

use anlu_app::signal::track;
use anlu_domain::ids::SignalId;
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    api::track::{TrackPoint, TrackSpan},
    error::{OneProblems, Problem},
    extract::{Id, Session},
};

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
    Ok(Json(Track {
        points: found.points.into_iter().map(Into::into).collect(),
        findings: found.findings.into_iter().map(Into::into).collect(),
    }))
}
