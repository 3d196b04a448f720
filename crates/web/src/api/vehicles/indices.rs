//! `GET /vehicles/{id}/indices`.

use anlu_app::index;
use anlu_domain::ids::VehicleId;
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    api::{
        indices::values::{PeriodParams, VehicleIndex},
        values::Day,
    },
    error::{OneProblems, Problem},
    extract::{Id, Params, Session},
};

/// A day of a vehicle.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VehicleIndexDay {
    /// The day.
    day: Day,
    /// Its indices; none when nothing came.
    index: Option<VehicleIndex>,
}

/// Days of a vehicle.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VehicleIndexDays {
    /// Days that were computed, oldest first.
    days: Vec<VehicleIndexDay>,
}

/// Daily indices of a vehicle.
#[utoipa::path(get, path = "/vehicles/{id}/indices", operation_id = "get_vehicle_indices", tag = "vehicles",
    params(("id" = Uuid, Path, description = "Vehicle"), PeriodParams),
    responses((status = 200, body = VehicleIndexDays), OneProblems))]
pub(crate) async fn get_vehicle_indices(
    session: Session,
    Id(id): Id,
    Params(asked): Params<PeriodParams>,
) -> Result<Json<VehicleIndexDays>, Problem> {
    let period = asked.period(session.ctx.now());
    let found = index::of_vehicle(&session.ctx, VehicleId(id), period).await?;
    let day =
        |d: index::DayOf<Option<index::Told>>| VehicleIndexDay { day: d.day.into(), index: d.figures.map(Into::into) };
    Ok(Json(VehicleIndexDays { days: found.days.into_iter().map(day).collect() }))
}
