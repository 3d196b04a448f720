//! A step of a case: taken in one transaction with its entry in the ledger.

use anlu_domain::{
    case::{self as domain, Act, ActKind, Rules},
    evidence::EvidencePhase,
    hazard::PersonRef,
    ids::{CaseId, EnterpriseId},
};
use anlu_store::{
    StoreError, Tx,
    ledger::LedgerDraft,
    repo::{
        case::{self as repo, StoredCase},
        evidence::{self, Subject},
        hazard,
    },
};

use super::{
    CaseError,
    get::get,
    papers::{self, Taken},
    rules::{InForce, known},
    verbs,
    view::CaseView,
};
use crate::{
    access::{Action, require},
    changes::{differing, with},
    ctx::Ctx,
    grade::rerate,
    step_error::StepError,
};

/// What the viewer needs for a step.
pub const fn action(act: ActKind, of_authority: bool) -> Action {
    match act {
        ActKind::DecideFiling | ActKind::DecideAsk | ActKind::Review | ActKind::Decide | ActKind::Close => {
            Action::CaseDecide
        }
        ActKind::Receive => Action::CaseAnswer,
        ActKind::State | ActKind::AskHearing if !of_authority => Action::CaseAnswer,
        _ => Action::CaseWork,
    }
}

/// Takes a step and answers the case.
pub async fn step(ctx: &Ctx, id: CaseId, version: i64, act: Act) -> Result<CaseView, CaseError> {
    let kind = act.kind();
    require(ctx, action(kind, ctx.viewer.role.is_authority()))?;
    take(ctx, id, version, act).await?;
    get(ctx, id).await
}

/// The step itself. The caller has asked for the permission.
pub(super) async fn take(ctx: &Ctx, id: CaseId, version: i64, act: Act) -> Result<(), CaseError> {
    let punished = ctx
        .store
        .tx(async |tx: Tx| {
            let stored = repo::get(tx.read(), &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
            if stored.version != version {
                let (expected, found) = (version, stored.version);
                return Err(StoreError::Conflict { what: "case", expected, found }.into());
            }
            within(ctx, &tx, stored, act).await
        })
        .await?;
    if let Some(enterprise) = punished {
        // A failure is repaired by the next whole rating.
        if let Err(error) = rerate::enterprises(ctx, &[enterprise], &ctx.actor()).await {
            tracing::error!(%error, %enterprise, "not rated again after a penalty");
        }
    }
    Ok(())
}

/// The step inside a transaction that does more; the enterprise, when it has to be rated again.
pub(crate) async fn within(
    ctx: &Ctx,
    tx: &Tx,
    stored: StoredCase,
    act: Act,
) -> Result<Option<EnterpriseId>, CaseError> {
    let (kind, now) = (act.kind(), ctx.now());
    let StoredCase { case: before, version, .. } = stored;
    let id = before.id;
    if let Act::AddEvidence { file: Some(hash), .. } = &act {
        let brought = evidence::brought_by(tx.read(), *hash, ctx.viewer.user).await?;
        let said = brought.ok_or(StepError::invalid("/file", "evidence_unknown"))?;
        let by = PersonRef::from(&ctx.viewer);
        evidence::attach(tx, Subject::Case(id), *hash, EvidencePhase::Before, &said, &by, now).await?;
    }
    let decision_no = match kind {
        ActKind::Decide | ActKind::PunishOnTheSpot => {
            let day = now.day().to_string().replace('-', "");
            let number = hazard::next_number(tx, &format!("CF-{day}")).await?;
            format!("CF-{day}-{number:04}")
        }
        _ => String::new(),
    };
    let force = InForce::on(ctx, now.day());
    let table = force.table(&before.violated.id);
    let known = known(ctx, tx.read(), &before).await?;
    let rules = Rules { terms: &force.terms, calendar: &force.calendar, violation: table.as_ref(), known, decision_no };
    let after = domain::advance(before.clone(), act.clone(), &ctx.viewer, now, &rules)?;
    repo::update(tx, &after, force.due(&after, now.day()), version).await?;
    let (old, new) = differing(&before, &after);
    let draft = LedgerDraft {
        actor: ctx.actor(),
        action: verbs::ledger(kind),
        subject_kind: "case",
        subject_id: id.to_string(),
        before: Some(old),
        after: Some(with(new, "note", note(&act))),
    };
    tx.record([draft], now);
    let rate = papers::follow(tx, &Taken { ctx, kind, before: &before, c: &after, force: &force }).await?;
    Ok(rate.then_some(after.enterprise))
}

/// The words of a step, for the history.
fn note(act: &Act) -> String {
    let words = match act {
        Act::DecideFiling { note, .. }
        | Act::AskApproval { note, .. }
        | Act::DecideAsk { note, .. }
        | Act::DisposeRegistered { note }
        | Act::Halt { note, .. }
        | Act::Resume { note }
        | Act::Review { note, .. }
        | Act::GiveNotice { note }
        | Act::Reinvestigate { note }
        | Act::State { note, .. }
        | Act::AskHearing { note }
        | Act::Remind { note }
        | Act::Decide { note, .. }
        | Act::RecordPayment { note, .. }
        | Act::MeasureDone { note, .. }
        | Act::Execute { note }
        | Act::AskClosing { note }
        | Act::Close { note, .. } => note,
        Act::AddEvidence { name, .. } => name,
        Act::AddInterview { person, .. } => person,
        Act::Serve { receiver, .. } => receiver,
        Act::AskFiling { .. }
        | Act::PunishOnTheSpot { .. }
        | Act::Conclude { .. }
        | Act::CallHearing { .. }
        | Act::HoldHearing { .. }
        | Act::Receive => return String::new(),
    };
    words.trim().to_owned()
}
