//! Lists of enterprises.

use anlu_domain::{ids::EnterpriseId, party::enterprise::Enterprise};
use anlu_store::{
    Page, Paged,
    repo::{
        enterprise as repo,
        tally::{self, Tally},
    },
};

use crate::{
    access::{Action, require},
    ctx::Ctx,
    hazard::Named,
    registry::{RegistryError, named::Grids},
};

pub use anlu_store::repo::enterprise::{Filter, Sort};

/// One enterprise of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// The enterprise.
    pub enterprise: Enterprise,
    /// Grid node it belongs to.
    pub grid: Option<Named>,
    /// What hangs on it.
    pub tally: Tally,
}

/// One page of the enterprises the viewer may see.
pub async fn list(ctx: &Ctx, filter: &Filter, page: Page) -> Result<Paged<Listed>, RegistryError> {
    require(ctx, Action::EnterpriseRead)?;
    let db = ctx.store.read();
    let found = repo::list(db, &ctx.viewer, filter, page).await?;
    let grids = Grids::of(db, found.items.iter().filter_map(|s| s.value.grid)).await?;
    let ids: Vec<EnterpriseId> = found.items.iter().map(|s| s.value.id).collect();
    let tallies = tally::of_enterprises(db, &ids).await?;
    Ok(found.map(|stored| Listed {
        grid: stored.value.grid.map(|g| grids.get(g)),
        tally: tallies.get(&stored.value.id).copied().unwrap_or_default(),
        enterprise: stored.value,
    }))
}
