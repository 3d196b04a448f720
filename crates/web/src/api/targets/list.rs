//! `GET /targets`: every target in force with the figures of what the viewer may see.

use anlu_app::target::{TargetView, get, view::Course};
use anlu_domain::target::Forecast;
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    api::{
        duties::list::{ClauseConfidence, DutySubject},
        signals::get::Words,
        values::Day,
        vocabulary::mirror,
    },
    error::{Problem, ReadProblems},
    extract::Session,
};

mirror! {
    /// How a target stands against its day.
    TargetCourse = Course { Reached, OnCourse, TooSlow, Standing, TooEarly, Missed, Nobody }
}

/// One target.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TargetRow {
    /// Id.
    #[schema(example = "persons.assessed")]
    pub(crate) id: String,
    /// Name.
    pub(crate) title: Words,
    /// Who is counted.
    pub(crate) subject: DutySubject,
    /// Goal in thousandths, where it is a share.
    pub(crate) goal_permille: Option<u16>,
    /// Goal as a number, where it is one.
    pub(crate) goal_count: Option<u32>,
    /// Last day; absent: at all times.
    pub(crate) by: Option<Day>,
    /// Those it is about.
    pub(crate) about: u64,
    /// Of them fulfil it.
    pub(crate) held: u64,
    /// Those of whom unknown facts leave open whether it is about them.
    pub(crate) unknown: u64,
    /// How many more have to fulfil it.
    pub(crate) short: u64,
    /// How it stands against its day.
    pub(crate) course: TargetCourse,
    /// It has not come nearer in the last 90 days, whatever its day.
    pub(crate) stalled: bool,
    /// At the pace of the last 90 days it is reached on this day.
    pub(crate) reached_on: Option<Day>,
    /// Those who miss it are listed by name; else those who fulfil it.
    pub(crate) lists_missing: bool,
    /// Of those listed were reminded.
    pub(crate) reminded: u64,
    /// The viewer may remind those who miss it.
    pub(crate) can_remind: bool,
    /// The condition that says whom it is about.
    pub(crate) among: String,
    /// What fulfils it: conditions and duties.
    pub(crate) held_by: Vec<String>,
    /// Law.
    pub(crate) law: String,
    /// Article, and what it says.
    pub(crate) article: String,
    /// Edition of the law.
    pub(crate) edition: Day,
    /// How sure the pack is that the clause says so.
    pub(crate) confidence: ClauseConfidence,
}

impl From<TargetView> for TargetRow {
    fn from(v: TargetView) -> Self {
        let (law, article, edition) = v.basis;
        Self {
            id: v.id,
            title: Words { zh: v.title.zh, en: v.title.en },
            subject: v.subject.into(),
            goal_permille: v.goal_permille,
            goal_count: v.goal_count,
            by: v.by.map(Into::into),
            about: v.sums.about,
            held: v.sums.held,
            unknown: v.sums.unknown,
            short: v.short,
            course: v.course.into(),
            stalled: v.stalled,
            reached_on: if let Forecast::On(day) = v.forecast { Some(day.into()) } else { None },
            lists_missing: v.lists_missing,
            reminded: v.reminded,
            can_remind: v.can_remind,
            among: v.among,
            held_by: v.held_by,
            law,
            article,
            edition: edition.into(),
            confidence: v.confidence.into(),
        }
    }
}

/// Targets in force, in the order of their ids.
#[utoipa::path(get, path = "/targets", operation_id = "list_targets", tag = "targets",
    responses((status = 200, body = Vec<TargetRow>), ReadProblems))]
pub(crate) async fn list_targets(session: Session) -> Result<Json<Vec<TargetRow>>, Problem> {
    let found = get::list(&session.ctx).await?;
    Ok(Json(found.into_iter().map(TargetRow::from).collect()))
}
