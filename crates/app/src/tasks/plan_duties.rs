//! Repairs: an enterprise whose stored tasks are not those that its facts and records give today. Those that something
//! has changed for are planned at once; everything is planned at the start, on each new day and when another version
//! of the policy pack was put in force, by whatever process.

use anlu_store::repo::plan;

use super::{TaskCtx, TaskError};
use crate::{duty::reconcile, pack::in_force};

/// Enterprises planned in one go.
const LIMIT: u64 = 500;

pub(super) async fn run(ctx: &TaskCtx) -> Result<u64, TaskError> {
    let desk = &ctx.desk;
    in_force::refresh(desk).await?;
    let Some(book) = desk.book() else { return Ok(0) };
    let mut changed = 0;
    loop {
        let waiting = plan::dirty(desk.store.read(), LIMIT).await?;
        if waiting.is_empty() || ctx.stop.is_cancelled() {
            break;
        }
        changed += reconcile::enterprises(desk, &waiting).await?;
    }
    if book.planned_on() != Some(desk.now().day()) {
        changed += reconcile::whole(desk, &ctx.stop).await?;
    }
    Ok(changed)
}
