//! The territory tree.

use anlu_domain::{ids::GridId, party::grid::Grid};
use anlu_store::repo::grid as repo;

use super::RegistryError;
use crate::{
    access::{Action, require},
    ctx::Ctx,
};

/// Every node the viewer may see, parents before children.
pub async fn list(ctx: &Ctx) -> Result<Vec<Grid>, RegistryError> {
    require(ctx, Action::GridRead)?;
    Ok(repo::list(ctx.store.read(), &ctx.viewer).await?.into_iter().map(|s| s.value).collect())
}

/// One node the viewer may see.
pub async fn get(ctx: &Ctx, id: GridId) -> Result<Grid, RegistryError> {
    require(ctx, Action::GridRead)?;
    let found = repo::get(ctx.store.read(), &ctx.viewer, id).await?;
    Ok(found.ok_or(RegistryError::NotFound)?.value)
}
