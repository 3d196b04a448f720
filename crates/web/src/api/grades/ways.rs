//! `GET /enterprises/{id}/grades/ways`: what leads to the next grade. `POST …/trial`: what if these were mended.

use anlu_app::grade::ways;
use anlu_domain::ids::EnterpriseId;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{get::GradeFact, list::Grade};
use crate::{
    error::{OneProblems, Problem, WriteProblems},
    extract::{Body, Id, Params, Session},
};

/// Which model.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WaysParams {
    /// Model.
    #[param(max_length = 100)]
    model: String,
}

/// A set that leads to a better grade.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GradeWay {
    /// What is to be mended.
    mend: Vec<GradeFact>,
    /// Score then.
    score: f64,
    /// Grade then.
    grade: Grade,
}

/// What could be mended, and what leads to the next grade.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GradeWays {
    /// Score now.
    score: f64,
    /// Grade now.
    grade: Option<Grade>,
    /// Everything open that the enterprise can mend.
    open: Vec<GradeFact>,
    /// Smallest sets for the next grade; none: mending alone does not lead there.
    ways: Vec<GradeWay>,
}

/// What is tried.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TrialDraft {
    /// Model.
    model: String,
    /// References of what is taken as mended.
    #[schema(max_items = 200)]
    mend: Vec<String>,
}

/// What would come of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GradeTrial {
    /// Score then.
    score: f64,
    /// Grade then.
    grade: Option<Grade>,
}

/// The smallest sets of open hazards and late duties that, mended, lead to the next grade.
#[utoipa::path(get, path = "/enterprises/{id}/grades/ways", operation_id = "get_grade_ways", tag = "grades",
    params(("id" = Uuid, Path, description = "Enterprise"), WaysParams),
    responses((status = 200, body = GradeWays), OneProblems))]
pub(crate) async fn get_grade_ways(
    session: Session,
    Id(id): Id,
    Params(params): Params<WaysParams>,
) -> Result<Json<GradeWays>, Problem> {
    let found = ways::offer(&session.ctx, EnterpriseId(id), &params.model).await?;
    let way = |w: ways::WayView| GradeWay {
        mend: w.mend.into_iter().map(Into::into).collect(),
        score: w.score,
        grade: w.grade.into(),
    };
    Ok(Json(GradeWays {
        score: found.score,
        grade: found.grade.map(Into::into),
        open: found.open.into_iter().map(Into::into).collect(),
        ways: found.ways.into_iter().map(way).collect(),
    }))
}

/// The rating as it would be with these facts mended; nothing is kept.
#[utoipa::path(post, path = "/enterprises/{id}/grades/trial", operation_id = "try_grade", tag = "grades",
    params(("id" = Uuid, Path, description = "Enterprise")), request_body = TrialDraft,
    responses((status = 200, body = GradeTrial), WriteProblems))]
pub(crate) async fn try_grade(
    session: Session,
    Id(id): Id,
    Body(draft): Body<TrialDraft>,
) -> Result<Json<GradeTrial>, Problem> {
    let found = ways::trial(&session.ctx, EnterpriseId(id), &draft.model, &draft.mend).await?;
    Ok(Json(GradeTrial { score: found.score, grade: found.grade.map(Into::into) }))
}
