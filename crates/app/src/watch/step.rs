//! The steps of officers, and what every change of a watch does around its transition: write, note in the ledger.

use anlu_domain::{
    ids::WatchId,
    time::UtcMs,
    watch::{Refusal, Watch, transition},
};
use anlu_store::{
    StoreError, Tx,
    ledger::LedgerDraft,
    repo::watch::{self as repo, StoredWatch},
};

use super::{WatchError, get::get, view::WatchView};
use crate::{
    access::{Action, require},
    changes::{differing, with},
    ctx::Ctx,
    step_error::StepError,
};

/// Most characters of a note.
const MAX_NOTE_CHARS: usize = 2_000;

/// 确认布控: by a second officer, until `expires_at`.
pub async fn confirm(
    ctx: &Ctx,
    id: WatchId,
    version: i64,
    expires_at: UtcMs,
    why: &str,
) -> Result<WatchView, WatchError> {
    require(ctx, Action::WatchConfirm)?;
    run(ctx, id, version, "watch_confirmed", why, |w, now| {
        transition::confirm(w, &ctx.viewer, now, expires_at, why, &[])
    })
    .await
}

/// 撤回, with a reason.
pub async fn withdraw(ctx: &Ctx, id: WatchId, version: i64, why: &str) -> Result<WatchView, WatchError> {
    require(ctx, Action::WatchEnd)?;
    run(ctx, id, version, "watch_withdrawn", why, |w, now| transition::withdraw(w, &ctx.viewer, now, why)).await
}

/// 办结.
pub async fn close(ctx: &Ctx, id: WatchId, version: i64, note: &str) -> Result<WatchView, WatchError> {
    require(ctx, Action::WatchEnd)?;
    run(ctx, id, version, "watch_closed", note, |w, now| transition::close(w, &ctx.viewer, now, note)).await
}

async fn run(
    ctx: &Ctx,
    id: WatchId,
    version: i64,
    verb: &'static str,
    note: &str,
    transition: impl FnOnce(Watch, UtcMs) -> Result<Watch, Refusal>,
) -> Result<WatchView, WatchError> {
    if note.chars().count() > MAX_NOTE_CHARS {
        return Err(StepError::invalid("/note", "too_long").into());
    }
    let now = ctx.now();
    ctx.store
        .tx(async |tx: Tx| {
            let stored = repo::get_for(tx.read(), &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
            if stored.version != version {
                let found = stored.version;
                return Err(StoreError::Conflict { what: "watch", expected: version, found }.into());
            }
            let after = transition(stored.watch.clone(), now)?;
            write(&tx, stored, after, ctx.actor(), verb, note, now).await?;
            Ok::<_, WatchError>(())
        })
        .await?;
    get(ctx, id).await
}

/// Writes what a step made of a watch, with its entry in the ledger.
pub(crate) async fn write(
    tx: &Tx,
    stored: StoredWatch,
    after: Watch,
    actor: String,
    action: &'static str,
    note: &str,
    now: UtcMs,
) -> Result<(), StoreError> {
    let (old, new) = differing(&stored.watch, &after);
    let old = with(old, "state", stored.watch.state.as_str());
    let mut new = with(new, "state", after.state.as_str());
    if !note.trim().is_empty() {
        new = with(new, "note", note.trim());
    }
    let subject_id = after.id.to_string();
    let draft = LedgerDraft { actor, action, subject_kind: "watch", subject_id, before: Some(old), after: Some(new) };
    tx.record([draft], now);
    repo::update(tx, &StoredWatch { watch: after, ..stored }).await
}
