//! One day of one vehicle: where it went, how long it drove and stood, and what was found.

use anlu_domain::{
    geo::Point,
    ids::VehicleId,
    ports::TrackError,
    time::{CivilDay, DAY_MS, MINUTE_MS, UtcMs},
};
use anlu_rules::{
    engine::{self, Piece},
    journey::{Journey, journey},
    pack::MovementParams,
};
use anlu_store::repo::{finding, vehicle as repo};
use serde::Serialize;

use crate::{
    access::{Action, require},
    ctx::Ctx,
    registry::RegistryError,
    track::{TrackPoint, TrackSpan, thinned},
};

/// How movement is read where no pack is in use, as in the national one.
pub const MOVEMENT: MovementParams =
    MovementParams { moving_above_kmh: 5.0, max_interval_minutes: 10, same_place_m: 500.0 };

/// Shorter halts are traffic, not stops.
const SHORTEST_STOP_MS: i64 = 5 * MINUTE_MS;

/// What a vehicle did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Motion {
    /// It drove.
    Driving,
    /// It stood.
    Still,
    /// A gap in the data: neither driving nor rest.
    Unknown,
}

impl From<engine::Motion> for Motion {
    fn from(motion: engine::Motion) -> Self {
        match motion {
            engine::Motion::Driving => Self::Driving,
            engine::Motion::Still => Self::Still,
            engine::Motion::Unknown | engine::Motion::Away => Self::Unknown,
        }
    }
}

/// Time of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DayPiece {
    /// First instant.
    pub start: UtcMs,
    /// Last instant.
    pub end: UtcMs,
    /// What the vehicle did.
    pub motion: Motion,
}

impl From<&Piece> for DayPiece {
    fn from(p: &Piece) -> Self {
        Self { start: UtcMs(p.start), end: UtcMs(p.end), motion: p.motion.into() }
    }
}

/// A place where it stood for five minutes or longer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stop {
    /// First instant.
    pub start: UtcMs,
    /// Last instant.
    pub end: UtcMs,
    /// Where, when known.
    pub at: Option<Point>,
}

/// One day of one vehicle.
#[derive(Clone, Debug, PartialEq)]
pub struct VehicleDay {
    /// The civil day.
    pub day: CivilDay,
    /// Driving, milliseconds.
    pub driving_ms: i64,
    /// Standing, milliseconds.
    pub still_ms: i64,
    /// Gaps in the data that are neither, milliseconds.
    pub unknown_ms: i64,
    /// Distance over the ground while driving, kilometres.
    pub distance_km: f64,
    /// Distance by the odometer, kilometres.
    pub odometer_km: Option<f64>,
    /// Highest speed told, km/h.
    pub max_kmh: Option<f32>,
    /// Positions received.
    pub fixes: u32,
    /// Of them without a place.
    pub without_position: u32,
    /// The day in pieces.
    pub pieces: Vec<DayPiece>,
    /// Stops.
    pub stops: Vec<Stop>,
    /// Positions, thinned.
    pub points: Vec<TrackPoint>,
    /// Findings that touch the day.
    pub findings: Vec<TrackSpan>,
}

/// The day of a vehicle the viewer may see.
pub async fn day(ctx: &Ctx, id: VehicleId, day: CivilDay) -> Result<VehicleDay, RegistryError> {
    require(ctx, Action::VehicleRead)?;
    let db = ctx.store.read();
    if repo::get(db, &ctx.viewer, id).await?.is_none() {
        return Err(RegistryError::NotFound);
    }
    let (from, to) = (day.start(), day.start().plus(DAY_MS - 1));
    let found = finding::of_vehicle(db, id, from, to).await?;
    let tracks = ctx.tracks.clone();
    let read = tokio::task::spawn_blocking(move || tracks.track(id, from, to)).await;
    let fixes = read.map_err(|e| TrackError(e.to_string()))??;
    let seen = journey(&fixes, &ctx.movement);
    Ok(VehicleDay {
        points: thinned(&fixes),
        findings: found.iter().map(|f| TrackSpan::from(&f.finding)).collect(),
        ..of(day, &seen)
    })
}

fn of(day: CivilDay, seen: &Journey) -> VehicleDay {
    let stop = |p: &Piece| Stop { start: UtcMs(p.start), end: UtcMs(p.end), at: p.at };
    VehicleDay {
        day,
        driving_ms: seen.total_ms(engine::Motion::Driving),
        still_ms: seen.total_ms(engine::Motion::Still),
        unknown_ms: seen.total_ms(engine::Motion::Unknown),
        distance_km: seen.distance_m / 1_000.0,
        odometer_km: seen.odometer_km,
        max_kmh: seen.max_kmh,
        fixes: seen.fixes,
        without_position: seen.without_position,
        pieces: seen.pieces.iter().map(DayPiece::from).collect(),
        stops: seen.stops(SHORTEST_STOP_MS).map(stop).collect(),
        points: Vec::new(),
        findings: Vec::new(),
    }
}
