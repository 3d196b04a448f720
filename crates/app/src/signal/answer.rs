//! 答复: what the enterprise found and did, with evidence.

use anlu_domain::{ids::SignalId, signal::triage as step};
use anlu_store::{Tx, repo::evidence::Subject};

use super::{
    SignalError,
    get::get,
    step::{read_for, write},
    triage::ANSWER_PHASE,
    view::SignalView,
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    hazard::{Attach, attach},
    live::event::LiveEvent,
};

/// `handed_over` → answered; words are required, evidence is welcome.
pub async fn answer(
    ctx: &Ctx,
    id: SignalId,
    version: i64,
    note: &str,
    evidence: &[Attach],
) -> Result<SignalView, SignalError> {
    require(ctx, Action::SignalAnswer)?;
    let now = ctx.now();
    let after = ctx
        .store
        .tx(async |tx: Tx| {
            let stored = read_for(ctx, &tx, id, version).await?;
            let after = step::answer(stored.signal.clone(), &ctx.viewer, now, &ctx.clocks, note)?;
            let attached: Vec<_> = evidence.iter().map(|a| (a.hash, a.phase.unwrap_or(ANSWER_PHASE))).collect();
            attach(&tx, ctx, Subject::Signal(id), &attached, now).await?;
            write(ctx, &tx, &stored, after.clone(), "signal_answered", note, now).await?;
            Ok::<_, SignalError>(after)
        })
        .await?;
    ctx.tell(LiveEvent::of_signal(&after));
    get(ctx, id).await
}
