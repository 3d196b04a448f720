//! `GET /enterprises/{id}/people`.

use anlu_app::registry::{enterprise::get::visible, person::list};
use anlu_domain::ids::EnterpriseId;
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
    let id = EnterpriseId(id);
    visible(&session.ctx, id).await?;
    let filter = list::Filter { enterprise: Some(id), left: Some(false), ..list::Filter::default() };
    Ok(Json(Paged::of(list::list(&session.ctx, &filter, page.page()).await?, PersonRow::from)))
}
