//! Changes a zone: its name, hours, limit, or whether it is in use. Its place comes from a file: a new place is a new zone.

use anlu_domain::{
    ids::ZoneId,
    zone::{Hours, ZoneFault},
};
use anlu_store::{
    StoreError, Tx,
    repo::{By, zone as repo},
};

use super::list::{Listed, get};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    live::event::LiveEvent,
    registry::{Fault, RegistryError},
};

/// What changes; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Patch {
    /// Name.
    pub name: Option<String>,
    /// Hours in which it holds.
    pub hours: Option<Vec<Hours>>,
    /// Highest speed, km/h.
    pub limit_kmh: Option<u16>,
    /// Out of use.
    pub retired: Option<bool>,
}

/// Applies the change when the zone still is at `version`.
pub async fn change(ctx: &Ctx, id: ZoneId, version: i64, patch: Patch) -> Result<Listed, RegistryError> {
    require(ctx, Action::ZoneEdit)?;
    let (actor, at) = (ctx.actor(), ctx.now());
    ctx.store
        .tx(async |tx: Tx| {
            let old = repo::get(tx.read(), &ctx.viewer, id).await?.ok_or(RegistryError::NotFound)?;
            if old.version != version {
                let (expected, found) = (version, old.version);
                return Err(StoreError::Conflict { what: "zone", expected, found }.into());
            }
            let mut new = old.value.clone();
            new.name = patch.name.map_or(new.name, |name| name.trim().to_owned());
            new.hours = patch.hours.unwrap_or(new.hours);
            new.limit_kmh = patch.limit_kmh.or(new.limit_kmh);
            new.retired = patch.retired.unwrap_or(new.retired);
            let pointer = |fault: ZoneFault| match fault {
                ZoneFault::NeedsLimit => "/limit_kmh",
                ZoneFault::NeedsVehicles => "/classes",
                ZoneFault::Name => "/name",
                ZoneFault::NeedsLine | ZoneFault::NeedsArea => "/usage",
            };
            let faults = new.faults().into_iter().map(|f| Fault { pointer: pointer(f), code: f.code() });
            let faults: Vec<Fault> = faults.collect();
            if !faults.is_empty() {
                return Err(RegistryError::Invalid(faults));
            }
            Ok(repo::replace(&tx, old, new, By { actor: &actor, at }).await?)
        })
        .await?;
    ctx.tell(LiveEvent::Registry);
    get(ctx, id).await
}
