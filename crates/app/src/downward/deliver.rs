//! Sends demands to platforms below: each is tried until a link that is up has taken it, or its deadline has passed. It
//! may go down twice when the process ends between taking and noting.

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use anlu_domain::{downward::Demand, time::UtcMs, watch::DeliveryState};
use anlu_store::{
    StoreError, Tx,
    ledger::LedgerDraft,
    repo::{
        signal as signals,
        supervision::{self as repo, StoredSupervision},
    },
};
use serde_json::json;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    ctx::Desk,
    live::{event::LiveEvent, wake::until_told},
    upward::deliver::pause_ms,
};

/// Messages looked at in one run.
const LIMIT: u64 = 200;
/// How often the queue is looked at when nothing was said.
const LOOK: Duration = Duration::from_secs(5);
/// How often a row that others write at the same time is written anew.
const INSIST: u32 = 5;
/// No link took the message.
const LINK_DOWN: &str = "link_down";
/// Who acts in the ledger.
const ACTOR: &str = "outbox";

/// The serial number with which a link took a demand.
pub type Demanded = Pin<Box<dyn Future<Output = Option<u32>> + Send>>;

/// The links to platforms below. It bounds its own time.
pub trait LowerPlatforms: Send + Sync {
    /// Sends 0x9401.
    fn demand(&self, link: &str, demand: Demand) -> Demanded;
}

/// Sends what is due.
pub async fn due(desk: &Desk, platforms: &dyn LowerPlatforms) -> Result<(), StoreError> {
    for supervision in repo::due(desk.store.read(), desk.now(), LIMIT).await? {
        let late = desk.now() > supervision.demand.deadline;
        // What is demanded until a time that has passed cannot be done any more.
        let serial = if late { None } else { platforms.demand(&supervision.link, supervision.demand.clone()).await };
        let mut left = INSIST;
        // An answer may come before its demand is noted as sent; what the link has taken is not sent again for that.
        let event = loop {
            match noted(desk, supervision.id, serial).await {
                Err(StoreError::Conflict { .. }) if left > 0 => left -= 1,
                done => break done?,
            }
        };
        if let Some(event) = event {
            desk.tell(event);
        }
    }
    Ok(())
}

async fn noted(desk: &Desk, id: Uuid, serial: Option<u32>) -> Result<Option<LiveEvent>, StoreError> {
    let now = desk.now();
    let write = desk.store.tx(async |tx: Tx| {
        let Some(stored) = repo::get(tx.read(), id).await? else { return Ok(None) };
        let (number, signal, tries) = (stored.demand.number, stored.signal, stored.tries.saturating_add(1));
        let after = after(stored, serial, tries, now);
        repo::update(&tx, &after).await?;
        if after.delivery == DeliveryState::Queued {
            return Ok(None);
        }
        let taken = after.delivery == DeliveryState::Delivered;
        let draft = LedgerDraft {
            actor: ACTOR.to_owned(),
            action: if taken { "signal_supervision_sent" } else { "signal_supervision_unsent" },
            subject_kind: "signal",
            subject_id: signal.to_string(),
            before: None,
            after: Some(json!({ "supervision": id.to_string(), "number": number, "tries": tries })),
        };
        tx.record([draft], now);
        let stored = signals::find(tx.read(), signal).await?;
        Ok::<_, StoreError>(stored.map(|s| LiveEvent::of_signal(&s.signal)))
    });
    write.await
}

/// The demand after its `tries`-th try.
fn after(stored: StoredSupervision, serial: Option<u32>, tries: u32, now: UtcMs) -> StoredSupervision {
    let ended = serial.is_some() || stored.delivery == DeliveryState::Delivered;
    let (delivery, next_at) = if ended {
        (DeliveryState::Delivered, None)
    } else if now > stored.demand.deadline {
        (DeliveryState::Failed, None)
    } else {
        (DeliveryState::Queued, Some(now.plus(pause_ms(tries))))
    };
    StoredSupervision {
        serial: serial.or(stored.serial),
        delivery,
        tries,
        problem: (!ended).then(|| LINK_DOWN.to_owned()),
        next_at,
        done_at: if delivery == DeliveryState::Queued { None } else { stored.done_at.or(Some(now)) },
        ..stored
    }
}

/// Sends until `stop`: at once when something was demanded, and every few seconds.
pub async fn run(desk: Desk, platforms: Arc<dyn LowerPlatforms>, stop: CancellationToken) {
    let mut events = desk.events.subscribe();
    while !stop.is_cancelled() {
        if let Err(error) = due(&desk, platforms.as_ref()).await {
            tracing::error!(%error, "what goes to platforms below cannot be worked on");
        }
        until_told(&mut events, LOOK, &stop, |event| matches!(event, LiveEvent::Signal { .. })).await;
    }
}
