//! The steps of officers, and what every change of a watch does around its transition: write, tell partners by the
//! outbox, note in the ledger.

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

use super::{WatchError, get::get, outbox, view::WatchView};
use crate::{
    access::{Action, require},
    changes::{differing, with},
    ctx::{Ctx, Desk},
    live::event::LiveEvent,
    step_error::StepError,
};

/// Most characters of a note.
const MAX_NOTE_CHARS: usize = 2_000;

/// Who changes a watch, what it is called in the ledger, and what was said.
pub(crate) struct WatchChange<'a> {
    pub(crate) actor: String,
    pub(crate) action: &'static str,
    pub(crate) note: &'a str,
}

/// 确认布控: by a second officer, until `expires_at`, for the partners named (`None`: all).
pub async fn confirm(
    ctx: &Ctx,
    id: WatchId,
    version: i64,
    expires_at: UtcMs,
    why: &str,
    partners: Option<&[String]>,
) -> Result<WatchView, WatchError> {
    require(ctx, Action::WatchConfirm)?;
    let named = |id: &String| ctx.partners.get(id).ok_or(Refusal::UnknownPartner);
    let chosen = match partners {
        None => ctx.partners.all().iter().collect::<Vec<_>>(),
        Some(ids) => ids.iter().map(named).collect::<Result<Vec<_>, _>>()?,
    };
    let chosen: Vec<(String, String)> = chosen.into_iter().map(|p| (p.id.clone(), p.name.clone())).collect();
    run(ctx, id, version, "watch_confirmed", why, |w, now| {
        transition::confirm(w, &ctx.viewer, now, expires_at, why, &chosen)
    })
    .await
}

/// 撤回, with a reason.
pub async fn withdraw(ctx: &Ctx, id: WatchId, version: i64, why: &str) -> Result<WatchView, WatchError> {
    require(ctx, Action::WatchEnd)?;
    run(ctx, id, version, "watch_withdrawn", why, |w, now| transition::withdraw(w, &ctx.viewer, now, why)).await
}

/// 重新送达: partners whom nothing has reached are tried again.
pub async fn resend(ctx: &Ctx, id: WatchId, version: i64) -> Result<WatchView, WatchError> {
    require(ctx, Action::WatchEnd)?;
    run(ctx, id, version, "watch_resent", "", |w, now| transition::resend(w, &ctx.viewer, now)).await
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
    action: &'static str,
    note: &str,
    transition: impl FnOnce(Watch, UtcMs) -> Result<Watch, Refusal>,
) -> Result<WatchView, WatchError> {
    if note.chars().count() > MAX_NOTE_CHARS {
        return Err(StepError::invalid("/note", "too_long").into());
    }
    let now = ctx.now();
    let event = ctx
        .store
        .tx(async |tx: Tx| {
            let stored = repo::get_for(tx.read(), &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
            if stored.version != version {
                let found = stored.version;
                return Err(StoreError::Conflict { what: "watch", expected: version, found }.into());
            }
            let after = transition(stored.watch.clone(), now)?;
            let event = LiveEvent::of_watch(&after, stored.enterprise);
            write(&ctx.desk, &tx, stored, after, WatchChange { actor: ctx.actor(), action, note }, now).await?;
            Ok::<_, WatchError>(event)
        })
        .await?;
    ctx.tell(event);
    get(ctx, id).await
}

/// Writes what a step made of a watch, what partners are told of it, and its entry in the ledger.
pub(crate) async fn write(
    desk: &Desk,
    tx: &Tx,
    stored: StoredWatch,
    after: Watch,
    change: WatchChange<'_>,
    now: UtcMs,
) -> Result<(), StoreError> {
    let before = &stored.watch;
    let (old, new) = differing(before, &after);
    let old = with(old, "state", before.state.as_str());
    let mut new = with(new, "state", after.state.as_str());
    let note = change.note.trim();
    if !note.is_empty() {
        new = with(new, "note", note);
    }
    tx.record(
        [LedgerDraft {
            actor: change.actor,
            action: change.action,
            subject_kind: "watch",
            subject_id: after.id.to_string(),
            before: Some(old),
            after: Some(new),
        }],
        now,
    );
    if before.confirmed.is_none() && after.confirmed.is_some() {
        outbox::confirmed(desk, tx, &after, now).await?;
    } else if before.state.active() && after.state.ended() {
        outbox::ended(desk, tx, &after, now).await?;
    } else if change.action == "watch_resent" {
        outbox::resend(tx, &after, now).await?;
    } else if let Some(seen) = after.hits.last().filter(|seen| before.hits.last() != Some(seen)) {
        outbox::sighted(desk, tx, &after, seen, now).await?;
    }
    repo::update(tx, &StoredWatch { watch: after, ..stored }).await
}
