//! Lists of zones, and one zone.

use anlu_domain::{ids::ZoneId, zone::Zone};
use anlu_store::{
    Page, Paged,
    repo::{Stored, zone as repo},
};

use crate::{
    access::{Action, require},
    ctx::Ctx,
    hazard::Named,
    registry::{RegistryError, named::Owners},
};

pub use anlu_store::repo::zone::Filter;

/// A zone with the enterprise it is for.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// The zone.
    pub zone: Zone,
    /// Version a change must name.
    pub version: i64,
    /// The enterprise whose vehicles it is about; `None`: all.
    pub enterprise: Option<Named>,
}

/// One page of the zones the viewer may see.
pub async fn list(ctx: &Ctx, filter: &Filter, page: Page) -> Result<Paged<Listed>, RegistryError> {
    require(ctx, Action::VehicleRead)?;
    let db = ctx.store.read();
    let found = repo::list(db, &ctx.viewer, filter, page).await?;
    let owners = Owners::of(db, found.items.iter().filter_map(|s| s.value.enterprise)).await?;
    Ok(found.map(|s| listed(s, &owners)))
}

/// The zone, when the viewer may see it.
pub async fn get(ctx: &Ctx, id: ZoneId) -> Result<Listed, RegistryError> {
    require(ctx, Action::VehicleRead)?;
    let db = ctx.store.read();
    let found = repo::get(db, &ctx.viewer, id).await?.ok_or(RegistryError::NotFound)?;
    let owners = Owners::of(db, found.value.enterprise).await?;
    Ok(listed(found, &owners))
}

fn listed(found: Stored<Zone>, owners: &Owners) -> Listed {
    Listed { version: found.version, enterprise: found.value.enterprise.map(|id| owners.get(id)), zone: found.value }
}
