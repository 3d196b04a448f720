//! `GET /enterprises/{id}/hazards`.

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
    crate::error::pending((session, id, page))
}
