//! Counts positions by the link they came over, as the workers read them out of the log.

use std::sync::Arc;

use anlu_bus::{Entry, Log, Meter, Source};
use anlu_domain::{ids::VehicleId, link::LinkKind, track::Fact};
use anlu_store::{Store, StoreError, Tx, repo::link as repo};

use super::plane::Decode;

/// `decode`, with what it finds counted on the meter of `log`.
pub fn metered(decode: Decode, log: &Arc<Log>) -> Decode {
    let log = Arc::clone(log);
    Arc::new(move |entry: &Entry, out: &mut Vec<(VehicleId, Fact)>| {
        let before = out.len();
        decode(entry, out);
        let link = match &entry.record.source {
            Source::Jt808 { .. } => (LinkKind::Terminals, ""),
            Source::Jt809 { link, .. } => (LinkKind::PlatformIn, &**link),
            Source::Clock => return,
        };
        let positions = out.iter().skip(before).filter_map(|(vehicle, fact)| match fact {
            Fact::Fix(fix) => Some((*vehicle, fix.time, !fix.time_from_receiver)),
            Fact::Driver(_) => None,
        });
        log.meter().positions((entry.shard, entry.offset), link, entry.record.received, positions);
    })
}

/// Takes up counting where the process before stopped storing it.
pub async fn resume(store: &Store, meter: &Meter) -> Result<(), StoreError> {
    meter.resume(repo::counted(store.read()).await?);
    Ok(())
}

/// Stores what was counted; the number of days of links that changed. What cannot be stored waits for the next time.
pub(crate) async fn store(store: &Store, meter: &Meter) -> Result<u64, StoreError> {
    let taken = meter.take();
    if taken.is_empty() {
        return Ok(0);
    }
    let counted =
        repo::Counted { counts: &taken.counts, states: &taken.states, routes: &taken.routes, next: &taken.counted };
    let done = store.tx(async |tx: Tx| repo::add(&tx, counted).await).await;
    let changed = u64::try_from(taken.counts.len()).unwrap_or(u64::MAX);
    match done {
        Ok(()) => Ok(changed),
        Err(error) => {
            meter.give_back(taken);
            Err(error)
        }
    }
}
