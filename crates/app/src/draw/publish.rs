//! Publishes the file of a draw: from here on anybody can fetch it without an account.

use anlu_domain::{draw::transition, ids::DrawId};
use serde_json::json;

use super::{DrawError, DrawView, step::step};
use crate::{
    access::{Action, require},
    ctx::Ctx,
};

/// Publishes.
pub async fn publish(ctx: &Ctx, id: DrawId) -> Result<DrawView, DrawError> {
    require(ctx, Action::DrawPlan)?;
    let next = |draw, now| Ok(transition::publish(draw, &ctx.viewer, now)?);
    step(ctx, id, "draw_published", next, |draw| {
        let result = draw.outcome.as_ref().map(|o| o.result_sha256.to_string());
        vec![("result_sha256", json!(result))]
    })
    .await
}
