//! `GET /enterprises/{id}/signals`.

use axum::Json;

use crate::{
    api::{
        paging::{PageParams, Paged},
        signals::list::SignalRow,
    },
    error::{OneProblems, Problem},
    extract::{Id, Params, Session},
};

/// Signals of the enterprise, newest first.
#[utoipa::path(get, path = "/enterprises/{id}/signals", operation_id = "list_enterprise_signals", tag = "enterprises",
    params(("id" = Uuid, Path, description = "Enterprise"), PageParams),
    responses((status = 200, body = Paged<SignalRow>), OneProblems))]
pub(crate) async fn list_enterprise_signals(
    session: Session,
    Id(id): Id,
    Params(page): Params<PageParams>,
) -> Result<Json<Paged<SignalRow>>, Problem> {
    crate::error::pending((session, id, page))
}
