//! One watch with its history.

use anlu_domain::ids::WatchId;
use anlu_store::repo::watch as repo;

use super::{
    WatchError,
    view::{WatchView, views},
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    step_error::StepError,
    timeline,
};

/// The watch, when the viewer may see it.
pub async fn get(ctx: &Ctx, id: WatchId) -> Result<WatchView, WatchError> {
    require(ctx, Action::WatchRead)?;
    let db = ctx.store.read();
    let stored = repo::get_for(db, &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
    let view = views(db, vec![stored], &ctx.viewer, &ctx.partners).await?.pop().ok_or(StepError::NotFound)?;
    Ok(WatchView { activity: timeline::of(db, "watch", id.to_string()).await?, ..view })
}
