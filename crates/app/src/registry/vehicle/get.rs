//! One vehicle.

use anlu_domain::ids::VehicleId;
use anlu_store::repo::vehicle as repo;

use super::list::{Listed, listed};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    registry::{RegistryError, named::Owners},
};

/// The vehicle, when the viewer may see it.
pub async fn get(ctx: &Ctx, id: VehicleId) -> Result<Listed, RegistryError> {
    require(ctx, Action::VehicleRead)?;
    let db = ctx.store.read();
    let vehicle = repo::get(db, &ctx.viewer, id).await?.ok_or(RegistryError::NotFound)?.value;
    let owners = Owners::of(db, [vehicle.enterprise]).await?;
    Ok(listed(ctx, &owners, vehicle))
}
