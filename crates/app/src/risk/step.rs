//! What every change of a risk does around its transition: read for the viewer, compare versions, write, note in the
//! ledger, plan the enterprise again, tell live listeners.

use anlu_domain::{
    ids::{EnterpriseId, RiskId},
    risk::{Refusal, Risk},
    time::UtcMs,
};
use anlu_store::{
    StoreError, Tx,
    ledger::LedgerDraft,
    repo::{plan, risk as repo},
};

use super::{RiskError, get::get, view::RiskView};
use crate::{
    changes::{differing, fields, with},
    ctx::Ctx,
    duty::reconcile,
    live::event::LiveEvent,
    step_error::StepError,
};

/// What a step is about.
pub(super) struct Step<'a> {
    /// Risk.
    pub(super) id: RiskId,
    /// Version the viewer decided on.
    pub(super) version: i64,
    /// Verb in the ledger.
    pub(super) verb: &'static str,
    /// Words of the viewer.
    pub(super) note: &'a str,
}

/// Does one step and answers the risk as it is then.
pub(super) async fn run(
    ctx: &Ctx,
    step: Step<'_>,
    transition: impl FnOnce(Risk, UtcMs) -> Result<Risk, Refusal>,
) -> Result<RiskView, RiskError> {
    run_with(ctx, step, transition, async |_tx, _before, _after| Ok(())).await
}

/// As [`run`]; `also` writes in the same transaction what the change brings about.
pub(super) async fn run_with(
    ctx: &Ctx,
    step: Step<'_>,
    transition: impl FnOnce(Risk, UtcMs) -> Result<Risk, Refusal>,
    also: impl AsyncFnOnce(&Tx, &Risk, &Risk) -> Result<(), RiskError>,
) -> Result<RiskView, RiskError> {
    let now = ctx.now();
    let enterprise = ctx
        .store
        .tx(async |tx: Tx| {
            let stored = repo::get(tx.read(), &ctx.viewer, step.id).await?.ok_or(StepError::NotFound)?;
            if stored.version != step.version {
                let (expected, found) = (step.version, stored.version);
                return Err(StoreError::Conflict { what: "risk", expected, found }.into());
            }
            let before = stored.risk.clone();
            let after = transition(stored.risk, now)?;
            repo::update(&tx, &after, stored.version).await?;
            also(&tx, &before, &after).await?;
            plan::mark(&tx, [after.enterprise], now).await?;
            tx.record([draft(ctx, &before, &after, &step)], now);
            Ok::<_, RiskError>(after.enterprise)
        })
        .await?;
    planned(ctx, enterprise).await?;
    get(ctx, step.id).await
}

/// Plans the enterprise again and tells whoever looks at it.
pub(crate) async fn planned(ctx: &Ctx, enterprise: EnterpriseId) -> Result<(), StoreError> {
    reconcile::enterprises(ctx, &[enterprise]).await?;
    ctx.tell(LiveEvent::Duties { enterprise });
    Ok(())
}

fn draft(ctx: &Ctx, before: &Risk, after: &Risk, step: &Step<'_>) -> LedgerDraft {
    let (old, mut new) = differing(before, after);
    if let Some(standing) = after.standing() {
        new = with(new, "standing", standing.as_str());
    }
    let note = step.note.trim();
    if !note.is_empty() {
        new = with(new, "note", note);
    }
    LedgerDraft {
        actor: ctx.actor(),
        action: step.verb,
        subject_kind: "risk",
        subject_id: step.id.to_string(),
        before: Some(old),
        after: Some(new),
    }
}

/// The ledger entry of a new risk.
pub(super) fn added(ctx: &Ctx, risk: &Risk) -> LedgerDraft {
    LedgerDraft {
        actor: ctx.actor(),
        action: "risk_added",
        subject_kind: "risk",
        subject_id: risk.id.to_string(),
        before: None,
        after: Some(fields(risk)),
    }
}
