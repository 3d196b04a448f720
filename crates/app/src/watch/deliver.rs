//! Sends what stands in the outbox. Each try is noted before it is made, so that whatever ends the process, a partner
//! whom a message may have reached is known; a message is sent again until it arrives or is given up.

use std::{collections::BTreeMap, future::Future, pin::Pin, sync::Arc, time::Duration};

use anlu_domain::{
    time::{HOUR_MS, MINUTE_MS, UtcMs},
    watch::{DeliveryState, transition::delivered},
};
use anlu_store::{
    StoreError, Tx,
    repo::{
        outbox::{self as repo, MessageKind, MessageState, OutboxMessage},
        watch as watches,
    },
};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::{
    outbox,
    partner::Partner,
    signature::sign,
    step::{WatchChange, write},
};
use crate::{
    ctx::Desk,
    live::{event::LiveEvent, wake::until_told},
};

/// Messages looked at in one run.
const LIMIT: u64 = 200;
/// A try that nobody reported about is made again after this long.
pub(crate) const LEASE_MS: i64 = 2 * MINUTE_MS;
/// First pause after a failure; each further one is twice as long, up to [`LONGEST_PAUSE_MS`].
const FIRST_PAUSE_MS: i64 = MINUTE_MS / 2;
const LONGEST_PAUSE_MS: i64 = HOUR_MS / 2;
/// Tries before a message is given up: about ten hours.
pub(crate) const MAX_TRIES: u32 = 24;
/// How often the outbox is looked at when nothing was said.
const LOOK: Duration = Duration::from_secs(5);
/// Who acts in the ledger.
const ACTOR: &str = "outbox";

/// A message on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// Id of the message.
    pub id: String,
    /// Whom it is for.
    pub partner: Partner,
    /// What it says.
    pub kind: MessageKind,
    /// When it is sent.
    pub at: UtcMs,
    /// The text.
    pub body: String,
    /// Signature over id, time and text; empty for a partner without a secret.
    pub signature: String,
}

/// Why a message did not arrive: a stable code, e.g. `unreachable`, `timed_out`, `http_503`, `link_down`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undelivered(pub String);

/// Answer of [`Courier::carry`].
pub type Carried = Pin<Box<dyn Future<Output = Result<(), Undelivered>> + Send>>;

/// Carries messages to partners: over HTTP, or over a link of JT/T 809. It bounds its own time, below a minute.
pub trait Courier: Send + Sync {
    /// Hands one message over.
    fn carry(&self, parcel: Parcel) -> Carried;
}

/// The pause after so many failed tries.
pub(crate) fn pause_ms(tries: u32) -> i64 {
    let doubled = tries.saturating_sub(1).min(10);
    FIRST_PAUSE_MS.saturating_mul(1 << doubled).min(LONGEST_PAUSE_MS)
}

/// Sends what is due; partners at the same time, the messages of one partner one after the other. How many tries were
/// made.
pub async fn due(desk: &Desk, courier: &Arc<dyn Courier>) -> Result<u64, StoreError> {
    let mut by_partner: BTreeMap<String, Vec<OutboxMessage>> = BTreeMap::new();
    for message in repo::due(desk.store.read(), desk.now(), LIMIT).await? {
        by_partner.entry(message.partner.clone()).or_default().push(message);
    }
    let mut running = JoinSet::new();
    for messages in by_partner.into_values() {
        let (desk, courier) = (desk.clone(), Arc::clone(courier));
        running.spawn(async move {
            let mut tries = 0;
            for message in messages {
                tries += u64::from(one(&desk, courier.as_ref(), message).await?);
            }
            Ok::<u64, StoreError>(tries)
        });
    }
    let mut tries = 0;
    while let Some(done) = running.join_next().await {
        tries += done.map_err(|e| StoreError::Internal(e.to_string()))??;
    }
    Ok(tries)
}

/// One try; `false` when somebody else took it, or the step that ended the watch.
async fn one(desk: &Desk, courier: &dyn Courier, message: OutboxMessage) -> Result<bool, StoreError> {
    let now = desk.now();
    let claimed =
        OutboxMessage { tries: message.tries.saturating_add(1), next_at: Some(now.plus(LEASE_MS)), ..message };
    match desk.store.tx(async |tx: Tx| repo::update(&tx, &claimed).await).await {
        Ok(()) => {}
        Err(StoreError::Conflict { .. }) => return Ok(false),
        Err(error) => return Err(error),
    }
    let claimed = OutboxMessage { version: claimed.version.saturating_add(1), ..claimed };
    let result = match desk.partners.get(&claimed.partner) {
        None => Err(Undelivered(String::from("partner_unknown"))),
        Some(partner) => {
            let id = claimed.id.to_string();
            let signature =
                partner.secret.as_ref().map(|s| sign(s, &id, now, claimed.body.as_bytes())).unwrap_or_default();
            let (partner, kind, body) = (partner.clone(), claimed.kind, claimed.body.clone());
            courier.carry(Parcel { id, partner, kind, at: now, body, signature }).await
        }
    };
    settle(desk, claimed, result).await?;
    Ok(true)
}

async fn settle(desk: &Desk, message: OutboxMessage, result: Result<(), Undelivered>) -> Result<(), StoreError> {
    let now = desk.now();
    let (state, problem) = match result {
        Ok(()) => (DeliveryState::Delivered, None),
        Err(Undelivered(problem)) if message.tries >= MAX_TRIES => (DeliveryState::Failed, Some(problem)),
        Err(Undelivered(problem)) => (DeliveryState::Queued, Some(problem)),
    };
    if let Some(problem) = &problem {
        tracing::warn!(partner = message.partner, tries = message.tries, problem, "a partner was not reached");
    }
    let open = state == DeliveryState::Queued;
    let next = OutboxMessage {
        state: MessageState::Delivery(state),
        problem: problem.clone(),
        next_at: open.then(|| now.plus(pause_ms(message.tries))),
        done_at: (!open).then_some(now),
        ..message
    };
    for _ in 0..5 {
        let noted = desk.store.tx(async |tx: Tx| {
            repo::update(&tx, &next).await?;
            let Some(stored) = watches::get(tx.read(), next.watch).await? else { return Ok(None) };
            if open || next.kind != MessageKind::Confirmed {
                // The watch itself is as it was, but who looks at it sees its deliveries.
                return Ok(Some(LiveEvent::of_watch(&stored.watch, stored.enterprise)));
            }
            let after = delivered(stored.watch.clone(), &next.partner, now, state, next.tries, problem.as_deref());
            let action = if state == DeliveryState::Delivered { "watch_delivered" } else { "watch_delivery_failed" };
            let note = desk.partners.get(&next.partner).map_or(next.partner.clone(), |p| p.name.clone());
            let event = LiveEvent::of_watch(&after, stored.enterprise);
            if state == DeliveryState::Delivered {
                outbox::release(&tx, next.watch, &next.partner, now).await?;
            }
            write(desk, &tx, stored, after, WatchChange { actor: ACTOR.to_owned(), action, note: &note }, now).await?;
            Ok::<_, StoreError>(Some(event))
        });
        match noted.await {
            Ok(event) => {
                if let Some(event) = event {
                    desk.tell(event);
                }
                return Ok(());
            }
            // The watch ended meanwhile, and the message with it; or an officer acted on the watch: look again.
            Err(StoreError::Conflict { what: "watch_outbox", .. }) => return Ok(()),
            Err(StoreError::Conflict { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Sends until `stop`: at once when a watch has changed, and every few seconds.
pub async fn run(desk: Desk, courier: Arc<dyn Courier>, stop: CancellationToken) {
    let mut events = desk.events.subscribe();
    while !stop.is_cancelled() {
        if let Err(error) = due(&desk, &courier).await {
            tracing::error!(%error, "the outbox of watches cannot be worked on");
        }
        until_told(&mut events, LOOK, &stop, |event| matches!(event, LiveEvent::Watch { .. })).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_stay_bounded() {
        let pauses: Vec<i64> = (1..=8).map(|n| pause_ms(n) / 1_000).collect();
        assert_eq!(pauses, [30, 60, 120, 240, 480, 960, 1_800, 1_800]);
        let all: i64 = (1..MAX_TRIES).map(pause_ms).sum();
        assert!((9 * HOUR_MS..12 * HOUR_MS).contains(&all), "{all}");
        assert_eq!(pause_ms(u32::MAX), LONGEST_PAUSE_MS);
    }
}
