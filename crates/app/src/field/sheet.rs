//! What is asked at an enterprise: the list of the draw, its duties that are due or late, the controls of its risks, its
//! open hazards; and the clauses to pick from. A device keeps it for places without a signal.

use anlu_domain::{
    duty::TaskState,
    evidence::EvidencePhase,
    field::{assignment::Assignment, content::Source},
    hazard::State,
    ids::{AssignmentId, EnterpriseId},
    party::enterprise::Enterprise,
    time::CivilDay,
};
use anlu_store::{
    Page, StoreError,
    repo::{
        assignment as repo,
        evidence::{self, Subject},
        hazard_list::HazardFilter,
        names, risk,
    },
};

use super::FieldError;
use crate::{
    access::{self, Action, require},
    ctx::Ctx,
    duty::owed,
    hazard::{self, criteria},
    registry::enterprise,
    step_error::StepError,
};

/// Most assignments that are listed.
const MAX_OPEN: u64 = 200;

/// A line of the checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where it comes from.
    pub source: Source,
    /// Its id there.
    pub reference: String,
    /// What has to hold.
    pub text: String,
    /// The clause.
    pub clause: String,
    /// What is known of it.
    pub detail: String,
    /// Earlier pictures, to be laid under a new one: hashes.
    pub pictures: Vec<String>,
}

/// A clause to pick.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Id in the pack.
    pub id: String,
    /// Short name.
    pub title: String,
    /// The clause.
    pub text: String,
    /// Law and article.
    pub basis: String,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// The day it is for.
    pub today: CivilDay,
    /// The enterprise file; `None`: a business that the registry does not have.
    pub enterprise: Option<Enterprise>,
    /// The visit.
    pub assignment: Option<Assignment>,
    /// Lines, in the order in which they are asked.
    pub lines: Vec<Line>,
    /// Clauses to pick from.
    pub clauses: Vec<Clause>,
}

/// Open visits of the viewer: those he was named for, then those that anybody may make who inspects there.
pub(crate) async fn open(ctx: &Ctx) -> Result<Vec<Assignment>, StoreError> {
    let db = ctx.store.read();
    let mut open = repo::open_of(db, ctx.viewer.user, MAX_OPEN).await?;
    if access::may(ctx.viewer.role, Action::FieldInspect) {
        open.extend(repo::open_to_all(db, &ctx.viewer, MAX_OPEN).await?);
    }
    Ok(open)
}

/// Open visits of the viewer with the names of the enterprises.
pub async fn assigned(ctx: &Ctx) -> Result<Vec<(Assignment, String)>, FieldError> {
    require(ctx, Action::FieldInspect)?;
    let open = open(ctx).await?;
    let firms = names::enterprises(ctx.store.read(), open.iter().map(|a| a.enterprise)).await?;
    let name = |a: &Assignment| firms.get(&a.enterprise).map(|e| e.name.clone()).unwrap_or_default();
    Ok(open.into_iter().map(|a| (a.clone(), name(&a))).collect())
}

/// The sheet of a visit, of an enterprise, or (with neither) of a business that the registry does not have.
pub async fn sheet(
    ctx: &Ctx,
    assignment: Option<AssignmentId>,
    enterprise: Option<EnterpriseId>,
) -> Result<Sheet, FieldError> {
    require(ctx, Action::FieldInspect)?;
    let db = ctx.store.read();
    let assignment = match assignment {
        Some(id) => Some(repo::get(db, &ctx.viewer, id).await?.ok_or(StepError::NotFound)?),
        None => None,
    };
    let id = assignment.as_ref().map(|a| a.enterprise).or(enterprise);
    let mut lines = assignment.as_ref().map(|a| items(ctx, a)).unwrap_or_default();
    let file = match id {
        Some(id) => {
            let file = enterprise::get::get(ctx, id).await?.enterprise;
            lines.extend(hazards(ctx, id).await?);
            lines.extend(duties(ctx, id).await?);
            lines.extend(controls(ctx, id).await?);
            Some(file)
        }
        None => None,
    };
    let clauses = clauses(ctx, id).await?;
    Ok(Sheet { today: ctx.now().day(), enterprise: file, assignment, lines, clauses })
}

/// The list of the draw, with the clauses that the pack has for its words.
fn items(ctx: &Ctx, assignment: &Assignment) -> Vec<Line> {
    let today = ctx.now().day();
    let book = ctx.book();
    let lists = || book.iter().flat_map(|b| &b.pack().inspections).filter(|l| l.valid_on(today));
    let clause = |text: &str| {
        let known = lists().flat_map(|l| &l.items).find(|i| i.title.zh == text || i.title.en == text);
        known.map(|i| i.clause.clone()).unwrap_or_default()
    };
    let line = |(n, text): (usize, &String)| Line {
        source: Source::Item,
        reference: n.to_string(),
        text: text.clone(),
        clause: clause(text),
        detail: String::new(),
        pictures: Vec::new(),
    };
    assignment.items.iter().enumerate().map(line).collect()
}

/// Open hazards with the pictures of before.
async fn hazards(ctx: &Ctx, id: EnterpriseId) -> Result<Vec<Line>, FieldError> {
    let open = HazardFilter {
        states: State::ALL.into_iter().filter(|s| *s != State::Closed).collect(),
        enterprise: Some(id),
        ..HazardFilter::default()
    };
    let found = hazard::list::list(ctx, open, Page::new(1, Page::MAX_SIZE)).await?;
    let mut lines = Vec::new();
    for view in found.items {
        let h = view.hazard;
        let attached = evidence::of(ctx.store.read(), Subject::Hazard(h.id)).await?;
        let before =
            attached.into_iter().filter(|a| a.phase == EvidencePhase::Before && a.content.media_type.is_picture());
        lines.push(Line {
            source: Source::Hazard,
            reference: h.id.to_string(),
            text: format!("{} {}", h.no, h.title),
            clause: h.clause.unwrap_or_default(),
            detail: h.deadline.map(|d| d.to_string()).unwrap_or_default(),
            pictures: before.map(|a| a.content.hash.to_string()).collect(),
        });
    }
    Ok(lines)
}

/// Duties of the enterprise itself with a task that is due or late.
async fn duties(ctx: &Ctx, id: EnterpriseId) -> Result<Vec<Line>, FieldError> {
    let owed = owed::owed(ctx, id).await?;
    let waits = |d: &&owed::OwedDuty| {
        let has = |state| d.counts.get(&state).is_some_and(|n| *n > 0);
        has(TaskState::Late) || has(TaskState::Due)
    };
    let line = |d: &owed::OwedDuty| Line {
        source: Source::Duty,
        reference: d.id.clone(),
        text: d.title.zh.clone(),
        clause: format!("{} {}", d.law, d.article),
        detail: d.tasks.iter().map(|t| t.task.due.to_string()).min().unwrap_or_default(),
        pictures: Vec::new(),
    };
    Ok(owed.duties.iter().filter(waits).map(line).collect())
}

/// Controls in force of the risk points.
async fn controls(ctx: &Ctx, id: EnterpriseId) -> Result<Vec<Line>, FieldError> {
    let census = risk::of_enterprise(ctx.store.read(), &ctx.viewer, id, false).await?;
    let line = |r: &anlu_domain::risk::point::Risk, c: &anlu_domain::risk::point::Control| Line {
        source: Source::Control,
        reference: c.id.to_string(),
        text: format!("{}：{}", r.name, c.text),
        clause: String::new(),
        detail: c.owner.clone(),
        pictures: Vec::new(),
    };
    Ok(census.iter().flat_map(|s| s.risk.kept().map(|c| line(&s.risk, c))).collect())
}

/// Criteria of major hazards and items of every list in force.
async fn clauses(ctx: &Ctx, id: Option<EnterpriseId>) -> Result<Vec<Clause>, FieldError> {
    let today = ctx.now().day();
    let criteria = criteria::offered(ctx, id, "").await?.into_iter();
    let mut all: Vec<Clause> =
        criteria.map(|c| Clause { id: c.id, title: c.title.zh, text: c.clause.zh, basis: c.basis.zh }).collect();
    let Some(book) = ctx.book() else { return Ok(all) };
    for list in book.pack().inspections.iter().filter(|l| l.valid_on(today)) {
        all.extend(list.items.iter().map(|i| Clause {
            id: format!("{}.{}", list.id, i.code),
            title: i.title.zh.clone(),
            text: i.title.zh.clone(),
            basis: i.clause.clone(),
        }));
    }
    Ok(all)
}
