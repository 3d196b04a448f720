//! `GET /enterprises/{id}/hazards`.

use anlu_app::{hazard::list, registry::enterprise::get::visible};
use anlu_domain::ids::EnterpriseId;
use axum::Json;

use crate::{
    api::{
        hazards::list::HazardRow,
        paging::{PageParams, Paged},
    },
    error::{OneProblems, Problem},
    extract::{Id, Params, Session},
};

/// Hazards of the enterprise, newest first.
#[utoipa::path(get, path = "/enterprises/{id}/hazards", operation_id = "list_enterprise_hazards", tag = "enterprises",
    params(("id" = Uuid, Path, description = "Enterprise"), PageParams),
    responses((status = 200, body = Paged<HazardRow>), OneProblems))]
pub(crate) async fn list_enterprise_hazards(
    session: Session,
    Id(id): Id,
    Params(page): Params<PageParams>,
) -> Result<Json<Paged<HazardRow>>, Problem> {
    let id = EnterpriseId(id);
    visible(&session.ctx, id).await?;
    let filter = list::Filter { enterprise: Some(id), sort: list::Sort::Found, ..list::Filter::default() };
    Ok(Json(Paged::of(list::list(&session.ctx, filter, page.page()).await?, HazardRow::from)))
}
