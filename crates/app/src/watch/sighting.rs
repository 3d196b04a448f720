//! A watched vehicle is seen: its position comes in, or another platform reports an alarm about it. The sighting stands
//! with the watch, and a signal of its own calls the authority at once; further sightings of the same watch join that
//! signal while nobody has settled it. Enterprises do not see such signals.

use std::collections::HashMap;

use anlu_domain::{
    finding::Severity,
    ids::{EnterpriseId, VehicleId, WatchId},
    notice::Notice,
    signal::{GroupKey, state::WATCH_KIND},
    time::{MINUTE_MS, UtcMs},
    watch::{Hit, HitSource, transition::hit},
};
use anlu_store::{
    StoreError, Tx,
    ledger::LedgerDraft,
    repo::watch::{self as watches, StoredWatch},
};
use rustc_hash::FxBuildHasher;
use tokio::sync::broadcast::{Receiver, error::TryRecvError};

use super::step::{WatchChange, write};
use crate::{
    changes::{fields, with},
    ctx::Desk,
    live::{event::LiveEvent, latest::Moved},
    signal::raise::{Cause, raise},
};

/// Sightings closer together than this are one approach.
const APPROACH_MS: i64 = 30 * MINUTE_MS;
/// The list of watched vehicles is read anew after this long: another process may have changed it.
const RELOAD_MS: i64 = 10_000;
/// Who acts in the ledger.
const ACTOR: &str = "detectors";

/// Which vehicles are looked for.
pub(crate) struct Lookout {
    events: Receiver<LiveEvent>,
    watched: HashMap<VehicleId, WatchId, FxBuildHasher>,
    loaded: Option<UtcMs>,
}

impl Lookout {
    pub(crate) fn new(events: Receiver<LiveEvent>) -> Self {
        Self { events, watched: HashMap::default(), loaded: None }
    }

    /// Notes what concerns a watched vehicle; told to live listeners when it is stored.
    pub(crate) async fn look(&mut self, desk: &Desk, moved: &[Moved], notices: &[Notice]) -> Result<(), StoreError> {
        self.refresh(desk).await?;
        let positions = moved.iter().filter_map(|Moved { vehicle, fix, .. }| {
            let watch = self.watched.get(vehicle)?;
            Some((*watch, Hit { at: fix.time, place: fix.at, source: HitSource::Position }))
        });
        let reported = notices.iter().filter_map(|notice| {
            let Notice::Alarm(alarm) = notice else { return None };
            let watch = *self.watched.get(&alarm.vehicle)?;
            Some((watch, Hit { at: alarm.at, place: None, source: HitSource::Exchange }))
        });
        let seen: Vec<(WatchId, Hit)> = reported.chain(positions).collect();
        for (watch, hit) in seen {
            note(desk, watch, hit).await?;
        }
        Ok(())
    }

    async fn refresh(&mut self, desk: &Desk) -> Result<(), StoreError> {
        let now = desk.now();
        let mut stale = self.loaded.is_none_or(|at| now.0.saturating_sub(at.0).saturating_abs() >= RELOAD_MS);
        loop {
            match self.events.try_recv() {
                Ok(LiveEvent::Watch { .. }) | Err(TryRecvError::Lagged(_)) => stale = true,
                Ok(_) => {}
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            }
        }
        if stale {
            self.watched = watches::looked_for(desk.store.read()).await?.into_iter().collect();
            self.loaded = Some(now);
        }
        Ok(())
    }
}

async fn note(desk: &Desk, id: WatchId, seen: Hit) -> Result<(), StoreError> {
    let mut left = 5;
    loop {
        let now = desk.now();
        let done = desk.store.tx(async |tx: Tx| {
            let Some(stored) = watches::get(tx.read(), id).await? else { return Ok(None) };
            let Some(after) = hit(stored.watch.clone(), seen, APPROACH_MS) else { return Ok(None) };
            let (vehicle, enterprise) = (after.vehicle, stored.enterprise);
            let told = LiveEvent::of_watch(&after, enterprise);
            let change = WatchChange { actor: ACTOR.to_owned(), action: "watch_hit", note: "" };
            write(desk, &tx, StoredWatch { ..stored }, after, change, now).await?;
            let event = call(desk, &tx, id, (vehicle, enterprise), seen, now).await?;
            Ok::<_, StoreError>(Some([told, event]))
        });
        match done.await {
            Ok(events) => {
                for event in events.into_iter().flatten() {
                    desk.tell(event);
                }
                return Ok(());
            }
            // Somebody acted on the watch or its signal in this moment.
            Err(StoreError::Conflict { .. } | StoreError::Duplicate(_)) if left > 0 => left -= 1,
            Err(error) => return Err(error),
        }
    }
}

/// The signal of the sighting: the open one of this watch, or a new one.
async fn call(
    desk: &Desk,
    tx: &Tx,
    watch: WatchId,
    (vehicle, enterprise): (Option<VehicleId>, Option<EnterpriseId>),
    seen: Hit,
    now: UtcMs,
) -> Result<LiveEvent, StoreError> {
    let (group, severity) = (GroupKey::watch(watch), Severity::Severe);
    let cause = Cause { group, kind: WATCH_KIND, severity, at: seen.at, vehicle, enterprise };
    let raised = raise(desk, tx, cause, now).await?;
    if raised.before.is_none() {
        tx.record(
            [LedgerDraft {
                actor: ACTOR.to_owned(),
                action: "signal_opened",
                subject_kind: "signal",
                subject_id: raised.signal.id.to_string(),
                before: None,
                after: Some(with(fields(&raised.signal), "sighting_of", watch.to_string())),
            }],
            now,
        );
    }
    Ok(raised.event())
}
