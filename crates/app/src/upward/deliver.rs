//! Sends answers and alarms to upper platforms: each is tried until a link that is up has taken it, or given up after
//! a day. It may go up twice when the process ends between taking and noting.

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use anlu_domain::{
    party::vehicle::PlateColour,
    time::{HOUR_MS, MINUTE_MS, UtcMs},
    upward::{Carried, UpperAlarm, UpperAnswer},
    watch::DeliveryState,
};
use anlu_store::{
    StoreError, Tx,
    ledger::LedgerDraft,
    repo::{
        names,
        upper_report::{self, UpperReport},
        upper_request::{self, StoredAnswer, StoredRequest},
    },
};
use serde_json::json;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    order,
    report::{Told, first_id},
};
use crate::{
    ctx::Desk,
    live::{event::LiveEvent, wake::until_told},
};

/// Messages looked at in one run.
const LIMIT: u64 = 200;
/// First pause after a failure; each further one is twice as long, up to [`LONGEST_PAUSE_MS`]: deadlines are short.
const FIRST_PAUSE_MS: i64 = 5_000;
const LONGEST_PAUSE_MS: i64 = MINUTE_MS;
/// A message is given up when it could not be sent for so long.
const GIVE_UP_MS: i64 = 24 * HOUR_MS;
/// How often the queue is looked at when nothing was said.
const LOOK: Duration = Duration::from_secs(5);
/// No link took the message.
const LINK_DOWN: &str = "link_down";
/// Who acts in the ledger.
const ACTOR: &str = "outbox";

/// Whether a link took an answer.
pub type Answered = Pin<Box<dyn Future<Output = bool> + Send>>;
/// The serial number with which a link took an alarm.
pub type Reported = Pin<Box<dyn Future<Output = Option<u32>> + Send>>;

/// The links to upper platforms. It bounds its own time.
pub trait UpperPlatforms: Send + Sync {
    /// Sends 0x1301, 0x1302, 0x1401, or what became of an order about a vehicle (0x1501 to 0x1505, 0x120a,
    /// 0x1601).
    fn answer(&self, link: &str, answer: UpperAnswer) -> Answered;

    /// Sends 0x1402, or what became of such an alarm.
    fn report(&self, link: &str, alarm: UpperAlarm) -> Reported;
}

/// Pause after the `tries`-th failure.
pub(crate) fn pause_ms(tries: u32) -> i64 {
    FIRST_PAUSE_MS.saturating_mul(1 << tries.saturating_sub(1).min(10)).min(LONGEST_PAUSE_MS)
}

/// Where a message stands after its `tries`-th try.
fn next(taken: bool, since: UtcMs, tries: u32, now: UtcMs) -> (DeliveryState, Option<UtcMs>, Option<UtcMs>) {
    if taken {
        (DeliveryState::Delivered, None, Some(now))
    } else if now.0.saturating_sub(since.0) >= GIVE_UP_MS {
        (DeliveryState::Failed, None, Some(now))
    } else {
        (DeliveryState::Queued, Some(now.plus(pause_ms(tries))), None)
    }
}

/// Sends what is due: answers first, also those to orders that have ended meanwhile.
pub async fn due(desk: &Desk, platforms: &dyn UpperPlatforms) -> Result<(), StoreError> {
    order::settle(desk).await?;
    for request in upper_request::due(desk.store.read(), desk.now(), LIMIT).await? {
        alone(answer(desk, platforms, request).await)?;
    }
    for report in upper_report::due(desk.store.read(), desk.now(), LIMIT).await? {
        alone(alarm(desk, platforms, report).await)?;
    }
    Ok(())
}

/// A message that somebody changed while it was under way is the next round's; it does not hold up the others.
fn alone(sent: Result<(), StoreError>) -> Result<(), StoreError> {
    match sent {
        Err(StoreError::Conflict { .. }) => Ok(()),
        other => other,
    }
}

async fn answer(desk: &Desk, platforms: &dyn UpperPlatforms, request: StoredRequest) -> Result<(), StoreError> {
    let Some(given) = request.answer.clone() else { return Ok(()) };
    let carried = Carried::parse(&given.text).filter(|_| request.kind.is_order());
    let enclosed = if carried == Some(Carried::Done) { order::enclosed(desk, &request).await? } else { None };
    let going = UpperAnswer {
        reply_to: request.reply_to.clone(),
        plate: request.plate.clone(),
        colour: request.colour,
        outcome: given.outcome,
        text: given.text.clone(),
        by: given.by.clone(),
        phone: given.phone.clone(),
        carried,
        enclosed,
    };
    let taken = platforms.answer(&request.link, going).await;
    let (now, tries) = (desk.now(), given.tries.saturating_add(1));
    let (delivery, next_at, done_at) = next(taken, given.at, tries, now);
    let problem = (!taken).then(|| LINK_DOWN.to_owned());
    let (id, enterprise) = (request.id, request.enterprise);
    let after = StoredAnswer { delivery, tries, problem, next_at, done_at, ..given };
    let noted = desk.store.tx(async |tx: Tx| {
        upper_request::update(&tx, &StoredRequest { answer: Some(after), ..request }).await?;
        if delivery != DeliveryState::Queued {
            let taken = delivery == DeliveryState::Delivered;
            let draft = LedgerDraft {
                actor: ACTOR.to_owned(),
                action: if taken { "request_delivered" } else { "request_delivery_failed" },
                subject_kind: "upper_request",
                subject_id: id.to_string(),
                before: None,
                after: Some(json!({ "tries": tries })),
            };
            tx.record([draft], now);
        }
        Ok::<_, StoreError>(())
    });
    noted.await?;
    if delivery != DeliveryState::Queued {
        desk.tell(LiveEvent::Request { id, enterprise });
    }
    Ok(())
}

async fn alarm(desk: &Desk, platforms: &dyn UpperPlatforms, report: UpperReport) -> Result<(), StoreError> {
    let vehicles = names::vehicles(desk.store.read(), [report.vehicle]).await?;
    let told: Option<Told> = serde_json::from_str(&report.body).ok();
    let first_id = first_id(&report.link, report.finding);
    let first = upper_report::get(desk.store.read(), first_id).await?.filter(|first| first.id != report.id);
    // What follows waits until the alarm itself has gone up.
    let early = first.as_ref().is_some_and(|first| first.delivery != DeliveryState::Delivered);
    let serial = match (vehicles.get(&report.vehicle), told) {
        (Some(vehicle), Some(told)) if !early => {
            let going = UpperAlarm {
                news: told.news,
                first: first.and_then(|first| first.serial),
                plate: vehicle.plate.clone(),
                colour: PlateColour::parse(&vehicle.colour).map_or(0, PlateColour::code),
                rule: told.rule,
                info_id: info_id(first_id),
                at: UtcMs(told.at),
                start: UtcMs(told.start),
                end: UtcMs(told.end),
                text: told.text,
            };
            platforms.report(&report.link, going).await
        }
        // The alarm has not gone up, or the vehicle has left the registry.
        _ => None,
    };
    let (now, tries) = (desk.now(), report.tries.saturating_add(1));
    let (delivery, next_at, done_at) = next(serial.is_some(), report.created_at, tries, now);
    let problem = serial.is_none().then(|| LINK_DOWN.to_owned());
    let after = UpperReport { serial, delivery, tries, problem, next_at, done_at, ..report };
    desk.store.tx(async |tx: Tx| upper_report::update(&tx, &after).await).await
}

/// `INFO_ID` of 2011: the first four bytes of the derived id, the same at each try and in what follows.
fn info_id(first: Uuid) -> u32 {
    first.as_bytes().first_chunk().map_or(0, |four| u32::from_be_bytes(*four))
}

/// Sends until `stop`: at once when something was answered or found, and every few seconds.
pub async fn run(desk: Desk, platforms: Arc<dyn UpperPlatforms>, stop: CancellationToken) {
    let mut events = desk.events.subscribe();
    while !stop.is_cancelled() {
        if let Err(error) = due(&desk, platforms.as_ref()).await {
            tracing::error!(%error, "what goes to upper platforms cannot be worked on");
        }
        until_told(&mut events, LOOK, &stop, |event| {
            matches!(
                event,
                LiveEvent::Request { .. }
                    | LiveEvent::Signal { .. }
                    | LiveEvent::Command { .. }
                    | LiveEvent::Media { .. }
            )
        })
        .await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_sent_waits_longer_and_is_given_up_after_a_day() {
        let pauses: Vec<i64> = (1..=6).map(|n| pause_ms(n) / 1_000).collect();
        assert_eq!(pauses, [5, 10, 20, 40, 60, 60]);
        let state = |now| next(false, UtcMs(0), 3, UtcMs(now)).0;
        assert_eq!((state(GIVE_UP_MS - 1), state(GIVE_UP_MS)), (DeliveryState::Queued, DeliveryState::Failed));
        assert_eq!(next(true, UtcMs(0), 1, UtcMs(7)), (DeliveryState::Delivered, None, Some(UtcMs(7))));
    }
}
