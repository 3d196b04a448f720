//! Counts positions by the link they came over, as the workers read them out of the log.

use std::collections::BTreeMap;

use anlu_bus::{Entry, Meter, Source, Taken};
use anlu_domain::{ids::VehicleId, link::LinkKind, time::UtcMs, track::Fact};
use anlu_store::{Store, StoreError, Tx, repo::link as repo};

/// Vehicles whose link is stored at one time. What waits when the process ends is told again when the vehicle is heard of
/// next.
const ROUTES: usize = 50_000;
/// So many of them in one go: what was found waits for the database meanwhile.
const PART: usize = 2_000;

/// How an entry came; `None` for one that came over no link.
pub(super) fn source(entry: &Entry) -> Option<(LinkKind, &str)> {
    match &entry.record.source {
        Source::Jt808 { .. } => Some((LinkKind::Terminals, "")),
        Source::Jt809 { link, .. } => Some((LinkKind::PlatformIn, link)),
        Source::Clock => None,
    }
}

/// Device times of the positions among `facts`, and whether the devices told them.
pub(super) fn times(facts: &[(VehicleId, Fact)]) -> impl Iterator<Item = (UtcMs, bool)> {
    facts.iter().filter_map(|(_, fact)| match fact {
        Fact::Fix(fix) => Some((fix.time, !fix.time_from_receiver)),
        Fact::Driver(_) => None,
    })
}

/// Takes up counting where the process before stopped storing it.
pub async fn resume(store: &Store, meter: &Meter) -> Result<(), StoreError> {
    meter.resume(repo::counted(store.read()).await?);
    Ok(())
}

/// Stores what was counted; the number of days of links that changed. What cannot be stored waits for the next time.
pub(crate) async fn store(store: &Store, meter: &Meter) -> Result<u64, StoreError> {
    let taken = meter.take(ROUTES);
    if taken.is_empty() {
        return Ok(0);
    }
    let done = add(store, &taken).await;
    let changed = u64::try_from(taken.counts.len()).unwrap_or(u64::MAX);
    match done {
        Ok(()) => Ok(changed),
        Err(error) => {
            meter.give_back(taken);
            Err(error)
        }
    }
}

async fn add(store: &Store, taken: &Taken) -> Result<(), StoreError> {
    let routes: Vec<_> = taken.routes.iter().collect();
    for part in routes.chunks(PART) {
        store.tx(async |tx: Tx| repo::add_routes(&tx, part).await).await?;
    }
    let mut vehicles = BTreeMap::new();
    for (key, day) in taken.counts.keys() {
        // Who did not come by another way is not counted again.
        if taken.routes.values().any(|(_, of)| of == day) {
            vehicles.insert((key.clone(), *day), repo::came(store.read(), key, *day).await?);
        }
    }
    let counted =
        repo::Counted { counts: &taken.counts, states: &taken.states, vehicles: &vehicles, next: &taken.counted };
    store.tx(async |tx: Tx| repo::add(&tx, counted).await).await
}
