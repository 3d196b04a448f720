//! Lists of vehicles, with what the latest positions say of them.

use anlu_domain::{finding::Severity, ids::VehicleId, party::vehicle::Vehicle, time::UtcMs};
use anlu_store::{Page, Paged, repo::vehicle as repo};
use serde::Serialize;

use crate::{
    access::{Action, require},
    ctx::Ctx,
    hazard::Named,
    registry::{RegistryError, named::Owners},
};

pub use anlu_store::repo::vehicle::Filter;

/// Whether a vehicle is heard of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Within the last ten minutes.
    Online,
    /// Before.
    Offline,
    /// No position of it is known.
    Never,
}

/// When a vehicle was heard of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Whether it is heard of.
    pub presence: Presence,
    /// When it was last heard of.
    pub last_at: Option<UtcMs>,
    /// Severity of a finding that still goes on.
    pub alert: Option<Severity>,
}

impl Heard {
    /// What is known of a vehicle now.
    fn of(ctx: &Ctx, vehicle: VehicleId) -> Self {
        let now = ctx.now();
        let known = ctx.latest.of(vehicle, |v| Self {
            presence: if v.online(now) { Presence::Online } else { Presence::Offline },
            last_at: Some(v.received),
            alert: v.alert,
        });
        known.unwrap_or(Self { presence: Presence::Never, last_at: None, alert: None })
    }
}

/// One vehicle of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// The vehicle.
    pub vehicle: Vehicle,
    /// Owner.
    pub enterprise: Named,
    /// When it was heard of.
    pub heard: Heard,
}

/// One page of the vehicles the viewer may see, by plate.
pub async fn list(ctx: &Ctx, filter: &Filter, page: Page) -> Result<Paged<Listed>, RegistryError> {
    require(ctx, Action::VehicleRead)?;
    let db = ctx.store.read();
    let found = repo::list(db, &ctx.viewer, filter, page).await?;
    let owners = Owners::of(db, found.items.iter().map(|s| s.value.enterprise)).await?;
    Ok(found.map(|s| listed(ctx, &owners, s.value)))
}

/// One page of those in service that are heard of so. Only memory knows: the ids of all are looked through.
pub async fn present(
    ctx: &Ctx,
    filter: &Filter,
    presence: Presence,
    page: Page,
) -> Result<Paged<Listed>, RegistryError> {
    require(ctx, Action::VehicleRead)?;
    let db = ctx.store.read();
    let filter = Filter { retired: Some(false), ..filter.clone() };
    let mut ids = repo::ids(db, &ctx.viewer, &filter).await?;
    ids.retain(|id| Heard::of(ctx, *id).presence == presence);
    let total = u64::try_from(ids.len()).unwrap_or(u64::MAX);
    let place = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    let some: Vec<VehicleId> = ids.into_iter().skip(place(page.offset())).take(place(page.size())).collect();
    let mut found = repo::visible(db, &ctx.viewer, &some).await?;
    let owners = Owners::of(db, found.values().map(|v| v.enterprise)).await?;
    let rows = some.iter().filter_map(|id| Some(listed(ctx, &owners, found.remove(id)?)));
    Ok(Paged::new(rows.collect(), total, page))
}

/// The row of a vehicle.
pub(super) fn listed(ctx: &Ctx, owners: &Owners, vehicle: Vehicle) -> Listed {
    Listed { enterprise: owners.get(vehicle.enterprise), heard: Heard::of(ctx, vehicle.id), vehicle }
}
