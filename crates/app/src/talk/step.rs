//! A step of an interview: taken in one transaction with its entry in the ledger and its paper.

use anlu_domain::{
    evidence::EvidencePhase,
    hazard::PersonRef,
    ids::TalkId,
    talk::{Act, ActKind, Rules, advance, due},
};
use anlu_store::{
    StoreError, Tx,
    ledger::LedgerDraft,
    repo::{
        assignment,
        evidence::{self, Subject},
        names, talk as repo,
    },
};

use super::{TalkError, get::get, papers, verbs, view::TalkView};
use crate::{
    access::{Action, require},
    case::rules::InForce,
    changes::{differing, with},
    ctx::Ctx,
    step_error::StepError,
};

/// What the viewer needs for a step.
const fn action(act: &Act) -> Action {
    match act {
        Act::Receive | Act::Mend { .. } => Action::TalkAnswer,
        _ => Action::TalkWork,
    }
}

/// Takes a step and answers the interview.
pub async fn step(ctx: &Ctx, id: TalkId, version: i64, act: Act) -> Result<TalkView, TalkError> {
    require(ctx, action(&act))?;
    let (kind, now) = (act.kind(), ctx.now());
    let force = InForce::on(ctx, now.day());
    ctx.store
        .tx(async |tx: Tx| {
            let stored = repo::get(tx.read(), &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
            if stored.version != version {
                let (expected, found) = (version, stored.version);
                return Err(StoreError::Conflict { what: "talk", expected, found }.into());
            }
            if let Act::Mend { files, .. } = &act {
                for hash in files {
                    let brought = evidence::brought_by(tx.read(), *hash, ctx.viewer.user).await?;
                    let said = brought.ok_or(StepError::invalid("/files", "evidence_unknown"))?;
                    let by = PersonRef::from(&ctx.viewer);
                    evidence::attach(&tx, Subject::Talk(id), *hash, EvidencePhase::After, &said, &by, now).await?;
                }
            }
            let note = note(&act);
            let before = stored.talk;
            let rules = Rules { terms: &force.terms, calendar: &force.calendar };
            let after = advance(before.clone(), act.clone(), &ctx.viewer, now, &rules)?;
            let name = names::enterprises(tx.read(), [after.enterprise]).await?.remove(&after.enterprise);
            let name = name.map(|n| n.name).unwrap_or_default();
            repo::update(&tx, &after, &name, due(&after, &force.terms, &force.calendar), version).await?;
            let (old, new) = differing(&before, &after);
            let draft = LedgerDraft {
                actor: ctx.actor(),
                action: verbs::ledger(kind),
                subject_kind: "talk",
                subject_id: id.to_string(),
                before: Some(old),
                after: Some(with(new, "note", note)),
            };
            tx.record([draft], now);
            if let (ActKind::Cancel, Some(visit)) = (kind, after.visit) {
                assignment::withdraw(&tx, visit, now).await?;
            }
            papers::follow(ctx, &tx, kind, &after).await
        })
        .await?;
    get(ctx, id).await
}

/// The words of a step, for the history.
fn note(act: &Act) -> String {
    match act {
        Act::GiveNotice { reason, .. } => reason,
        Act::Hold(record) => &record.matters,
        Act::Miss { note }
        | Act::Postpone { note }
        | Act::Mend { note, .. }
        | Act::Confirm { note, .. }
        | Act::Close { note }
        | Act::Cancel { note } => note,
        Act::Receive => return String::new(),
    }
    .trim()
    .to_owned()
}
