//! One step of a draw: read and locked, moved on, written with its ledger entry, in one transaction.

use anlu_domain::{draw::Draw, ids::DrawId, time::UtcMs};
use anlu_store::{Tx, ledger::LedgerDraft, repo::draw as repo};
use serde_json::{Value, json};

use super::{DrawError, DrawView, get::get};
use crate::{changes::with, ctx::Ctx, step_error::StepError};

/// Most characters of a reason.
pub(super) const MAX_REASON_CHARS: usize = 500;

/// Moves the draw on with `next`; `told` is what the ledger keeps besides the state.
pub(super) async fn step(
    ctx: &Ctx,
    id: DrawId,
    action: &'static str,
    next: impl Fn(Draw, UtcMs) -> Result<Draw, DrawError>,
    told: impl Fn(&Draw) -> Vec<(&'static str, Value)>,
) -> Result<DrawView, DrawError> {
    ctx.store.tx(async |tx: Tx| taken(ctx, &tx, id, action, &next, &told).await.map(|_| ())).await?;
    get(ctx, id).await
}

/// The same inside a transaction; answers the draw as it is then.
pub(super) async fn taken(
    ctx: &Ctx,
    tx: &Tx,
    id: DrawId,
    action: &'static str,
    next: impl Fn(Draw, UtcMs) -> Result<Draw, DrawError>,
    told: impl Fn(&Draw) -> Vec<(&'static str, Value)>,
) -> Result<Draw, DrawError> {
    let now = ctx.now();
    let draw = repo::get_to_change(tx, id).await?.ok_or(StepError::NotFound)?;
    let before = draw.state;
    let draw = next(draw, now)?;
    repo::save(tx, &draw).await?;
    tx.record([entry(ctx, &draw, action, Some(before.as_str()), told(&draw))], now);
    Ok(draw)
}

/// The ledger entry of a step.
pub(super) fn entry(
    ctx: &Ctx,
    draw: &Draw,
    action: &'static str,
    before: Option<&str>,
    told: Vec<(&'static str, Value)>,
) -> LedgerDraft {
    let state = json!({"state": draw.state.as_str(), "no": draw.plan.no});
    LedgerDraft {
        actor: ctx.actor(),
        action,
        subject_kind: "draw",
        subject_id: draw.plan.id.to_string(),
        before: before.map(|state| json!({"state": state})),
        after: Some(told.into_iter().fold(state, |all, (key, value)| with(all, key, value))),
    }
}
