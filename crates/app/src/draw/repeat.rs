//! Draws again: a published draw, or one that is void because a party let its time run out. Both keep the link for ever.

use anlu_domain::{
    draw::{Plan, transition},
    ids::DrawId,
};
use anlu_store::{Tx, repo::draw as repo};
use serde_json::json;

use super::{
    DrawError, DrawView,
    get::get,
    plan::number,
    step::{MAX_REASON_CHARS, entry},
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    step_error::{self, StepError},
};

/// Ends the draw and plans its successor, with the same plan and pool of inspectors; the successor.
pub async fn repeat(ctx: &Ctx, id: DrawId, reason: &str) -> Result<DrawView, DrawError> {
    require(ctx, Action::DrawPlan)?;
    let reason = step_error::reason(reason, MAX_REASON_CHARS)?;
    let (now, next) = (ctx.now(), DrawId(ctx.ids.next()));
    ctx.store
        .tx(async |tx: Tx| {
            let draw = repo::get_to_change(&tx, id).await?.ok_or(StepError::NotFound)?;
            let before = draw.state;
            let waiting: Vec<&str> =
                draw.waiting_for().into_iter().map(anlu_domain::draw::seed::Seat::as_str).collect();
            let told =
                vec![("note", json!(reason)), ("silent", json!(waiting)), ("successor", json!(next.to_string()))];
            let (ended, predecessor) = transition::repeat(draw, next, &ctx.viewer, now, reason)?;
            let no = number(&tx, now.day()).await?;
            let plan = Plan { id: next, no, predecessor: Some(predecessor), ..ended.plan.clone() };
            let planned = transition::plan(plan, ended.inspectors.clone(), &ctx.viewer, now)?;
            repo::save(&tx, &ended).await?;
            repo::insert(&tx, &planned).await?;
            let first = entry(ctx, &ended, "draw_repeated", Some(before.as_str()), told);
            let second = entry(ctx, &planned, "draw_planned", None, vec![("repeats", json!(ended.plan.no))]);
            tx.record([first, second], now);
            Ok::<_, DrawError>(())
        })
        .await?;
    get(ctx, next).await
}
