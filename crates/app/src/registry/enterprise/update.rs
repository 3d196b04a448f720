//! Changes an enterprise file.

use anlu_domain::ids::EnterpriseId;
use anlu_store::{
    StoreError, Tx,
    repo::{By, enterprise as repo, grid},
};

use super::{
    get::{File, get},
    patch::Patch,
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    duty::reconcile,
    live::event::LiveEvent,
    registry::{Fault, RegistryError},
};

/// Applies the change when the file still is at `version`; the members that differ go to the ledger.
pub async fn update(ctx: &Ctx, id: EnterpriseId, version: i64, patch: Patch) -> Result<File, RegistryError> {
    require(ctx, Action::EnterpriseEdit)?;
    let (now, actor) = (ctx.now(), ctx.actor());
    let changed = ctx
        .store
        .tx(async |tx: Tx| {
            let old = repo::get_to_change(&tx, &ctx.viewer, id).await?.ok_or(RegistryError::NotFound)?;
            if old.version != version {
                let (expected, found) = (version, old.version);
                return Err(StoreError::Conflict { what: "enterprise", expected, found }.into());
            }
            let new = patch.apply(&old.value, ctx.viewer.role).map_err(RegistryError::Invalid)?;
            if let Some(to) = new.grid.filter(|_| new.grid != old.value.grid)
                && grid::get(tx.read(), &ctx.viewer, to).await?.is_none()
            {
                return Err(RegistryError::Invalid(vec![Fault { pointer: "/grid_id", code: "unknown" }]));
            }
            Ok(repo::replace(&tx, &[(old, new)], By { actor: &actor, at: now }).await?)
        })
        .await?;
    if changed > 0 {
        // A new line of business brings its duties at once.
        reconcile::enterprises(ctx, &[id]).await?;
        ctx.tell(LiveEvent::Registry);
    }
    get(ctx, id).await
}
