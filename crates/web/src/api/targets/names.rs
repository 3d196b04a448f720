//! `GET /targets/{id}/names`: the names behind a figure. `GET /targets/{id}/names.xlsx`: as a workbook.

use anlu_app::target::{
    export::export,
    names::{self, TargetName},
};
use axum::{Json, response::Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    api::{
        attachment::workbook,
        paging::{PageParams, Paged},
        values::{Named, Time},
    },
    error::{OneProblems, Problem},
    extract::{Params, PathParam, Session},
};

/// One who is listed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TargetNameRow {
    /// Enterprise.
    enterprise: Named,
    /// Grid node of the enterprise.
    grid: Option<Named>,
    /// The person; absent: the enterprise itself.
    person: Option<Named>,
    /// When it was reminded.
    reminded_at: Option<Time>,
    /// Who reminded it.
    reminded_by: Option<String>,
}

impl From<TargetName> for TargetNameRow {
    fn from(n: TargetName) -> Self {
        Self {
            enterprise: n.enterprise.into(),
            grid: n.grid.map(Into::into),
            person: n.person.map(Into::into),
            reminded_at: n.reminded.as_ref().map(|(at, _)| (*at).into()),
            reminded_by: n.reminded.map(|(_, by)| by),
        }
    }
}

/// Those who miss a target; of one that asks for a number, those who fulfil it.
#[utoipa::path(get, path = "/targets/{id}/names", operation_id = "list_target_names", tag = "targets",
    params(("id" = String, Path, description = "Target"), PageParams),
    responses((status = 200, body = Paged<TargetNameRow>), OneProblems))]
pub(crate) async fn list_target_names(
    session: Session,
    PathParam(id): PathParam<String>,
    Params(page): Params<PageParams>,
) -> Result<Json<Paged<TargetNameRow>>, Problem> {
    let found = names::list(&session.ctx, &id, page.page()).await?;
    Ok(Json(Paged::of(found, TargetNameRow::from)))
}

/// The names as a workbook.
#[utoipa::path(get, path = "/targets/{id}/names.xlsx", operation_id = "export_target_names", tag = "targets",
    params(("id" = String, Path, description = "Target")),
    responses((status = 200, description = "Workbook.",
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = crate::api::Bytes), OneProblems))]
pub(crate) async fn export_target_names(
    session: Session,
    PathParam(id): PathParam<String>,
) -> Result<Response, Problem> {
    let (title, bytes) = export(&session.ctx, &id).await?;
    Ok(workbook(&title, bytes))
}
