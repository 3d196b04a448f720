//! Takes a row out of a pool while the draw is planned, with a reason that is published.

use anlu_domain::{
    draw::{
        roster::{Cause, Excluded, Pool},
        transition,
    },
    ids::DrawId,
};
use anlu_store::repo::draw as repo;
use serde_json::json;

use super::{
    DrawError, DrawView,
    pool::pools,
    step::{MAX_REASON_CHARS, step},
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    step_error::{self, StepError},
};

/// Takes out row `row` of `pool`.
pub async fn exclude(ctx: &Ctx, id: DrawId, pool: Pool, row: &str, reason: &str) -> Result<DrawView, DrawError> {
    require(ctx, Action::DrawPlan)?;
    let reason = step_error::reason(reason, MAX_REASON_CHARS)?;
    let planned = repo::get(ctx.store.read(), id).await?.ok_or(StepError::NotFound)?;
    let (subjects, inspectors) = pools(ctx, &planned).await?;
    let name = match pool {
        Pool::Subject => subjects.into_iter().find(|s| s.id == row).map(|s| s.name),
        Pool::Inspector => inspectors.into_iter().find(|i| i.id == row).map(|i| i.name),
    };
    let name = name.ok_or(StepError::invalid("/row", "not_found"))?;
    let out = Excluded { pool, id: row.to_owned(), name, cause: Cause::Named, note: reason.to_owned() };
    let next = |draw, _| Ok(transition::exclude(draw, out.clone())?);
    let told = |_: &anlu_domain::draw::Draw| vec![("row", json!(row)), ("note", json!(reason))];
    step(ctx, id, "draw_row_excluded", next, told).await
}
