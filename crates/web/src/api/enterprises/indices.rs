//! `GET /enterprises/{id}/indices`.

use anlu_app::index;
use anlu_domain::ids::EnterpriseId;
use axum::Json;

use crate::{
    api::indices::values::{GroupIndexDays, PeriodParams},
    error::{OneProblems, Problem},
    extract::{Id, Params, Session},
};

/// Daily indices of the vehicles of an enterprise.
#[utoipa::path(get, path = "/enterprises/{id}/indices", operation_id = "get_enterprise_indices", tag = "enterprises",
    params(("id" = Uuid, Path, description = "Enterprise"), PeriodParams),
    responses((status = 200, body = GroupIndexDays), OneProblems))]
pub(crate) async fn get_enterprise_indices(
    session: Session,
    Id(id): Id,
    Params(asked): Params<PeriodParams>,
) -> Result<Json<GroupIndexDays>, Problem> {
    let period = asked.period(session.ctx.now());
    Ok(Json(index::of_enterprise(&session.ctx, EnterpriseId(id), period).await?.into()))
}
