//! Lists of vehicles.

use anlu_domain::party::vehicle::Vehicle;
use anlu_store::{Page, Paged, repo::vehicle as repo};

use crate::{
    access::{Action, require},
    ctx::Ctx,
    hazard::Named,
    registry::{RegistryError, named::Owners},
};

pub use anlu_store::repo::vehicle::Filter;

/// One vehicle of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// The vehicle.
    pub vehicle: Vehicle,
    /// Owner.
    pub enterprise: Named,
}

/// One page of the vehicles the viewer may see, by plate.
pub async fn list(ctx: &Ctx, filter: &Filter, page: Page) -> Result<Paged<Listed>, RegistryError> {
    require(ctx, Action::VehicleRead)?;
    let db = ctx.store.read();
    let found = repo::list(db, &ctx.viewer, filter, page).await?;
    let owners = Owners::of(db, found.items.iter().map(|s| s.value.enterprise)).await?;
    Ok(found.map(|s| Listed { enterprise: owners.get(s.value.enterprise), vehicle: s.value }))
}
