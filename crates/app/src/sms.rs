//! Sends what stands in the outbox of short messages. As with partners of watches, each try is noted before it is made:
//! whatever ends the process, a message goes out until the gateway has taken it, it is given up, or it is of no use.

use std::{sync::Arc, time::Duration};

use anlu_domain::{
    ports::{NotTaken, SmsGateway},
    watch::DeliveryState,
};
use anlu_store::{
    StoreError, Tx,
    repo::sms::{self as repo, OutboxSms},
};
use tokio_util::sync::CancellationToken;

use crate::{
    ctx::Desk,
    watch::deliver::{LEASE_MS, MAX_TRIES, pause_ms},
};

/// Messages looked at in one run.
const LIMIT: u64 = 200;
/// How often the outbox is looked at: somebody waits for a code.
const LOOK: Duration = Duration::from_secs(1);

/// Hands over what is due; how many tries were made.
pub async fn due(desk: &Desk) -> Result<u64, StoreError> {
    let Some(gateway) = &desk.sms else { return Ok(0) };
    let mut tries = 0;
    for sms in repo::due(desk.store.read(), desk.now(), LIMIT).await? {
        tries += u64::from(one(desk, gateway, sms).await?);
    }
    Ok(tries)
}

/// One try; `false` when somebody else took it.
async fn one(desk: &Desk, gateway: &Arc<dyn SmsGateway>, sms: OutboxSms) -> Result<bool, StoreError> {
    let now = desk.now();
    let late = now >= sms.until;
    let claimed = OutboxSms { tries: sms.tries.saturating_add(1), next_at: Some(now.plus(LEASE_MS)), ..sms };
    if !written(desk, &claimed).await? {
        return Ok(false);
    }
    let claimed = OutboxSms { version: claimed.version.saturating_add(1), ..claimed };
    let taken = match claimed.message.clone().filter(|_| !late) {
        None => Err(NotTaken(String::from("too_late"))),
        Some(message) => {
            let gateway = Arc::clone(gateway);
            let taken = tokio::task::spawn_blocking(move || gateway.take(&message)).await;
            taken.unwrap_or_else(|_panicked| Err(NotTaken(String::from("internal"))))
        }
    };
    let (state, problem) = match taken {
        Ok(()) => (DeliveryState::Delivered, None),
        Err(NotTaken(problem)) if late || claimed.tries >= MAX_TRIES => (DeliveryState::Failed, Some(problem)),
        Err(NotTaken(problem)) => (DeliveryState::Queued, Some(problem)),
    };
    if let Some(problem) = &problem {
        tracing::warn!(message = %claimed.id, tries = claimed.tries, problem, "a short message was not taken");
    }
    let open = state == DeliveryState::Queued;
    let settled = OutboxSms {
        state,
        problem,
        // Number and text are needed no more.
        message: claimed.message.filter(|_| open),
        next_at: open.then(|| now.plus(pause_ms(claimed.tries))),
        done_at: (!open).then_some(now),
        ..claimed
    };
    written(desk, &settled).await?;
    Ok(true)
}

/// Writes it; `false` when somebody was faster.
async fn written(desk: &Desk, sms: &OutboxSms) -> Result<bool, StoreError> {
    match desk.store.tx(async |tx: Tx| repo::update(&tx, sms).await).await {
        Ok(()) => Ok(true),
        Err(StoreError::Conflict { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Sends until `stop`.
pub async fn run(desk: Desk, stop: CancellationToken) {
    while !stop.is_cancelled() {
        if let Err(error) = due(&desk).await {
            tracing::error!(%error, "the outbox of short messages cannot be worked on");
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}
