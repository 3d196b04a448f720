//! One enterprise file, with what hangs on it.

use anlu_domain::{hazard, ids::EnterpriseId, party::enterprise::Enterprise, signal};
use anlu_store::{
    Page, StoreError,
    repo::{
        enterprise as repo,
        hazard_list::{self, HazardFilter},
        person,
        signal_list::{self, SignalFilter},
        vehicle,
    },
};

use crate::{
    access::{Action, require},
    ctx::Ctx,
    hazard::Named,
    registry::{RegistryError, named::Grids},
};

/// How much hangs on an enterprise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// People employed now.
    pub people: u64,
    /// Vehicles in service.
    pub vehicles: u64,
    /// Hazards not closed.
    pub hazards_open: u64,
    /// Hazards past their deadline.
    pub hazards_overdue: u64,
    /// Signals not settled.
    pub signals_open: u64,
}

/// One enterprise file.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    /// The enterprise.
    pub enterprise: Enterprise,
    /// Grid node it belongs to.
    pub grid: Option<Named>,
    /// What hangs on it.
    pub counts: Counts,
    /// Send it back with a change.
    pub version: i64,
}

/// The file, when the viewer may see the enterprise.
pub async fn get(ctx: &Ctx, id: EnterpriseId) -> Result<File, RegistryError> {
    require(ctx, Action::EnterpriseRead)?;
    let db = ctx.store.read();
    let stored = repo::get(db, &ctx.viewer, id).await?.ok_or(RegistryError::NotFound)?;
    let grids = Grids::of(db, stored.value.grid).await?;
    Ok(File {
        grid: stored.value.grid.map(|g| grids.get(g)),
        counts: counts(ctx, id).await?,
        version: stored.version,
        enterprise: stored.value,
    })
}

async fn counts(ctx: &Ctx, id: EnterpriseId) -> Result<Counts, StoreError> {
    let (db, viewer) = (ctx.store.read(), &ctx.viewer);
    // The smallest page: only the totals are wanted.
    let one = Page::new(1, 1);
    let open = HazardFilter {
        states: hazard::State::ALL.into_iter().filter(|s| *s != hazard::State::Closed).collect(),
        enterprise: Some(id),
        ..HazardFilter::default()
    };
    let late = HazardFilter { overdue: Some(true), today: Some(ctx.now().day()), ..open.clone() };
    let unsettled = SignalFilter {
        states: signal::State::ALL.into_iter().filter(|s| !s.settled()).collect(),
        enterprise: Some(id),
        ..SignalFilter::default()
    };
    Ok(Counts {
        people: person::count_of(db, id).await?,
        vehicles: vehicle::count_of(db, id).await?,
        hazards_open: hazard_list::list(db, viewer, &open, one).await?.total,
        hazards_overdue: hazard_list::list(db, viewer, &late, one).await?.total,
        signals_open: signal_list::list(db, viewer, &unsettled, one).await?.total,
    })
}

/// Refuses enterprises the viewer may not see: the first line of what lists their parts.
pub async fn visible(ctx: &Ctx, id: EnterpriseId) -> Result<(), RegistryError> {
    require(ctx, Action::EnterpriseRead)?;
    let seen = anlu_store::repo::names::visible_enterprise(ctx.store.read(), &ctx.viewer, id).await?;
    if seen { Ok(()) } else { Err(RegistryError::NotFound) }
}
