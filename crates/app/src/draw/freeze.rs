//! Freezes plan and pools: their hashes go to the ledger before anybody commits.

use anlu_domain::{draw::transition, ids::DrawId};
use anlu_store::repo::draw as repo;
use serde_json::json;

use super::{DrawError, DrawView, pool::pools, step::step};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    step_error::StepError,
};

/// Freezes.
pub async fn freeze(ctx: &Ctx, id: DrawId) -> Result<DrawView, DrawError> {
    require(ctx, Action::DrawPlan)?;
    let planned = repo::get(ctx.store.read(), id).await?.ok_or(StepError::NotFound)?;
    // Plan and pool of inspectors never change while a draw is planned; what was taken out is applied to what is read here.
    let (subjects, inspectors) = pools(ctx, &planned).await?;
    let next = |draw, now| Ok(transition::freeze(draw, &ctx.viewer, now, subjects.clone(), inspectors.clone())?);
    step(ctx, id, "draw_frozen", next, |draw| {
        let digests = draw.digests.iter();
        digests
            .flat_map(|d| {
                let (plan, roster) = (d.plan.to_string(), d.roster.to_string());
                let frozen = d.frozen.to_string();
                [("plan_sha256", json!(plan)), ("roster_sha256", json!(roster)), ("frozen_sha256", json!(frozen))]
            })
            .collect()
    })
    .await
}
