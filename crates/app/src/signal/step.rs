//! What every step does around its transition: read for the viewer, compare versions, write, note in the ledger, tell
//! live listeners.

use anlu_domain::{
    ids::{SignalId, WatchId},
    signal::{Signal, State},
    time::UtcMs,
    watch::transition::end_with_signal,
};
use anlu_store::{
    StoreError, Tx,
    ledger::LedgerDraft,
    repo::{signal as repo, signal::StoredSignal, watch as watches},
};

use super::{SignalError, get::get, view::SignalView};
use crate::{
    changes::{differing, with},
    ctx::Ctx,
    live::event::LiveEvent,
    step_error::StepError,
    upward::report,
    watch::step::{WatchChange, write as write_watch},
};

/// Most characters of a note.
const MAX_NOTE_CHARS: usize = 2_000;

/// Reads the signal for the viewer at the version he decided on.
pub(super) async fn read_for(ctx: &Ctx, tx: &Tx, id: SignalId, version: i64) -> Result<StoredSignal, SignalError> {
    let stored = repo::get(tx.read(), &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
    if stored.version != version {
        return Err(StoreError::Conflict { what: "signal", expected: version, found: stored.version }.into());
    }
    Ok(stored)
}

/// Writes what a step made of a signal, and ends its watch when the signal is settled.
pub(super) async fn write(
    ctx: &Ctx,
    tx: &Tx,
    stored: &StoredSignal,
    after: Signal,
    verb: &'static str,
    note: &str,
    now: UtcMs,
) -> Result<(), SignalError> {
    if note.chars().count() > MAX_NOTE_CHARS {
        return Err(StepError::invalid("/note", "too_long").into());
    }
    let before = &stored.signal;
    let (old, new) = differing(before, &after);
    let old = with(old, "state", before.state.as_str());
    let mut new = with(new, "state", after.state.as_str());
    let note = note.trim();
    if !note.is_empty() {
        new = with(new, "note", note);
    }
    let draft = LedgerDraft {
        actor: ctx.actor(),
        action: verb,
        subject_kind: "signal",
        subject_id: before.id.to_string(),
        before: Some(old),
        after: Some(new),
    };
    tx.record([draft], now);
    if let Some(id) = after.watch.filter(|_| after.state.settled()) {
        end_watch(ctx, tx, id, &after, note, now).await?;
    }
    report::settled(&ctx.desk, tx, &after, now).await?;
    repo::update(tx, &StoredSignal { signal: after, ..stored.clone() }).await?;
    Ok(())
}

async fn end_watch(
    ctx: &Ctx,
    tx: &Tx,
    id: WatchId,
    signal: &Signal,
    note: &str,
    now: UtcMs,
) -> Result<(), SignalError> {
    let Some(stored) = watches::get(tx.read(), id).await? else { return Ok(()) };
    let false_alarm = signal.state == State::FalseAlarm;
    let ended = end_with_signal(stored.watch.clone(), false_alarm, (&ctx.viewer).into(), now, note);
    let Some(ended) = ended else { return Ok(()) };
    let change = WatchChange { actor: ctx.actor(), action: "watch_ended", note };
    Ok(write_watch(&ctx.desk, tx, stored, ended, change, now).await?)
}

/// A step that needs nothing but the signal.
pub(super) async fn run(
    ctx: &Ctx,
    id: SignalId,
    version: i64,
    verb: &'static str,
    note: &str,
    transition: impl FnOnce(Signal, UtcMs) -> Result<Signal, anlu_domain::signal::Refusal>,
) -> Result<SignalView, SignalError> {
    let now = ctx.now();
    let after = ctx
        .store
        .tx(async |tx: Tx| {
            let stored = read_for(ctx, &tx, id, version).await?;
            let after = transition(stored.signal.clone(), now)?;
            write(ctx, &tx, &stored, after.clone(), verb, note, now).await?;
            Ok::<_, SignalError>(after)
        })
        .await?;
    ctx.tell(LiveEvent::of_signal(&after));
    get(ctx, id).await
}
