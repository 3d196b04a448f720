//! Hands queued orders to the gateway and notes what terminals answer. Runs in the process that has the terminals.

use std::{sync::Arc, time::Duration};

use anlu_domain::{
    command::{Command, CommandNews, CommandState, Order},
    ids::CommandId,
    time::UtcMs,
};
use anlu_store::{
    StoreError, Tx,
    ledger::LedgerDraft,
    repo::{
        command::{self as repo, StoredCommand},
        vehicle,
    },
};
use serde_json::json;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::{
    ctx::Desk,
    live::{event::LiveEvent, wake::until_told},
};

/// Orders looked at in one run.
const LIMIT: u64 = 200;
/// A terminal has this long to answer.
const WITHIN: Duration = Duration::from_mins(1);
/// How often the queue is looked at when nothing was said.
const LOOK: Duration = Duration::from_secs(2);

/// The terminals that are on line, as the gateway has them.
pub trait Terminals: Send + Sync {
    /// Sends an order to the terminal with this phone number. News come over the channel until it closes.
    fn order(&self, phone: &str, order: Order, within: Duration) -> mpsc::Receiver<CommandNews>;
}

/// Ends orders whose time is over, and sends what waits; how many were sent. Each is followed in a task of its own.
pub async fn due(desk: &Desk, terminals: &Arc<dyn Terminals>) -> Result<u64, StoreError> {
    let now = desk.now();
    for stored in repo::overdue(desk.store.read(), now, LIMIT).await? {
        if let Some(after) = stored.command.expired(now) {
            write(desk, stored, after, now).await?;
        }
    }
    let mut sent = 0;
    for stored in repo::queued(desk.store.read(), now, LIMIT).await? {
        let terminal = vehicle::terminal_of(desk.store.read(), stored.command.vehicle).await?;
        // Noted before it is sent: whatever happens, it is not sent twice.
        let Some(after) = stored.command.told(&CommandNews::Sent, now) else { continue };
        let (id, order) = (after.id, after.order.clone());
        if !write(desk, stored, after, now).await? {
            continue;
        }
        sent += 1;
        match terminal {
            None => tell(desk, id, &CommandNews::Offline).await?,
            Some(terminal) => {
                let news = terminals.order(&terminal.sim, order, WITHIN);
                tokio::spawn(follow(desk.clone(), id, news));
            }
        }
    }
    Ok(sent)
}

/// Notes everything the terminal says about an order.
async fn follow(desk: Desk, id: CommandId, mut news: mpsc::Receiver<CommandNews>) {
    while let Some(one) = news.recv().await {
        if let Err(error) = tell(&desk, id, &one).await {
            tracing::error!(command = %id, %error, "the answer of a terminal was not kept");
        }
    }
    // The connection went without a word.
    if let Err(error) = tell(&desk, id, &CommandNews::Offline).await {
        tracing::error!(command = %id, %error, "the end of an order was not kept");
    }
}

async fn tell(desk: &Desk, id: CommandId, news: &CommandNews) -> Result<(), StoreError> {
    for _ in 0..5 {
        let now = desk.now();
        let Some(stored) = repo::get(desk.store.read(), id).await? else { return Ok(()) };
        let Some(after) = stored.command.told(news, now) else { return Ok(()) };
        if write(desk, stored, after, now).await? {
            return Ok(());
        }
    }
    Ok(())
}

/// `false` when somebody else was faster.
async fn write(desk: &Desk, before: StoredCommand, after: Command, now: UtcMs) -> Result<bool, StoreError> {
    let was = before.command.state;
    let stored = StoredCommand { command: after.clone(), ..before };
    let done = desk.store.tx(async |tx: Tx| {
        repo::update(&tx, &stored).await?;
        // That it was handed on is no news: its answer is.
        if after.state != was && after.state != CommandState::Sent {
            let draft = LedgerDraft {
                actor: String::from("terminal"),
                action: "command_answered",
                subject_kind: "command",
                subject_id: after.id.to_string(),
                before: Some(json!({ "state": was.as_str() })),
                after: Some(json!({ "state": after.state.as_str(), "result": after.result })),
            };
            tx.record([draft], now);
        }
        Ok::<_, StoreError>(())
    });
    match done.await {
        Ok(()) => {
            desk.tell(LiveEvent::of_command(&after));
            Ok(true)
        }
        Err(StoreError::Conflict { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Dispatches until `stop`: at once when an order was given, and every few seconds.
pub async fn run(desk: Desk, terminals: Arc<dyn Terminals>, stop: CancellationToken) {
    let mut events = desk.events.subscribe();
    while !stop.is_cancelled() {
        if let Err(error) = due(&desk, &terminals).await {
            tracing::error!(%error, "orders to terminals cannot be dispatched");
        }
        until_told(&mut events, LOOK, &stop, |event| {
            matches!(event, LiveEvent::Command { state: CommandState::Queued, .. })
        })
        .await;
    }
}
