//! `GET /enterprises/{id}/signals`.

use anlu_app::{registry::enterprise::get::visible, signal::list};
use anlu_domain::ids::EnterpriseId;
use axum::Json;

use crate::{
    api::{
        paging::{PageParams, Paged},
        signals::list::SignalRow,
    },
    error::{OneProblems, Problem},
    extract::{Id, Params, Session},
};

/// Signals of the enterprise: unsettled first, the most serious first, then the newest.
#[utoipa::path(get, path = "/enterprises/{id}/signals", operation_id = "list_enterprise_signals", tag = "enterprises",
    params(("id" = Uuid, Path, description = "Enterprise"), PageParams),
    responses((status = 200, body = Paged<SignalRow>), OneProblems))]
pub(crate) async fn list_enterprise_signals(
    session: Session,
    Id(id): Id,
    Params(page): Params<PageParams>,
) -> Result<Json<Paged<SignalRow>>, Problem> {
    let id = EnterpriseId(id);
    visible(&session.ctx, id).await?;
    let filter = list::Filter { enterprise: Some(id), ..list::Filter::default() };
    Ok(Json(Paged::of(list::list(&session.ctx, filter, page.page()).await?, SignalRow::from)))
}
