//! `GET /enterprises/{id}/vehicles`.

use anlu_app::registry::{enterprise::get::visible, vehicle::list};
use anlu_domain::ids::EnterpriseId;
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
    let id = EnterpriseId(id);
    visible(&session.ctx, id).await?;
    let filter = list::Filter { enterprise: Some(id), ..list::Filter::default() };
    Ok(Json(Paged::of(list::list(&session.ctx, &filter, page.page()).await?, VehicleRow::from)))
}
