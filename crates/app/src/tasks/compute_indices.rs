//! Repairs: past days whose indices were not computed, or were computed before the day had settled; and rows of vehicles
//! older than the positions they were computed from.

use std::sync::Arc;

use anlu_domain::time::{CivilDay, HOUR_MS};
use anlu_store::{Tx, repo::index as repo};

use super::{TaskCtx, TaskError};
use crate::index::compute::{self, Indices};

/// Positions of the day before yesterday hardly come any more.
const SETTLED_DAYS: i32 = 2;
/// A day is first computed this long after its end: what was on the way has come.
const AFTER_MS: i64 = HOUR_MS;

pub(super) async fn run(ctx: &TaskCtx) -> Result<u64, TaskError> {
    let Some(indices) = ctx.indices.clone() else { return Ok(0) };
    let (now, tracks) = (ctx.desk.now(), Arc::clone(&ctx.desk.tracks));
    let today = now.day();
    let archive = Arc::clone(&tracks);
    let stored = tokio::task::spawn_blocking(move || archive.days()).await.map_err(|_panic| TaskError::Panicked)??;
    let Some(first) = stored.first().copied() else { return Ok(0) };
    let known = repo::computed(ctx.desk.store.read(), first).await?;
    let mut repaired = 0;
    // Newest first: people look at yesterday.
    let mut day = today.plus_days(-1);
    while day >= first && !ctx.stop.is_cancelled() {
        let settled = today.0.saturating_sub(day.0) >= SETTLED_DAYS;
        let due = match known.get(&day) {
            Some(computed) => settled && !computed.settled,
            None => now >= day.end().plus(AFTER_MS),
        };
        if due {
            if !one(ctx, &indices, day, settled).await? {
                break;
            }
            repaired += 1;
        }
        day = day.plus_days(-1);
    }
    if let Some((_, terms)) = &ctx.history {
        let longest = terms.classes.values().copied().chain([terms.otherwise]).max().unwrap_or(terms.otherwise);
        let before = today.plus_days(-i32::try_from(longest).unwrap_or(i32::MAX));
        ctx.desk.store.tx(async |tx: Tx| repo::forget_vehicles(&tx, before).await).await?;
    }
    Ok(repaired)
}

/// Computes a day; `false` when the stop came first.
async fn one(ctx: &TaskCtx, indices: &Arc<Indices>, day: CivilDay, settled: bool) -> Result<bool, TaskError> {
    let (tracks, stop, wanted) = (Arc::clone(&ctx.desk.tracks), ctx.stop.clone(), Arc::clone(indices));
    let pass = move || compute::vehicles(tracks.as_ref(), &wanted.params, day, &|| !stop.is_cancelled());
    let sent = tokio::task::spawn_blocking(pass).await.map_err(|_panic| TaskError::Panicked)??;
    let Some(sent) = sent else { return Ok(false) };
    compute::store(&ctx.desk.store, indices, day, sent, (ctx.desk.now(), settled)).await?;
    Ok(true)
}
