//! `GET /enterprises/{id}/people`.

use axum::Json;

use crate::{
    api::{
        paging::{PageParams, Paged},
        people::list::PersonRow,
    },
    error::{OneProblems, Problem},
    extract::{Id, Params, Session},
};

/// People of the enterprise who work there now.
#[utoipa::path(get, path = "/enterprises/{id}/people", operation_id = "list_enterprise_people", tag = "enterprises",
    params(("id" = Uuid, Path, description = "Enterprise"), PageParams),
    responses((status = 200, body = Paged<PersonRow>), OneProblems))]
pub(crate) async fn list_enterprise_people(
    session: Session,
    Id(id): Id,
    Params(page): Params<PageParams>,
) -> Result<Json<Paged<PersonRow>>, Problem> {
    crate::error::pending((session, id, page))
}
