//! One case: to the authority whole, to the party what was put before it.

use anlu_domain::{
    case::{
        Case, CaseState,
        clock::{Owed, clocks, owed},
        discretion,
    },
    ids::CaseId,
};
use anlu_store::repo::{
    case as repo,
    evidence::{self, Subject},
    names,
};

use super::{
    CaseError,
    check::offered,
    list::{row, sure},
    rules::{InForce, known},
    view::{CaseView, ClockView},
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    policy::Words,
    step_error::StepError,
    timeline,
};

/// The case, when the viewer may see it.
pub async fn get(ctx: &Ctx, id: CaseId) -> Result<CaseView, CaseError> {
    require(ctx, Action::CaseRead)?;
    let db = ctx.store.read();
    let today = ctx.now().day();
    let stored = repo::get(db, &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
    let whole = ctx.viewer.role.is_authority();
    let force = InForce::on(ctx, today);
    let name = names::enterprises(db, [stored.case.enterprise]).await?.remove(&stored.case.enterprise);
    let known = known(ctx, db, &stored.case).await?;
    let computed = discretion::computed(&known);
    let range = force.table(&stored.case.violated.id).and_then(|v| discretion::range(&v, &computed, None).ok());
    let pair = match stored.case.pair {
        Some(other) => repo::get(db, &ctx.viewer, other).await?.map(|s| (s.case.id, s.case.no)),
        None => None,
    };
    let person_violation = force.violation(&stored.case.violated.id).and_then(|v| v.person.clone());
    let actions = offered(&stored.case, &ctx.viewer, &force, today);
    let mut shown = clock_views(ctx, &force, &stored.case);
    // The time the authority gives itself is none of the party's business, its own time is.
    shown.retain(|c| whole || !c.running.authority);
    let files = if whole { evidence::of(db, Subject::Case(id)).await? } else { Vec::new() };
    let timeline = if whole { timeline::of(db, "case", id.to_string()).await? } else { Vec::new() };
    Ok(CaseView {
        actions,
        clocks: shown,
        computed,
        range: range.filter(|_| whole),
        owed_yuan: owed(&stored.case, &force.terms, &force.calendar, today).map(Owed::yuan),
        person_violation: person_violation.filter(|_| whole && stored.case.pair.is_none()),
        pair,
        files: files.into_iter().map(Into::into).collect(),
        timeline,
        row: row(ctx, &force, stored, name.map(|n| n.name).unwrap_or_default()),
    })
}

fn clock_views(ctx: &Ctx, force: &InForce, case: &Case) -> Vec<ClockView> {
    let today = ctx.now().day();
    let book = ctx.book();
    let one = |running: anlu_domain::case::clock::Running| {
        let term = force.terms.get(running.key)?;
        let pack = book.as_ref().map(|b| b.pack())?;
        let file = pack.enforcement.iter().find(|t| t.valid_on(today) && t.key() == Some(running.key))?;
        let b = &file.basis;
        let (law, article) = b.en.as_ref().map_or((&b.law, &b.article), |en| (&en.law, &en.article));
        Some(ClockView {
            amount: term.amount,
            unit: term.unit,
            overdue: running.overdue(today),
            missed: running.missed(),
            basis: Words { zh: format!("{} {}", b.law, b.article), en: format!("{law} {article}") },
            confidence: sure(file.confidence),
            running,
        })
    };
    clocks(case, &force.terms, &force.calendar, today).into_iter().filter_map(one).collect()
}

/// What the party sees: what was noticed, its own words, the hearing, the decision, services and payment. Nothing of
/// the investigation, of reviews, of wishes for approval.
pub(super) fn hidden(case: Case) -> Case {
    let conclusion = case.conclusion.filter(|_| case.notice.is_some());
    Case {
        facts: conclusion.as_ref().map(|c| c.findings.clone()).unwrap_or_default(),
        interviews: Vec::new(),
        evidence: Vec::new(),
        asks: Vec::new(),
        halts: Vec::new(),
        reviews: Vec::new(),
        closing: None,
        state: if case.state == CaseState::Closing { CaseState::Executed } else { case.state },
        conclusion: conclusion.map(|c| anlu_domain::case::Conclusion { deviation: None, ..c }),
        filing_asked: None,
        source_id: None,
        ..case
    }
}
