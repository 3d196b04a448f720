//! `GET /hazards.xlsx`: the list as a workbook.

use axum::response::Response;

use super::list::HazardParams;
use crate::{
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
    crate::error::pending((session, filter))
}
