//! `GET /vehicles/sightings`: who was near a place then.

use anlu_app::registry::vehicle::sightings::{self, Question};
use anlu_domain::geo::Point;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::list::VehicleRow;
use crate::{
    api::values::Time,
    error::{ListProblems, Problem},
    extract::{Params, Session},
};

/// Where and when.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SightingParams {
    /// Longitude of the middle, WGS-84.
    pub(crate) lon: f64,
    /// Latitude of the middle, WGS-84.
    pub(crate) lat: f64,
    /// Radius, metres.
    #[param(minimum = 1, maximum = 20000)]
    pub(crate) radius_m: f64,
    /// First instant.
    #[param(value_type = String, format = DateTime)]
    pub(crate) from: Time,
    /// Last instant; at most a day after the first.
    #[param(value_type = String, format = DateTime)]
    pub(crate) to: Time,
}

/// A vehicle that was there.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VehicleSighting {
    /// The vehicle.
    pub(crate) vehicle: VehicleRow,
    /// Device time of its first position inside.
    pub(crate) first: Time,
    /// Device time of its last position inside.
    pub(crate) last: Time,
    /// Positions inside.
    pub(crate) fixes: u32,
}

/// Vehicles that were there.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VehicleSightings {
    /// By first instant, at most 500.
    pub(crate) items: Vec<VehicleSighting>,
    /// Whether there were more: a smaller circle or a shorter time shows them all.
    pub(crate) more: bool,
}

/// The vehicles of the viewer's scope that had a position inside a circle during a time of at most a day.
#[utoipa::path(get, path = "/vehicles/sightings", operation_id = "list_vehicle_sightings", tag = "vehicles",
    params(SightingParams), responses((status = 200, body = VehicleSightings), ListProblems))]
pub(crate) async fn list_vehicle_sightings(
    session: Session,
    Params(p): Params<SightingParams>,
) -> Result<Json<VehicleSightings>, Problem> {
    let centre = Point { lon: p.lon, lat: p.lat };
    let question = Question { centre, radius_m: p.radius_m, from: p.from.0, to: p.to.0 };
    let found = sightings::sightings(&session.ctx, question).await?;
    let seen = |s: sightings::Seen| VehicleSighting {
        vehicle: s.listed.into(),
        first: s.sighting.first.into(),
        last: s.sighting.last.into(),
        fixes: s.sighting.fixes,
    };
    Ok(Json(VehicleSightings { items: found.items.into_iter().map(seen).collect(), more: found.more }))
}
