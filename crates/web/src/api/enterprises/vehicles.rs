//! `GET /enterprises/{id}/vehicles`.

use axum::Json;

use crate::{
    api::{
        paging::{PageParams, Paged},
        vehicles::list::VehicleRow,
    },
    error::{OneProblems, Problem},
    extract::{Id, Params, Session},
};

/// Vehicles of the enterprise.
#[utoipa::path(get, path = "/enterprises/{id}/vehicles", operation_id = "list_enterprise_vehicles", tag = "enterprises",
    params(("id" = Uuid, Path, description = "Enterprise"), PageParams),
    responses((status = 200, body = Paged<VehicleRow>), OneProblems))]
pub(crate) async fn list_enterprise_vehicles(
    session: Session,
    Id(id): Id,
    Params(page): Params<PageParams>,
) -> Result<Json<Paged<VehicleRow>>, Problem> {
    crate::error::pending((session, id, page))
}
