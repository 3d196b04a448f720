//! `GET /enterprises/{id}/changes`.

use anlu_app::ledger;
use axum::Json;

use crate::{
    api::{
        ledger::list::LedgerEntry,
        paging::{PageParams, Paged},
    },
    error::{OneProblems, Problem},
    extract::{Id, Params, Session},
};

/// Changes of the enterprise file, newest first.
#[utoipa::path(get, path = "/enterprises/{id}/changes", operation_id = "list_enterprise_changes", tag = "enterprises",
    params(("id" = Uuid, Path, description = "Enterprise"), PageParams),
    responses((status = 200, body = Paged<LedgerEntry>), OneProblems))]
pub(crate) async fn list_enterprise_changes(
    session: Session,
    Id(id): Id,
    Params(page): Params<PageParams>,
) -> Result<Json<Paged<LedgerEntry>>, Problem> {
    let kind = Some(String::from("enterprise"));
    Ok(Json(Paged::of(ledger::list(&session.ctx, kind, Some(id), page.page()).await?, LedgerEntry::from)))
}
