//! `GET /enterprises.xlsx`: the list as a workbook.

use anlu_app::import::export;
use axum::response::Response;

use super::list::EnterpriseParams;
use crate::{
    api::attachment::workbook,
    error::{ListProblems, Problem},
    extract::{Params, Session},
};

/// The filtered list as a workbook, without personal data.
#[utoipa::path(get, path = "/enterprises.xlsx", operation_id = "export_enterprises", tag = "enterprises",
    params(EnterpriseParams),
    responses((status = 200, description = "Workbook.",
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = crate::api::Bytes), ListProblems))]
pub(crate) async fn export_enterprises(
    session: Session,
    Params(filter): Params<EnterpriseParams>,
) -> Result<Response, Problem> {
    let bytes = export::enterprises(&session.ctx, &filter.into()).await?;
    Ok(workbook("企业清单", bytes))
}
