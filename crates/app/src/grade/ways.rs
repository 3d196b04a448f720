//! "Mend these three → grade B": the smallest sets that lead to the next grade, and a trial of any set. Nothing is kept.

use std::collections::BTreeSet;

use anlu_domain::{
    grade::Grade,
    ids::{EnterpriseId, HazardId},
};
use anlu_rules::grading::{rate, ways};
use anlu_store::repo::{grade_source, names};
use uuid::Uuid;

use super::{
    GradeError,
    gather::{Gathered, gather},
    view::{FactView, Labels},
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    step_error::StepError,
};

/// Most facts in a trial.
const MAX_MEND: usize = 200;

/// A set that leads to a better grade.
#[derive(Clone, Debug, PartialEq)]
pub struct WayView {
    /// What is to be mended.
    pub mend: Vec<FactView>,
    /// Score then.
    pub score: f64,
    /// Grade then.
    pub grade: Grade,
}

/// What could be mended, and what leads to the next grade.
#[derive(Clone, Debug, PartialEq)]
pub struct Ways {
    /// Score now.
    pub score: f64,
    /// Grade now.
    pub grade: Option<Grade>,
    /// Everything open that the enterprise can mend.
    pub open: Vec<FactView>,
    /// Smallest sets for the next grade; none: mending alone does not lead there.
    pub ways: Vec<WayView>,
}

/// The result of a trial.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// Score then.
    pub score: f64,
    /// Grade then.
    pub grade: Option<Grade>,
}

async fn one(ctx: &Ctx, enterprise: EnterpriseId) -> Result<Gathered, GradeError> {
    require(ctx, Action::GradeRead)?;
    let db = ctx.store.read();
    if !names::visible_enterprise(db, &ctx.viewer, enterprise).await? {
        return Err(StepError::NotFound.into());
    }
    let book = ctx.book().ok_or(StepError::NotFound)?;
    let mut all = gather(db, book.pack(), &[enterprise], ctx.now().day()).await?;
    Ok(all.pop().ok_or(StepError::NotFound)?)
}

/// What leads to the next grade of a model.
pub async fn offer(ctx: &Ctx, enterprise: EnterpriseId, model: &str) -> Result<Ways, GradeError> {
    let Gathered { inputs, .. } = one(ctx, enterprise).await?;
    let today = ctx.now().day();
    let book = ctx.book().ok_or(StepError::NotFound)?;
    let found = book.pack().grading.iter().find(|m| m.file.id == model && m.valid_on(today));
    let model = found.ok_or(StepError::NotFound)?;
    let now = rate(model, &inputs, today, &[]);
    let sets = if model.file.sms.is_some() { Vec::new() } else { ways::ways(model, &inputs, today) };
    let open: Vec<String> = inputs
        .events
        .iter()
        .filter(|e| e.settled.is_none() && e.kind.mendable())
        .map(|e| e.reference.clone())
        .collect();
    let db = ctx.store.read();
    let hazards: BTreeSet<HazardId> =
        open.iter().filter_map(|r| r.strip_prefix("hazard:")?.parse::<Uuid>().ok()).map(HazardId).collect();
    let hazards = grade_source::hazard_names(db, &hazards.into_iter().collect::<Vec<_>>()).await?;
    let from = today.plus_days(-735);
    let source =
        grade_source::load(db, &[enterprise], from, today, today).await?.remove(&enterprise).unwrap_or_default();
    let labels = Labels { pack: book.pack(), source: &source, hazards, events: &[] };
    let way = |w: ways::Way| WayView {
        mend: w.mend.iter().map(|r| labels.fact(r, None)).collect(),
        score: w.score,
        grade: w.grade,
    };
    Ok(Ways {
        score: now.score,
        grade: now.grade,
        ways: sets.into_iter().map(way).collect(),
        open: open.iter().map(|r| labels.fact(r, None)).collect(),
    })
}

/// The rating with these facts mended.
pub async fn trial(ctx: &Ctx, enterprise: EnterpriseId, model: &str, mend: &[String]) -> Result<Trial, GradeError> {
    if mend.len() > MAX_MEND {
        return Err(StepError::invalid("/mend", "too_many").into());
    }
    let Gathered { inputs, .. } = one(ctx, enterprise).await?;
    let today = ctx.now().day();
    let book = ctx.book().ok_or(StepError::NotFound)?;
    let found = book.pack().grading.iter().find(|m| m.file.id == model && m.valid_on(today));
    let then = ways::trial(found.ok_or(StepError::NotFound)?, &inputs, mend, today);
    Ok(Trial { score: then.score, grade: then.grade })
}
