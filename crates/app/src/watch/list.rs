//! The list of watches.

pub use anlu_store::repo::watch::WatchFilter;
use anlu_store::{Page, Paged, repo::watch as repo};

use super::{
    WatchError,
    view::{WatchView, views},
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
};

/// One page, newest first.
pub async fn list(ctx: &Ctx, filter: &WatchFilter, page: Page) -> Result<Paged<WatchView>, WatchError> {
    require(ctx, Action::WatchRead)?;
    let db = ctx.store.read();
    let found = repo::list(db, &ctx.viewer, filter, page).await?;
    let total = found.total;
    Ok(Paged::new(views(db, found.items, &ctx.viewer, &ctx.partners).await?, total, page))
}
