//! `GET /reports/daily.xlsx`: the 日报 as a workbook.

use anlu_app::report::daily_workbook::export;
use anlu_domain::ids::EnterpriseId;
use axum::response::Response;

use super::daily::DailyParams;
use crate::{
    api::attachment::workbook,
    error::{OneProblems, Problem},
    extract::{Params, Session},
};

/// The report of a day as a workbook: summary, enterprises, severe findings.
#[utoipa::path(get, path = "/reports/daily.xlsx", operation_id = "export_daily_report", tag = "reports",
    params(DailyParams),
    responses((status = 200, description = "Workbook.",
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = crate::api::Bytes), OneProblems))]
pub(crate) async fn export_daily_report(
    session: Session,
    Params(asked): Params<DailyParams>,
) -> Result<Response, Problem> {
    let day = asked.day.map_or_else(|| session.ctx.now().day().plus_days(-1), |d| d.0);
    let bytes = export(&session.ctx, asked.enterprise_id.map(EnterpriseId), day).await?;
    Ok(workbook(&format!("日报{day}"), bytes))
}
