//! `GET /grades`: ratings, worst first. `GET /grades.xlsx`: as a workbook. `GET /grade-models`: the models in force.

use anlu_app::grade::{
    export::export,
    list::{self, Choice, GradeRow as Row, ModelRow},
};
use anlu_domain::{grade, ids::GridId};
use axum::{Json, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        attachment::workbook,
        paging::{Paged, page},
        signals::get::Words,
        values::{Day, Named},
        vocabulary::{Sector, mirror},
    },
    error::{ListProblems, Problem},
    extract::{Params, Session},
};

mirror! {
    /// A grade; `a` is the best.
    Grade = grade::Grade { A, B, C, D }
}

/// Which way a grade moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GradeMove {
    /// To a worse grade.
    Down,
    /// To a better one.
    Up,
}

/// Filters of the list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct GradeParams {
    /// Only ratings by this model; else by those that give the grade.
    #[param(max_length = 100)]
    pub(crate) model: Option<String>,
    /// Only this grade.
    #[param(inline)]
    pub(crate) grade: Option<Grade>,
    /// Only those with too little data for a grade.
    pub(crate) ungraded: Option<bool>,
    /// Only this line of business.
    #[param(inline)]
    pub(crate) sector: Option<Sector>,
    /// Only this grid node and everything below it.
    pub(crate) grid_id: Option<Uuid>,
    /// Only those that moved in the last 90 days.
    #[param(inline)]
    pub(crate) moved: Option<GradeMove>,
    /// Only those to be attended to: D, or down in the last 90 days.
    pub(crate) attention: Option<bool>,
    /// Part of the name.
    #[param(max_length = 100)]
    pub(crate) q: Option<String>,
    /// Page, from 1.
    #[param(minimum = 1)]
    pub(crate) page: Option<u32>,
    /// Rows per page.
    #[param(minimum = 1, maximum = 100)]
    pub(crate) page_size: Option<u32>,
}

impl From<GradeParams> for Choice {
    fn from(p: GradeParams) -> Self {
        Self {
            model: p.model,
            grade: p.grade.map(Into::into),
            ungraded: p.ungraded.unwrap_or(false),
            grid: p.grid_id.map(GridId),
            sector: p.sector.map(Into::into),
            moved: p.moved.map(|m| m == GradeMove::Down),
            attention: p.attention.unwrap_or(false),
            q: p.q,
        }
    }
}

/// One rating in the list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GradeRow {
    /// Enterprise.
    enterprise: Named,
    /// Its lines of business.
    sectors: Vec<String>,
    /// Its grid node.
    grid: Option<Named>,
    /// Model.
    model: String,
    /// Name of the model.
    model_title: Words,
    /// Grade; absent: too little data.
    grade: Option<Grade>,
    /// Score.
    score: f64,
    /// Grade before the last move.
    was: Option<Grade>,
    /// Day of the last move.
    moved_on: Option<Day>,
    /// Day since which the rating stands.
    day: Day,
    /// Months between inspections at this grade.
    months: Option<u16>,
    /// Weight in double-random draws at this grade.
    weight: Option<u32>,
}

impl From<Row> for GradeRow {
    fn from(r: Row) -> Self {
        Self {
            enterprise: Named { id: r.rating.enterprise.0, name: r.enterprise.name },
            sectors: r.enterprise.sectors,
            grid: r.enterprise.grid.map(|(id, name)| Named { id: id.0, name }),
            model: r.rating.model,
            model_title: Words { zh: r.model.zh, en: r.model.en },
            grade: r.rating.grade.map(Into::into),
            score: r.rating.score,
            was: r.rating.was.map(Into::into),
            moved_on: r.rating.moved_on.map(Into::into),
            day: r.rating.day.into(),
            months: r.months,
            weight: r.weight,
        }
    }
}

/// How many have a grade.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GradedCount {
    /// Grade; absent: too little data.
    grade: Option<Grade>,
    /// Enterprises.
    count: u64,
}

/// How often a grade is visited.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GradeVisit {
    /// Grade.
    pub(crate) grade: Grade,
    /// Months between inspections.
    pub(crate) months: u16,
    /// Weight in draws.
    pub(crate) weight: u32,
}

/// A model in force.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GradeModel {
    /// Id.
    id: String,
    /// Name.
    title: Words,
    /// Its grade counts for supervision.
    gives_grade: bool,
    /// Law.
    law: String,
    /// Article.
    article: String,
    /// How often each grade is visited.
    visits: Vec<GradeVisit>,
    /// How many of the viewer's enterprises have each grade.
    counts: Vec<GradedCount>,
}

impl From<ModelRow> for GradeModel {
    fn from(m: ModelRow) -> Self {
        let visit =
            |(grade, months, weight): (grade::Grade, u16, u32)| GradeVisit { grade: grade.into(), months, weight };
        Self {
            id: m.id,
            title: Words { zh: m.title.zh, en: m.title.en },
            gives_grade: m.gives_grade,
            law: m.basis.0,
            article: m.basis.1,
            visits: m.visits.into_iter().map(visit).collect(),
            counts: m.counts.into_iter().map(|(g, count)| GradedCount { grade: g.map(Into::into), count }).collect(),
        }
    }
}

/// Ratings of the enterprises the viewer may see, worst first.
#[utoipa::path(get, path = "/grades", operation_id = "list_grades", tag = "grades", params(GradeParams),
    responses((status = 200, body = Paged<GradeRow>), ListProblems))]
pub(crate) async fn list_grades(
    session: Session,
    Params(params): Params<GradeParams>,
) -> Result<Json<Paged<GradeRow>>, Problem> {
    let page = page(params.page, params.page_size);
    let found = list::list(&session.ctx, &params.into(), page).await?;
    Ok(Json(Paged::of(found, GradeRow::from)))
}

/// The models in force, with how many have each grade under the same filters.
#[utoipa::path(get, path = "/grade-models", operation_id = "list_grade_models", tag = "grades", params(GradeParams),
    responses((status = 200, body = Vec<GradeModel>), ListProblems))]
pub(crate) async fn list_grade_models(
    session: Session,
    Params(params): Params<GradeParams>,
) -> Result<Json<Vec<GradeModel>>, Problem> {
    let found = list::models(&session.ctx, &params.into()).await?;
    Ok(Json(found.into_iter().map(GradeModel::from).collect()))
}

/// The filtered list as a workbook.
#[utoipa::path(get, path = "/grades.xlsx", operation_id = "export_grades", tag = "grades", params(GradeParams),
    responses((status = 200, description = "Workbook.",
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = crate::api::Bytes), ListProblems))]
pub(crate) async fn export_grades(session: Session, Params(params): Params<GradeParams>) -> Result<Response, Problem> {
    let bytes = export(&session.ctx, &params.into()).await?;
    Ok(workbook("分级清单", bytes))
}
