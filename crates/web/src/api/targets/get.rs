//! `GET /targets/{id}`: one target with how it stood day by day.

use anlu_app::target::get;
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::list::TargetRow;
use crate::{
    api::values::Day,
    error::{OneProblems, Problem},
    extract::{PathParam, Session},
};

/// How a target stood on a day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TargetPoint {
    /// Day.
    day: Day,
    /// Those it is about.
    about: u64,
    /// Of them fulfil it.
    held: u64,
}

/// One target in full.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TargetRecord {
    /// The target.
    #[serde(flatten)]
    target: TargetRow,
    /// How it stood, oldest first, today last; of the viewer's territory.
    history: Vec<TargetPoint>,
}

/// One target with its history.
#[utoipa::path(get, path = "/targets/{id}", operation_id = "get_target", tag = "targets",
    params(("id" = String, Path, description = "Target")),
    responses((status = 200, body = TargetRecord), OneProblems))]
pub(crate) async fn get_target(
    session: Session,
    PathParam(id): PathParam<String>,
) -> Result<Json<TargetRecord>, Problem> {
    let mut view = get::get(&session.ctx, &id).await?;
    let history = std::mem::take(&mut view.history).into_iter();
    let history = history.map(|p| TargetPoint { day: p.day.into(), about: p.about, held: p.held }).collect();
    Ok(Json(TargetRecord { target: view.into(), history }))
}
