//! `POST /backtests/{id}/cancel`: stop a back-test.

use anlu_app::backtest::allowed;
use axum::{Json, extract::State};

use super::values::BacktestStatus;
use crate::{
    error::{OneProblems, Problem},
    extract::{Id, Session},
    state::AppState,
};

/// Stops a back-test. One that has ended stays as it is.
#[utoipa::path(post, path = "/backtests/{id}/cancel", operation_id = "cancel_backtest", tag = "backtests",
    params(("id" = Uuid, Path, description = "Back-test")),
    responses((status = 200, body = BacktestStatus), OneProblems))]
pub(crate) async fn cancel_backtest(
    session: Session,
    State(state): State<AppState>,
    Id(id): Id,
) -> Result<Json<BacktestStatus>, Problem> {
    allowed(&session.ctx)?;
    let one = state.backtests().get(id, session.ctx.viewer.user).ok_or_else(|| Problem::new("not_found"))?;
    one.cancel.cancel();
    Ok(Json(one.as_ref().into()))
}
