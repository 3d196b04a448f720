//! `GET /enterprises/{id}/grades`: its ratings with their waterfalls. `POST …/rating`: rates it again. `POST …/notice`:
//! confirms the notice.

use std::collections::BTreeMap;

use anlu_app::grade::{get, letter::letter, notice, rerate, view};
use anlu_domain::ids::EnterpriseId;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    events::GradeEventRow,
    list::{Grade, GradeVisit},
    objections::GradeObjection,
};
use crate::{
    api::{
        duties::list::ClauseConfidence,
        signals::get::Words,
        values::{Day, Named},
    },
    error::{OneProblems, Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// A fact that a step rests on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GradeFact {
    /// Reference, by which objections and trials name it.
    reference: String,
    /// `task`, `hazard`, `finding`, `accident`, `penalty` or `check`.
    kind: String,
    /// Record behind it.
    record: Option<Uuid>,
    /// What it is.
    label: Words,
    /// Points it costs before the step is capped.
    points: Option<f64>,
    /// It is open and the enterprise can mend it.
    mendable: bool,
}

impl From<view::FactView> for GradeFact {
    fn from(f: view::FactView) -> Self {
        Self {
            reference: f.reference,
            kind: f.kind,
            record: f.record,
            label: Words { zh: f.label.zh, en: f.label.en },
            points: f.points,
            mendable: f.mendable,
        }
    }
}

/// One step of the waterfall.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GradeStep {
    /// Id.
    id: String,
    /// Name.
    title: Words,
    /// Clause.
    clause: String,
    /// What it changes the score by.
    points: f64,
    /// The cap of the step has cut it.
    capped: bool,
    /// Figure that is unknown, so that the step changes nothing.
    unknown: Option<String>,
    /// Part, amount or place.
    part: Option<f64>,
    /// Whole, exposure or alert.
    whole: Option<f64>,
    /// Facts, costliest first.
    facts: Vec<GradeFact>,
    /// How many more.
    more: u32,
}

/// What keeps the grade from being better.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GradeCap {
    /// Id.
    id: String,
    /// Name.
    title: Words,
    /// Clause.
    clause: String,
    /// Best grade that is left.
    best: Grade,
    /// Facts.
    facts: Vec<GradeFact>,
}

/// A grade and its worst score.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GradeBand {
    /// Grade.
    grade: Grade,
    /// Worst score; absent: any.
    limit: Option<f64>,
    /// How the method itself calls it.
    name: Option<String>,
}

/// What is missing for a grade: key of a text and its values.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GradeWanting {
    /// `days`, `figure`, `checks` or `peers`.
    code: String,
    /// Values.
    params: BTreeMap<String, String>,
}

/// How an enterprise was rated before.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GradePast {
    /// Since when it stood.
    day: Day,
    /// Grade.
    grade: Option<Grade>,
    /// Score.
    score: f64,
    /// Pack and version.
    pack: String,
}

/// A rating.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GradeRating {
    /// Model.
    model: String,
    /// Its name.
    title: Words,
    /// Law.
    law: String,
    /// Article.
    article: String,
    /// Edition.
    edition: Day,
    /// How sure the pack is.
    confidence: ClauseConfidence,
    /// Pack and version it was made with.
    pack: String,
    /// Its grade counts for supervision.
    gives_grade: bool,
    /// High scores are good.
    high_is_better: bool,
    /// Day since which it stands.
    day: Day,
    /// Score before the first step.
    base: f64,
    /// Steps from the base to the score.
    steps: Vec<GradeStep>,
    /// Caps that hold.
    caps: Vec<GradeCap>,
    /// Score.
    score: f64,
    /// Grade by the score alone.
    by_score: Option<Grade>,
    /// Grade; absent: too little data.
    grade: Option<Grade>,
    /// What is missing.
    wanting: Vec<GradeWanting>,
    /// Grades and their scores, best first.
    bands: Vec<GradeBand>,
    /// Grade before the last move.
    was: Option<Grade>,
    /// Day of the last move.
    moved_on: Option<Day>,
    /// The enterprise has not confirmed the notice.
    notice_unread: bool,
    /// How often each grade is visited.
    visits: Vec<GradeVisit>,
    /// How many like enterprises have a worse score.
    peers_worse: Option<u64>,
    /// How many like enterprises there are.
    peers: Option<u64>,
    /// One may object until.
    object_until: Option<Day>,
    /// Ratings before, newest first.
    past: Vec<GradePast>,
}

impl From<view::RatingView> for GradeRating {
    fn from(r: view::RatingView) -> Self {
        let step = |s: view::StepView| GradeStep {
            id: s.id,
            title: Words { zh: s.title.zh, en: s.title.en },
            clause: s.clause,
            points: s.points,
            capped: s.capped,
            unknown: s.unknown.map(|f| f.as_str().to_owned()),
            part: s.ratio.map(|r| r.0),
            whole: s.ratio.map(|r| r.1),
            facts: s.facts.into_iter().map(Into::into).collect(),
            more: s.more,
        };
        let cap = |c: view::CapView| GradeCap {
            id: c.id,
            title: Words { zh: c.title.zh, en: c.title.en },
            clause: c.clause,
            best: c.best.into(),
            facts: c.facts.into_iter().map(Into::into).collect(),
        };
        let wanting = |w: &view::Missing| GradeWanting {
            code: w.code.to_owned(),
            params: w.params.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect(),
        };
        let (law, article, edition) = r.basis;
        Self {
            model: r.model,
            title: Words { zh: r.title.zh, en: r.title.en },
            law,
            article,
            edition: edition.into(),
            confidence: r.confidence.into(),
            pack: r.pack,
            gives_grade: r.gives_grade,
            high_is_better: r.high_is_better,
            day: r.day.into(),
            base: r.base,
            score: r.score,
            by_score: r.by_score.map(Into::into),
            grade: r.grade.map(Into::into),
            wanting: r.wanting.iter().map(wanting).collect(),
            steps: r.steps.into_iter().map(step).collect(),
            caps: r.caps.into_iter().map(cap).collect(),
            bands: r
                .bands
                .into_iter()
                .map(|b| GradeBand { grade: b.grade.into(), limit: b.limit, name: b.name })
                .collect(),
            was: r.was.map(Into::into),
            moved_on: r.moved_on.map(Into::into),
            notice_unread: r.notice_unread,
            visits: r
                .visits
                .into_iter()
                .map(|v| GradeVisit { grade: v.grade.into(), months: v.months, weight: v.weight })
                .collect(),
            peers_worse: r.peers.map(|p| p.0),
            peers: r.peers.map(|p| p.1),
            object_until: r.object_until.map(Into::into),
            past: r
                .past
                .into_iter()
                .map(|p| GradePast { day: p.day.into(), grade: p.grade.map(Into::into), score: p.score, pack: p.pack })
                .collect(),
        }
    }
}

/// The grades of an enterprise.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EnterpriseGrades {
    /// Enterprise.
    enterprise: Named,
    /// The grade that supervision follows.
    grade: Option<Grade>,
    /// Ratings, those that give the grade first.
    ratings: Vec<GradeRating>,
    /// Objections, newest first.
    objections: Vec<GradeObjection>,
    /// Accidents, penalties and checks, newest first.
    events: Vec<GradeEventRow>,
    /// The viewer may confirm the notice and object.
    can_answer: bool,
    /// The viewer may enter accidents, penalties and checks.
    can_enter: bool,
    /// The viewer may have it rated again.
    can_rate: bool,
}

impl From<view::GradePage> for EnterpriseGrades {
    fn from(p: view::GradePage) -> Self {
        Self {
            enterprise: Named { id: p.enterprise.0, name: p.name },
            grade: p.grade.map(Into::into),
            ratings: p.ratings.into_iter().map(Into::into).collect(),
            objections: p.objections.into_iter().map(Into::into).collect(),
            events: p.events.into_iter().map(Into::into).collect(),
            can_answer: p.can_answer,
            can_enter: p.can_enter,
            can_rate: p.can_rate,
        }
    }
}

/// The ratings of an enterprise, each with its waterfall.
#[utoipa::path(get, path = "/enterprises/{id}/grades", operation_id = "get_enterprise_grades", tag = "grades",
    params(("id" = Uuid, Path, description = "Enterprise")),
    responses((status = 200, body = EnterpriseGrades), OneProblems))]
pub(crate) async fn get_enterprise_grades(session: Session, Id(id): Id) -> Result<Json<EnterpriseGrades>, Problem> {
    Ok(Json(get::get(&session.ctx, EnterpriseId(id)).await?.into()))
}

/// Rates an enterprise again, now.
#[utoipa::path(post, path = "/enterprises/{id}/grades/rating", operation_id = "rate_enterprise", tag = "grades",
    params(("id" = Uuid, Path, description = "Enterprise")),
    responses((status = 200, body = EnterpriseGrades), WriteProblems))]
pub(crate) async fn rate_enterprise(session: Session, Id(id): Id) -> Result<Json<EnterpriseGrades>, Problem> {
    rerate::again(&session.ctx, EnterpriseId(id)).await?;
    Ok(Json(get::get(&session.ctx, EnterpriseId(id)).await?.into()))
}

/// Which rating a notice is issued of.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GradeLetter {
    /// Model of the rating.
    model: String,
}

/// A document that was issued.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IssuedDocument {
    /// Id.
    id: Uuid,
    /// Number as printed.
    number: String,
    /// Title as printed.
    title: String,
}

/// Issues the notice of a rating (告知书) as a document. Once for a rating: asked again, the same is answered.
#[utoipa::path(post, path = "/enterprises/{id}/grades/letter", operation_id = "issue_grade_notice", tag = "grades",
    params(("id" = Uuid, Path, description = "Enterprise")), request_body = GradeLetter,
    responses((status = 200, body = IssuedDocument), WriteProblems))]
pub(crate) async fn issue_grade_notice(
    session: Session,
    Id(id): Id,
    Body(asked): Body<GradeLetter>,
) -> Result<Json<IssuedDocument>, Problem> {
    let issued = letter(&session.ctx, EnterpriseId(id), &asked.model).await?;
    Ok(Json(IssuedDocument { id: issued.id.0, number: issued.number, title: issued.title }))
}

/// Confirms that the notice of the grades was read.
#[utoipa::path(post, path = "/enterprises/{id}/grades/notice", operation_id = "confirm_grade_notice", tag = "grades",
    params(("id" = Uuid, Path, description = "Enterprise")),
    responses((status = 200, body = EnterpriseGrades), WriteProblems))]
pub(crate) async fn confirm_grade_notice(session: Session, Id(id): Id) -> Result<Json<EnterpriseGrades>, Problem> {
    notice::confirm(&session.ctx, EnterpriseId(id)).await?;
    Ok(Json(get::get(&session.ctx, EnterpriseId(id)).await?.into()))
}
