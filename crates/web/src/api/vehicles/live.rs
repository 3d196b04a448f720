//! `GET /vehicles/live`: where vehicles are now.

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

/// The last position of every vehicle in the viewer's scope that has been heard today.
#[utoipa::path(get, path = "/vehicles/live", operation_id = "live_vehicles", tag = "vehicles",
    responses((status = 200, body = Vec<LiveVehicle>), ReadProblems))]
pub(crate) async fn live_vehicles(session: Session) -> Result<Json<Vec<LiveVehicle>>, Problem> {
    crate::error::pending(session)
}
