//! The two parties: each hands in the hash of a secret that only its browser knows, and later the secret.

use anlu_domain::{
    draw::{Hash, transition},
    ids::DrawId,
};
use serde_json::json;

use super::{DrawError, DrawView, step::step};
use crate::{
    access::{Action, require},
    ctx::Ctx,
};

/// Hands in the viewer's commitment.
pub async fn commit(ctx: &Ctx, id: DrawId, value: Hash) -> Result<DrawView, DrawError> {
    require(ctx, Action::DrawParty)?;
    let next = |draw, now| Ok(transition::commit(draw, &ctx.viewer, now, value)?);
    step(ctx, id, "draw_committed", next, |_| vec![("commitment", json!(value.to_string()))]).await
}

/// Reveals the viewer's secret.
pub async fn reveal(ctx: &Ctx, id: DrawId, secret: Hash) -> Result<DrawView, DrawError> {
    require(ctx, Action::DrawParty)?;
    let next = |draw, now| Ok(transition::reveal(draw, &ctx.viewer, now, secret)?);
    step(ctx, id, "draw_revealed", next, |_| vec![("secret", json!(secret.to_string()))]).await
}
