//! `GET /hazards.xlsx`: the list as a workbook.

use anlu_app::hazard::export::export;
use axum::response::Response;

use super::list::HazardParams;
use crate::{
    api::attachment::workbook,
    error::{ListProblems, Problem},
    extract::{Params, Session},
};

/// The filtered list as a workbook.
#[utoipa::path(get, path = "/hazards.xlsx", operation_id = "export_hazards", tag = "hazards",
    params(HazardParams),
    responses((status = 200, description = "Workbook.",
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = crate::api::Bytes), ListProblems))]
pub(crate) async fn export_hazards(
    session: Session,
    Params(filter): Params<HazardParams>,
) -> Result<Response, Problem> {
    let bytes = export(&session.ctx, filter.into()).await?;
    Ok(workbook("隐患清单", bytes))
}
