//! Has the result computed; each drawn subject becomes a visit of its team.

use std::collections::BTreeMap;

use anlu_domain::{
    draw::transition,
    field::assignment,
    ids::{AssignmentId, DrawId, InspectorId, UserId},
};
use anlu_store::{
    Tx,
    repo::{assignment as visits, draw as repo, inspector},
};
use serde_json::json;

use super::{DrawError, DrawView, get::get, step::entry};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    step_error::StepError,
};

/// Draws. `beacon`: the value of the plan's public source.
pub async fn select(ctx: &Ctx, id: DrawId, beacon: Option<&str>) -> Result<DrawView, DrawError> {
    require(ctx, Action::DrawParty)?;
    let now = ctx.now();
    ctx.store
        .tx(async |tx: Tx| {
            let draw = repo::get_to_change(&tx, id).await?.ok_or(StepError::NotFound)?;
            let before = draw.state;
            let draw = transition::draw(draw, &ctx.viewer, now, beacon)?;
            repo::save(&tx, &draw).await?;
            let pool = inspector::all(tx.read()).await?;
            let users: BTreeMap<InspectorId, UserId> =
                pool.into_iter().filter_map(|(i, _)| Some((i.id, i.user?))).collect();
            if let Some(roster) = &draw.roster {
                let user = |inspector| users.get(&inspector).copied();
                let made = assignment::of_draw(&draw, roster, user, || AssignmentId(ctx.ids.next()));
                visits::insert(&tx, &made).await?;
            }
            let told = draw.outcome.iter().flat_map(|o| {
                let (seed, result) = (o.seed.to_string(), o.result_sha256.to_string());
                [("seed", json!(seed)), ("result_sha256", json!(result)), ("beacon", json!(o.beacon))]
            });
            tx.record([entry(ctx, &draw, "draw_drawn", Some(before.as_str()), told.collect())], now);
            Ok::<_, DrawError>(())
        })
        .await?;
    get(ctx, id).await
}
