//! `GET /vehicles/live`: where vehicles are now.

use anlu_app::live::{latest::VehicleNow, list};
use anlu_domain::time::UtcMs;
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        values::{Named, Time},
        vocabulary::Severity,
    },
    error::{Problem, ReadProblems},
    extract::Session,
};

/// The last known position of a vehicle.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LiveVehicle {
    /// Vehicle.
    pub(crate) vehicle_id: Uuid,
    /// Plate.
    pub(crate) plate: String,
    /// Owner.
    pub(crate) enterprise: Named,
    /// Longitude, WGS-84.
    pub(crate) lon: f64,
    /// Latitude, WGS-84.
    pub(crate) lat: f64,
    /// Speed, km/h.
    pub(crate) speed_kmh: Option<f64>,
    /// Course over ground, degrees clockwise from north.
    pub(crate) direction_deg: Option<u16>,
    /// Device time of the position.
    pub(crate) time: Time,
    /// Whether the vehicle has been heard within the last ten minutes.
    pub(crate) online: bool,
    /// Severity of its most serious open signal.
    pub(crate) alert: Option<Severity>,
}

impl LiveVehicle {
    /// The position as it is told at `now`. `None` without an owner: nobody but the gateway knows such a terminal.
    pub(crate) fn of(v: &VehicleNow, now: UtcMs) -> Option<Self> {
        let (enterprise, name) = v.enterprise.clone()?;
        Some(Self {
            vehicle_id: v.vehicle.0,
            plate: v.plate.clone(),
            enterprise: Named { id: enterprise.0, name },
            lon: v.at.lon,
            lat: v.at.lat,
            speed_kmh: v.speed_kmh.map(Into::into),
            direction_deg: v.direction_deg,
            time: v.time.into(),
            online: v.online(now),
            alert: v.alert.map(Into::into),
        })
    }
}

/// The last position of every vehicle in the viewer's scope that has been heard today.
#[utoipa::path(get, path = "/vehicles/live", operation_id = "live_vehicles", tag = "vehicles",
    responses((status = 200, body = Vec<LiveVehicle>), ReadProblems))]
pub(crate) async fn live_vehicles(session: Session) -> Result<Json<Vec<LiveVehicle>>, Problem> {
    let now = session.ctx.now();
    let all = list::list(&session.ctx).await?;
    Ok(Json(all.iter().filter_map(|v| LiveVehicle::of(v, now)).collect()))
}
