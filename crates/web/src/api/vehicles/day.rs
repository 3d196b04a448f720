//! `GET /vehicles/{id}/day`: where a vehicle went on one day.

use anlu_app::registry::vehicle::day::{self, Motion as Kind};
use anlu_domain::ids::VehicleId;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{
        track::{TrackPoint, TrackSpan},
        values::{Day, Place, Time},
    },
    error::{OneProblems, Problem},
    extract::{Id, Params, Session},
};

/// Which day.
#[derive(Debug, Deserialize)]
pub(crate) struct DayParams {
    day: Option<Day>,
}

/// What the vehicle did.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Motion {
    /// It drove.
    Driving,
    /// It stood.
    Still,
    /// A gap in the data: neither driving nor rest.
    Unknown,
}

impl From<Kind> for Motion {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Driving => Self::Driving,
            Kind::Still => Self::Still,
            Kind::Unknown => Self::Unknown,
        }
    }
}

/// A piece of the day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct DayPiece {
    /// First instant.
    start: Time,
    /// Last instant.
    end: Time,
    /// What the vehicle did.
    motion: Motion,
}

impl From<day::DayPiece> for DayPiece {
    fn from(p: day::DayPiece) -> Self {
        Self { start: p.start.into(), end: p.end.into(), motion: p.motion.into() }
    }
}

/// A place where it stood for five minutes or longer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DayStop {
    /// First instant.
    start: Time,
    /// Last instant.
    end: Time,
    /// Where, when known.
    at: Option<Place>,
}

/// One day of one vehicle.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VehicleDay {
    /// The day.
    day: Day,
    /// Driving, minutes.
    driving_minutes: f64,
    /// Standing, minutes.
    still_minutes: f64,
    /// Gaps in the data that are neither, minutes.
    unknown_minutes: f64,
    /// Distance over the ground while driving, kilometres.
    distance_km: f64,
    /// Distance by the odometer, kilometres, when it only ever rose.
    odometer_km: Option<f64>,
    /// Highest speed told by the terminal, km/h.
    max_kmh: Option<f64>,
    /// Positions received.
    fixes: u32,
    /// Of them without a place.
    without_position: u32,
    /// The day in pieces, in order.
    pieces: Vec<DayPiece>,
    /// Stops of five minutes or longer, in order.
    stops: Vec<DayStop>,
    /// Positions in time order, thinned to at most 5,000.
    points: Vec<TrackPoint>,
    /// Findings that touch the day.
    findings: Vec<TrackSpan>,
}

#[expect(clippy::cast_precision_loss, reason = "a day has 86.4 million milliseconds")]
fn minutes(ms: i64) -> f64 {
    ms as f64 / 60_000.0
}

/// Where a vehicle the viewer may see went on one day, how long it drove and stood, and what was found.
#[utoipa::path(get, path = "/vehicles/{id}/day", operation_id = "get_vehicle_day", tag = "vehicles",
    params(("id" = Uuid, Path, description = "Vehicle"),
        ("day" = Option<Day>, Query, description = "The civil day; today when it is left out")),
    responses((status = 200, body = VehicleDay), OneProblems))]
pub(crate) async fn get_vehicle_day(
    session: Session,
    Id(id): Id,
    Params(params): Params<DayParams>,
) -> Result<Json<VehicleDay>, Problem> {
    let wanted = params.day.map_or_else(|| session.ctx.now().day(), |day| day.0);
    let found = day::day(&session.ctx, VehicleId(id), wanted).await?;
    let stop = |s: day::Stop| DayStop { start: s.start.into(), end: s.end.into(), at: s.at.map(Into::into) };
    Ok(Json(VehicleDay {
        day: found.day.into(),
        driving_minutes: minutes(found.driving_ms),
        still_minutes: minutes(found.still_ms),
        unknown_minutes: minutes(found.unknown_ms),
        distance_km: found.distance_km,
        odometer_km: found.odometer_km,
        max_kmh: found.max_kmh.map(Into::into),
        fixes: found.fixes,
        without_position: found.without_position,
        pieces: found.pieces.into_iter().map(Into::into).collect(),
        stops: found.stops.into_iter().map(stop).collect(),
        points: found.points.into_iter().map(Into::into).collect(),
        findings: found.findings.into_iter().map(Into::into).collect(),
    }))
}
