//! One person, numbers masked.

use anlu_domain::ids::PersonId;
use anlu_store::repo::person as repo;

use super::list::Listed;
use crate::{
    access::{Action, require},
    ctx::Ctx,
    registry::{RegistryError, named::Owners},
};

/// The person, when the viewer may see him.
pub async fn get(ctx: &Ctx, id: PersonId) -> Result<Listed, RegistryError> {
    require(ctx, Action::PersonOpen)?;
    let db = ctx.store.read();
    let stored = repo::get(db, &ctx.viewer, id).await?.ok_or(RegistryError::NotFound)?;
    let owners = Owners::of(db, [stored.value.enterprise]).await?;
    Ok(Listed::new(stored.value, &owners))
}
