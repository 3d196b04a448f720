//! `GET /vehicles/{id}`: one vehicle.

use anlu_app::registry::vehicle::get;
use anlu_domain::ids::VehicleId;
use axum::Json;

use super::list::VehicleRow;
use crate::{
    error::{OneProblems, Problem},
    extract::{Id, Session},
};

/// One vehicle the viewer may see.
#[utoipa::path(get, path = "/vehicles/{id}", operation_id = "get_vehicle", tag = "vehicles",
    params(("id" = Uuid, Path, description = "Vehicle")),
    responses((status = 200, body = VehicleRow), OneProblems))]
pub(crate) async fn get_vehicle(session: Session, Id(id): Id) -> Result<Json<VehicleRow>, Problem> {
    Ok(Json(get::get(&session.ctx, VehicleId(id)).await?.into()))
}
