//! Documents, newest first.

use anlu_store::{
    Page, Paged,
    repo::{document as repo, names},
};

use super::{Document, DocumentError, DocumentFilter};
use crate::{
    access::{Action, require},
    ctx::Ctx,
};

/// A document and whom it concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The document.
    pub document: Document,
    /// Name of the enterprise it concerns.
    pub enterprise_name: Option<String>,
}

/// One page of those the viewer may see.
pub async fn list(ctx: &Ctx, filter: &DocumentFilter, page: Page) -> Result<Paged<Listed>, DocumentError> {
    require(ctx, Action::DocumentRead)?;
    let db = ctx.store.read();
    let found = repo::list(db, &ctx.viewer, filter, page).await?;
    let known = names::enterprises(db, found.items.iter().filter_map(|d| d.enterprise)).await?;
    Ok(found.map(|document| {
        let name = document.enterprise.and_then(|id| known.get(&id)).map(|e| e.name.clone());
        Listed { document, enterprise_name: name }
    }))
}
