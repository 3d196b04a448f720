//! `GET /work-kinds`: kinds of work of the pack in force.

use anlu_app::project::kinds::kinds;
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::get::WorkMeasure;
use crate::{
    api::backtests::values::Bilingual,
    error::{Problem, ReadProblems},
    extract::Session,
};

/// A kind of work.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WorkKind {
    /// Id in the pack.
    #[schema(example = "pit.deep")]
    id: String,
    /// Name.
    title: Bilingual,
    /// From which size on experts review the scheme.
    large: Option<Bilingual>,
    /// What is measured, with the limits of the pack.
    measures: Vec<WorkMeasure>,
}

/// The kinds of work in force today.
#[utoipa::path(get, path = "/work-kinds", operation_id = "list_work_kinds", tag = "projects",
    responses((status = 200, body = Vec<WorkKind>), ReadProblems))]
pub(crate) async fn list_work_kinds(session: Session) -> Result<Json<Vec<WorkKind>>, Problem> {
    let all = kinds(&session.ctx)?.into_iter().map(|k| WorkKind {
        id: k.id,
        title: k.title.into(),
        large: k.large.map(Into::into),
        measures: k.measures.into_iter().map(Into::into).collect(),
    });
    Ok(Json(all.collect()))
}
