//! 豁免: one task excused. Asked for by one person, decided by another.

use anlu_domain::{
    duty::waiver::{Waiver, WaiverState},
    hazard::PersonRef,
    ids::{TaskId, WaiverId},
};
use anlu_store::{
    Tx,
    ledger::LedgerDraft,
    repo::{plan, task, waiver as repo},
};

use super::{DutyError, reconcile};
use crate::{
    access::{Action, require},
    changes::{differing, fields},
    ctx::Ctx,
    live::event::LiveEvent,
    step_error::{self, StepError},
};

/// Most characters of a reason or a note.
const MAX_CHARS: usize = 1_000;

/// Asks that a task be excused.
pub async fn ask(ctx: &Ctx, task_id: TaskId, reason: &str) -> Result<Waiver, DutyError> {
    require(ctx, Action::WaiverAsk)?;
    let reason = step_error::reason(reason, MAX_CHARS)?;
    let now = ctx.now();
    let id = WaiverId(ctx.ids.next());
    let asked = ctx
        .store
        .tx(async |tx: Tx| {
            let task = task::get(tx.read(), &ctx.viewer, task_id).await?.ok_or(StepError::NotFound)?;
            if task.state.settled() {
                return Err(DutyError::State("task_settled"));
            }
            // Two who ask at once wait for each other here.
            plan::lock(&tx, &[task.enterprise]).await?;
            if repo::is_asked(tx.read(), task_id).await? {
                return Err(DutyError::State("already_asked"));
            }
            let waiver = Waiver {
                id,
                task: task_id,
                enterprise: task.enterprise,
                duty: task.duty,
                reason: reason.to_owned(),
                state: WaiverState::Asked,
                asked_by: PersonRef::from(&ctx.viewer),
                asked_at: now,
                decided: None,
            };
            repo::insert(&tx, &waiver).await?;
            let draft = LedgerDraft {
                actor: ctx.actor(),
                action: "waiver_asked",
                subject_kind: "waiver",
                subject_id: id.to_string(),
                before: None,
                after: Some(fields(&waiver)),
            };
            tx.record([draft], now);
            Ok::<_, DutyError>(waiver)
        })
        .await?;
    ctx.tell(LiveEvent::Duties { enterprise: asked.enterprise });
    Ok(asked)
}

/// Decides a waiver; an approved one excuses the task at once.
pub async fn decide(ctx: &Ctx, id: WaiverId, approved: bool, note: &str) -> Result<Waiver, DutyError> {
    require(ctx, Action::WaiverDecide)?;
    if note.chars().count() > MAX_CHARS {
        return Err(StepError::invalid("/note", "too_long").into());
    }
    let now = ctx.now();
    let decided = ctx
        .store
        .tx(async |tx: Tx| {
            let before = repo::get(tx.read(), &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
            let after = before.clone().decide(approved, PersonRef::from(&ctx.viewer), now, note)?;
            if !repo::decide(&tx, &after).await? {
                return Err(DutyError::State("already_decided"));
            }
            plan::mark(&tx, [after.enterprise], now).await?;
            let (old, new) = differing(&before, &after);
            let draft = LedgerDraft {
                actor: ctx.actor(),
                action: if approved { "waiver_approved" } else { "waiver_refused" },
                subject_kind: "waiver",
                subject_id: id.to_string(),
                before: Some(old),
                after: Some(new),
            };
            tx.record([draft], now);
            Ok::<_, DutyError>(after)
        })
        .await?;
    reconcile::enterprises(ctx, &[decided.enterprise]).await?;
    ctx.tell(LiveEvent::Duties { enterprise: decided.enterprise });
    Ok(decided)
}
