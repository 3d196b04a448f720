//! Documents, newest first.

use anlu_store::{Page, Paged, repo::document as repo};

use super::{Document, DocumentError, DocumentFilter};
use crate::{
    access::{Action, require},
    ctx::Ctx,
};

/// One page of those the viewer may see.
pub async fn list(ctx: &Ctx, filter: &DocumentFilter, page: Page) -> Result<Paged<Document>, DocumentError> {
    require(ctx, Action::DocumentRead)?;
    Ok(repo::list(ctx.store.read(), &ctx.viewer, filter, page).await?)
}
