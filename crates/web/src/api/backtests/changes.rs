//! `GET /backtests/{id}/changes`: whose verdict changes.

use anlu_app::backtest::{Direction, allowed, changes};
use axum::{Json, extract::State};
use serde::Deserialize;

use super::values::{BacktestChange, BacktestDirection};
use crate::{
    api::paging::{Paged, page},
    error::{ListProblems, Problem},
    extract::{Id, Params, Session},
    state::AppState,
};

/// Which changes.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ChangeParams {
    /// Only these.
    #[param(inline)]
    direction: Option<BacktestDirection>,
    /// Page, from 1.
    #[param(minimum = 1)]
    page: Option<u32>,
    /// Rows per page.
    #[param(minimum = 1, maximum = 100)]
    page_size: Option<u32>,
}

/// Vehicles and rules whose verdict changes, at most 2,000 of them; empty while it runs.
#[utoipa::path(get, path = "/backtests/{id}/changes", operation_id = "list_backtest_changes", tag = "backtests",
    params(("id" = Uuid, Path, description = "Back-test"), ChangeParams),
    responses((status = 200, body = Paged<BacktestChange>), ListProblems))]
pub(crate) async fn list_backtest_changes(
    session: Session,
    State(state): State<AppState>,
    Id(id): Id,
    Params(asked): Params<ChangeParams>,
) -> Result<Json<Paged<BacktestChange>>, Problem> {
    allowed(&session.ctx)?;
    let one = state.backtests().get(id, session.ctx.viewer.user).ok_or_else(|| Problem::new("not_found"))?;
    let report = one.standing().report;
    let direction = asked.direction.map(|d| match d {
        BacktestDirection::More => Direction::More,
        BacktestDirection::Fewer => Direction::Fewer,
        BacktestDirection::Other => Direction::Other,
    });
    let found = changes(&session.ctx, report.as_deref(), direction, page(asked.page, asked.page_size)).await?;
    Ok(Json(Paged::of(found, |(changed, vehicle)| BacktestChange {
        vehicle: vehicle.map(Into::into),
        rule: changed.rule,
        direction: changed.direction.into(),
        old: changed.old.iter().map(Into::into).collect(),
        new: changed.new.iter().map(Into::into).collect(),
    })))
}
