//! `GET /inspection-lists`: lists of inspection items of the pack, with the plan of a year.

use anlu_app::draw::{Frequency, InspectionItem, InspectionList, plan};
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    api::signals::get::Words,
    error::{Problem, ReadProblems},
    extract::Session,
};

/// One item of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InspectionItemRow {
    /// Code, unique in the list.
    code: String,
    /// What has to hold.
    title: Words,
    /// The clause it follows.
    clause: String,
}

impl From<InspectionItem> for InspectionItemRow {
    fn from(i: InspectionItem) -> Self {
        Self { code: i.code, title: Words { zh: i.title.zh, en: i.title.en }, clause: i.clause }
    }
}

/// How often one grade is visited.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GradeFrequency {
    /// Grade, `a` best.
    #[schema(example = "c")]
    grade: String,
    /// Months between two visits.
    months: u8,
    /// Weight in the draw.
    weight: u32,
}

impl From<Frequency> for GradeFrequency {
    fn from(f: Frequency) -> Self {
        Self { grade: f.grade, months: f.months, weight: f.weight }
    }
}

/// A list of inspection items with the plan of a year.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InspectionListRow {
    /// Id.
    #[schema(example = "double_random.hazmat")]
    id: String,
    /// Name.
    title: Words,
    /// Condition over the facts of an enterprise: the pool of subjects.
    among: String,
    /// Departments that inspect.
    departments: Vec<String>,
    /// Months in which a draw is made.
    months: Vec<u8>,
    /// Share of the pool that one draw picks, percent.
    percent: u8,
    /// Inspectors for each subject.
    team: u8,
    /// Days of the visits.
    days: u16,
    /// What is inspected.
    items: Vec<InspectionItemRow>,
    /// How often each grade is visited.
    frequency: Vec<GradeFrequency>,
    /// Law.
    law: String,
    /// Article, and what it says.
    article: String,
}

impl From<InspectionList> for InspectionListRow {
    fn from(l: InspectionList) -> Self {
        Self {
            id: l.id,
            title: Words { zh: l.title.zh, en: l.title.en },
            among: l.among,
            departments: l.departments,
            months: l.plan.months,
            percent: l.plan.percent,
            team: l.plan.team,
            days: l.plan.days,
            items: l.items.into_iter().map(Into::into).collect(),
            frequency: l.frequency.into_iter().map(Into::into).collect(),
            law: l.basis.law,
            article: l.basis.article,
        }
    }
}

/// Lists in force.
#[utoipa::path(get, path = "/inspection-lists", operation_id = "list_inspection_lists", tag = "draws",
    responses((status = 200, body = Vec<InspectionListRow>), ReadProblems))]
pub(crate) async fn list_inspection_lists(session: Session) -> Result<Json<Vec<InspectionListRow>>, Problem> {
    Ok(Json(plan::lists(&session.ctx)?.into_iter().map(Into::into).collect()))
}
