//! Draws, newest first.

use anlu_domain::draw::Draw;
use anlu_store::{Page, Paged, repo::draw as repo};

use super::{DrawError, view::DrawView};
use crate::{
    access::{self, Action, require},
    ctx::Ctx,
};

pub use anlu_store::repo::draw::Filter;

/// One page of draws.
pub async fn list(ctx: &Ctx, filter: &Filter, page: Page) -> Result<Paged<DrawView>, DrawError> {
    require(ctx, Action::DrawRead)?;
    Ok(repo::list(ctx.store.read(), filter, page).await?.map(|draw| view(ctx, draw)))
}

/// The view without pools, result and history.
pub(super) fn view(ctx: &Ctx, draw: Draw) -> DrawView {
    DrawView {
        sizes: None,
        drawn: Vec::new(),
        successor_no: None,
        overdue: draw.overdue(ctx.now()),
        seat: draw.seat_of(ctx.viewer.user),
        can_plan: access::may(ctx.viewer.role, Action::DrawPlan),
        can_select: access::may(ctx.viewer.role, Action::DrawParty),
        timeline: Vec::new(),
        draw,
    }
}
