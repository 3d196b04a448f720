//! Sends demands and questions to platforms below: each is tried until a link that is up has taken it, or its deadline
//! has passed. It may go down twice when the process ends between taking and noting.

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use anlu_domain::{
    downward::{Check, Demand, Sending, Taken},
    time::UtcMs,
    watch::DeliveryState,
};
use anlu_store::{
    StoreError, Tx,
    ledger::LedgerDraft,
    repo::{
        duty_check::{self as checks, StoredCheck},
        signal as signals,
        supervision::{self as supervisions, StoredSupervision},
    },
};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::{
    ctx::Desk,
    live::{event::LiveEvent, wake::until_told},
    upward::deliver::pause_ms,
};

/// Messages of one kind looked at in one run.
const LIMIT: u64 = 200;
/// How often the queue is looked at when nothing was said.
const LOOK: Duration = Duration::from_secs(5);
/// How often a row that others write at the same time is written anew.
const INSIST: u32 = 5;
/// No link took the message.
const LINK_DOWN: &str = "link_down";
/// Who acts in the ledger.
const ACTOR: &str = "outbox";

/// With what a link took a message.
pub type Accepted = Pin<Box<dyn Future<Output = Option<Taken>> + Send>>;

/// The links to platforms below. It bounds its own time.
pub trait LowerPlatforms: Send + Sync {
    /// Sends 0x9401.
    fn demand(&self, link: &str, demand: Demand) -> Accepted;

    /// Sends 0x9301.
    fn check(&self, link: &str, check: Check) -> Accepted;
}

/// What is sent.
enum Going {
    Demand(StoredSupervision),
    Check(StoredCheck),
}

impl Going {
    fn link(&self) -> &str {
        match self {
            Self::Demand(s) => &s.link,
            Self::Check(c) => &c.link,
        }
    }

    fn deadline(&self) -> UtcMs {
        match self {
            Self::Demand(s) => s.demand.deadline,
            Self::Check(c) => c.check.deadline,
        }
    }

    fn send(&self, platforms: &dyn LowerPlatforms) -> Accepted {
        match self {
            Self::Demand(s) => platforms.demand(&s.link, s.demand.clone()),
            Self::Check(c) => platforms.check(&c.link, c.check.clone()),
        }
    }
}

/// Sends what is due.
pub async fn due(desk: &Desk, platforms: &dyn LowerPlatforms) -> Result<(), StoreError> {
    let (db, now) = (desk.store.read(), desk.now());
    let demands = supervisions::due(db, now, LIMIT).await?.into_iter().map(Going::Demand);
    let questions = checks::due(db, now, LIMIT).await?.into_iter().map(Going::Check);
    for going in demands.chain(questions) {
        let late = desk.now() > going.deadline();
        let _noted_before_answers = desk.below.of(going.link()).await;
        // What is wanted until a time that has passed cannot be done any more.
        let taken = if late { None } else { going.send(platforms).await };
        let mut left = INSIST;
        // An officer may act on the row meanwhile; what the link has taken is not sent again for that.
        let event = loop {
            match noted(desk, &going, taken.as_ref()).await {
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

async fn noted(desk: &Desk, going: &Going, taken: Option<&Taken>) -> Result<Option<LiveEvent>, StoreError> {
    let now = desk.now();
    let after = |sending: Sending, deadline| {
        let again = now.plus(pause_ms(sending.tries.saturating_add(1)));
        sending.tried(taken.map(|t| t.serial), LINK_DOWN, deadline, now, again)
    };
    let write = desk.store.tx(async |tx: Tx| {
        match going {
            Going::Demand(StoredSupervision { id, .. }) => {
                let Some(stored) = supervisions::get(tx.read(), *id).await? else { return Ok(None) };
                let StoredSupervision { sending, demand, .. } = stored.clone();
                let sending = after(sending, demand.deadline);
                // What went ahead names the alarm from now on: an answer may repeat nothing else.
                let source = taken.and_then(|t| t.about.clone()).or(demand.source);
                let demand = Demand { source, ..demand };
                let next = StoredSupervision { sending, demand, ..stored };
                supervisions::update(&tx, &next).await?;
                let actions = ["signal_supervision_sent", "signal_supervision_unsent"];
                let about = ("signal", next.signal.to_string(), "supervision", id.to_string(), next.demand.number);
                if !told(&tx, actions, about, &next.sending, now) {
                    return Ok(None);
                }
                let signal = signals::find(tx.read(), next.signal).await?;
                Ok::<_, StoreError>(signal.map(|s| LiveEvent::of_signal(&s.signal)))
            }
            Going::Check(StoredCheck { id, .. }) => {
                let Some(stored) = checks::get(tx.read(), *id).await? else { return Ok(None) };
                let next = StoredCheck { sending: after(stored.sending.clone(), stored.check.deadline), ..stored };
                checks::update(&tx, &next).await?;
                let about = ("duty_check", id.to_string(), "check", id.to_string(), next.check.number);
                let ended = told(&tx, ["duty_check_sent", "duty_check_unsent"], about, &next.sending, now);
                Ok(ended.then_some(LiveEvent::Request { id: *id, enterprise: None }))
            }
        }
    });
    write.await
}

/// Notes in the ledger that a message was taken or given up; `false` while it is tried.
fn told(
    tx: &Tx,
    [sent, unsent]: [&'static str; 2],
    (subject_kind, subject_id, named, id, number): (&'static str, String, &'static str, String, u32),
    sending: &Sending,
    now: UtcMs,
) -> bool {
    let action = match sending.delivery {
        DeliveryState::Queued => return false,
        DeliveryState::Delivered => sent,
        DeliveryState::Failed => unsent,
    };
    let draft = LedgerDraft {
        actor: ACTOR.to_owned(),
        action,
        subject_kind,
        subject_id,
        before: None,
        after: Some(json!({ named: id, "number": number, "tries": sending.tries })),
    };
    tx.record([draft], now);
    true
}

/// Sends until `stop`: at once when something was demanded or asked, and every few seconds.
pub async fn run(desk: Desk, platforms: Arc<dyn LowerPlatforms>, stop: CancellationToken) {
    let mut events = desk.events.subscribe();
    while !stop.is_cancelled() {
        if let Err(error) = due(&desk, platforms.as_ref()).await {
            tracing::error!(%error, "what goes to platforms below cannot be worked on");
        }
        let concerns = |event: &LiveEvent| matches!(event, LiveEvent::Signal { .. } | LiveEvent::Request { .. });
        until_told(&mut events, LOOK, &stop, concerns).await;
    }
}
