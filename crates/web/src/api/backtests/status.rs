//! `GET /backtests/{id}`: how a back-test goes, and what came of it.

use anlu_app::backtest::allowed;
use axum::{Json, extract::State};

use super::values::BacktestStatus;
use crate::{
    error::{OneProblems, Problem},
    extract::{Id, Session},
    state::AppState,
};

/// State and result of a back-test of the viewer. Kept for a day.
#[utoipa::path(get, path = "/backtests/{id}", operation_id = "get_backtest", tag = "backtests",
    params(("id" = Uuid, Path, description = "Back-test")),
    responses((status = 200, body = BacktestStatus), OneProblems))]
pub(crate) async fn get_backtest(
    session: Session,
    State(state): State<AppState>,
    Id(id): Id,
) -> Result<Json<BacktestStatus>, Problem> {
    allowed(&session.ctx)?;
    let one = state.backtests().get(id, session.ctx.viewer.user).ok_or_else(|| Problem::new("not_found"))?;
    Ok(Json(one.as_ref().into()))
}
