//! What a partner answers.

use anlu_domain::{
    ids::WatchId,
    time::UtcMs,
    watch::{Answer, Outcome, State, transition},
};
use anlu_store::{StoreError, Tx, repo::watch as repo};

use super::{
    WatchError,
    partner::Partner,
    step::{WatchChange, write},
};
use crate::{ctx::Desk, live::event::LiveEvent, step_error::StepError};

/// Most characters of a text in an answer.
const MAX_CHARS: usize = 500;

/// An answer as the partner sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAnswer {
    /// The partner's own id: sent again, it changes nothing.
    pub id: String,
    /// Outcome.
    pub outcome: Outcome,
    /// When it happened.
    pub at: UtcMs,
    /// Where, in words.
    pub place: String,
    /// By whom.
    pub by: String,
    /// Note.
    pub note: String,
}

/// Notes the answer of a partner who has been asked. The state of the watch, and whether the answer was known before.
///
/// The caller has made sure that it comes from the partner.
pub async fn answer(desk: &Desk, partner: &Partner, id: WatchId, new: &NewAnswer) -> Result<(State, bool), WatchError> {
    for (pointer, text) in [("/place", &new.place), ("/by", &new.by), ("/note", &new.note)] {
        if text.chars().count() > MAX_CHARS {
            return Err(StepError::invalid(pointer, "too_long").into());
        }
    }
    let given = Answer {
        id: new.id.clone(),
        partner: partner.id.clone(),
        outcome: new.outcome,
        at: new.at,
        place: new.place.trim().to_owned(),
        by: new.by.trim().to_owned(),
        note: new.note.trim().to_owned(),
    };
    let mut left = 5;
    loop {
        let now = desk.now();
        let done = desk.store.tx(async |tx: Tx| {
            let stored = repo::get(tx.read(), id).await?.ok_or(StepError::NotFound)?;
            if !stored.watch.deliveries.iter().any(|d| d.partner == partner.id) {
                return Err(StepError::NotFound.into());
            }
            let before = stored.watch.state;
            let Some(after) = transition::answer(stored.watch.clone(), now, given.clone())? else {
                return Ok((before, None));
            };
            let (state, event) = (after.state, LiveEvent::of_watch(&after, stored.enterprise));
            let actor = partner.name.clone();
            write(desk, &tx, stored, after, WatchChange { actor, action: "watch_answered", note: &given.note }, now)
                .await?;
            Ok::<_, WatchError>((state, Some(event)))
        });
        match done.await {
            Ok((state, None)) => return Ok((state, true)),
            Ok((state, Some(event))) => {
                desk.tell(event);
                return Ok((state, false));
            }
            // Somebody acted on the watch in this moment.
            Err(WatchError::Step(StepError::Store(StoreError::Conflict { .. }))) if left > 0 => left -= 1,
            Err(error) => return Err(error),
        }
    }
}
