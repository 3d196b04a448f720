//! Imports zones out of a GeoJSON file: all of them or none.

use anlu_domain::{
    ids::{EnterpriseId, ZoneId},
    party::{sector::Sector, vehicle::VehicleClass},
    zone::Zone,
};
use anlu_store::{
    Tx,
    repo::{By, enterprise, zone as repo},
};
use serde_json::Value;

use super::geojson::{self, FeatureFault, Usual};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    live::event::LiveEvent,
    registry::{Fault, RegistryError},
};

/// What is imported.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    /// The file.
    pub file: Value,
    /// What holds where a feature does not say.
    pub usual: Usual,
    /// Name of features without one; they are numbered.
    pub name: String,
    /// Classes the zones are about; none: all.
    pub classes: Vec<VehicleClass>,
    /// Sectors of owners the zones are about; none: all.
    pub sectors: Vec<Sector>,
    /// Vehicles of this enterprise only.
    pub enterprise: Option<EnterpriseId>,
    /// Only tell what would be done.
    pub dry_run: bool,
}

/// What an import did, or would do.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Zones entered (or that would be).
    pub zones: Vec<Zone>,
    /// What is wrong; when there is anything, nothing was entered.
    pub faults: Vec<FeatureFault>,
}

/// Reads, checks and enters the zones of a file.
pub async fn import(ctx: &Ctx, import: Import) -> Result<Outcome, RegistryError> {
    require(ctx, Action::ZoneEdit)?;
    if let Some(id) = import.enterprise
        && enterprise::get(ctx.store.read(), &ctx.viewer, id).await?.is_none()
    {
        return Err(RegistryError::Invalid(vec![Fault { pointer: "/enterprise_id", code: "unknown" }]));
    }
    let features = match geojson::read(&import.file, &import.usual) {
        Ok(features) => features,
        Err(faults) => return Ok(Outcome { zones: Vec::new(), faults }),
    };
    let many = features.len() > 1;
    let numbered = |n: usize| if many { format!("{} {n}", import.name.trim()) } else { import.name.trim().to_owned() };
    let zones: Vec<Zone> = (1..)
        .zip(features)
        .map(|(n, f)| Zone {
            id: ZoneId(ctx.ids.next()),
            name: f.name.unwrap_or_else(|| numbered(n)),
            usage: f.usage,
            shape: f.shape,
            datum: import.usual.datum,
            hours: f.hours,
            limit_kmh: f.limit_kmh,
            classes: if f.classes.is_empty() { import.classes.clone() } else { f.classes },
            sectors: if f.sectors.is_empty() { import.sectors.clone() } else { f.sectors },
            enterprise: import.enterprise,
            retired: false,
        })
        .collect();
    let told =
        |(n, zone): (usize, &Zone)| zone.faults().into_iter().map(move |f| FeatureFault { feature: n, code: f.code() });
    let faults: Vec<FeatureFault> = (1..).zip(&zones).flat_map(told).collect();
    if !faults.is_empty() {
        return Ok(Outcome { zones: Vec::new(), faults });
    }
    if !import.dry_run {
        let (actor, at) = (ctx.actor(), ctx.now());
        ctx.store.tx(async |tx: Tx| repo::insert(&tx, &zones, By { actor: &actor, at }).await).await?;
        ctx.tell(LiveEvent::Registry);
    }
    Ok(Outcome { zones, faults })
}
