//! The steps themselves. Each takes the watch, the actor, the instant and what the step needs, and returns the next
//! value, or a refusal.

use super::{
    act::{Action, Refusal, check},
    state::{Answer, Delivery, DeliveryState, Hit, State, Watch},
};
use crate::{
    access::Viewer,
    hazard::{PersonRef, Step},
    time::{DAY_MS, MINUTE_MS, UtcMs},
};

/// Longest time a watch may stand, days.
pub const MAX_DAYS: i64 = 30;
/// A partner's clock may run this far ahead of ours.
const AHEAD_MS: i64 = 5 * MINUTE_MS;

fn step(by: PersonRef, now: UtcMs, note: &str) -> Step {
    Step { by, at: now, note: note.trim().to_owned() }
}

fn reason(note: &str) -> Result<(), Refusal> {
    if note.trim().is_empty() { Err(Refusal::ReasonRequired) } else { Ok(()) }
}

/// proposed → confirmed, by a second officer, with a reason and a last instant. `partners` (id, name) get it next.
pub fn confirm(
    watch: Watch,
    actor: &Viewer,
    now: UtcMs,
    expires_at: UtcMs,
    why: &str,
    partners: &[(String, String)],
) -> Result<Watch, Refusal> {
    check(&watch, actor, Action::Confirm)?;
    reason(why)?;
    if expires_at <= now || expires_at > now.plus(MAX_DAYS * DAY_MS) {
        return Err(Refusal::ExpiryOutOfRange { max_days: MAX_DAYS });
    }
    let queued = |(partner, name): &(String, String)| Delivery {
        partner: partner.clone(),
        name: name.clone(),
        state: DeliveryState::Queued,
        tries: 0,
        at: now,
        problem: None,
    };
    let deliveries = partners.iter().map(queued).collect();
    let confirmed = Some(step(actor.into(), now, why));
    Ok(Watch { state: State::Confirmed, confirmed, expires_at: Some(expires_at), deliveries, ..watch })
}

/// What a try to deliver to `partner` came to. The first delivery makes the watch handed over; a watch that has ended
/// keeps its state.
#[must_use]
pub fn delivered(
    watch: Watch,
    partner: &str,
    now: UtcMs,
    state: DeliveryState,
    tries: u32,
    problem: Option<&str>,
) -> Watch {
    let problem = problem.map(str::to_owned);
    let update = |d: Delivery| {
        if d.partner == partner { Delivery { state, tries, at: now, problem: problem.clone(), ..d } } else { d }
    };
    let deliveries: Vec<Delivery> = watch.deliveries.into_iter().map(update).collect();
    let first = watch.state == State::Confirmed && deliveries.iter().any(|d| d.state == DeliveryState::Delivered);
    let state = if first { State::HandedOver } else { watch.state };
    Watch { state, deliveries, ..watch }
}

/// confirmed, handed over or answered → answered. `None`: this answer was given before and changes nothing. An answer
/// may overtake the note that the hand-over arrived.
pub fn answer(watch: Watch, now: UtcMs, answer: Answer) -> Result<Option<Watch>, Refusal> {
    if let Some(known) = watch.answers.iter().find(|a| a.id == answer.id && a.partner == answer.partner) {
        return if *known == answer { Ok(None) } else { Err(Refusal::AnswerIdReused) };
    }
    if !watch.state.active() {
        return Err(Refusal::WrongState { state: watch.state });
    }
    if answer.at > now.plus(AHEAD_MS) {
        return Err(Refusal::AnswerInFuture);
    }
    if watch.answers.len() >= Watch::MAX_ANSWERS {
        return Err(Refusal::TooManyAnswers);
    }
    let mut answers = watch.answers;
    answers.push(answer);
    Ok(Some(Watch { state: State::Answered, answers, ..watch }))
}

/// Every delivery that was given up is queued again.
pub fn resend(watch: Watch, actor: &Viewer, now: UtcMs) -> Result<Watch, Refusal> {
    check(&watch, actor, Action::Resend)?;
    let again = |d: Delivery| match d.state {
        DeliveryState::Failed => Delivery { state: DeliveryState::Queued, tries: 0, at: now, problem: None, ..d },
        DeliveryState::Queued | DeliveryState::Delivered => d,
    };
    Ok(Watch { deliveries: watch.deliveries.into_iter().map(again).collect(), ..watch })
}

/// → withdrawn, with a reason.
pub fn withdraw(watch: Watch, actor: &Viewer, now: UtcMs, why: &str) -> Result<Watch, Refusal> {
    check(&watch, actor, Action::Withdraw)?;
    reason(why)?;
    Ok(Watch { state: State::Withdrawn, ended: Some(step(actor.into(), now, why)), ..watch })
}

/// → closed. Without an answer of a partner it needs a reason.
pub fn close(watch: Watch, actor: &Viewer, now: UtcMs, note: &str) -> Result<Watch, Refusal> {
    check(&watch, actor, Action::Close)?;
    if watch.answers.is_empty() {
        reason(note)?;
    }
    Ok(Watch { state: State::Closed, ended: Some(step(actor.into(), now, note)), ..watch })
}

/// Ends the watch with its signal: closed with it, or withdrawn when the signal turned out otherwise. `None` when it
/// has ended before.
pub fn end_with_signal(watch: Watch, false_alarm: bool, by: PersonRef, now: UtcMs, note: &str) -> Option<Watch> {
    let state = if false_alarm { State::Withdrawn } else { State::Closed };
    (!watch.state.ended()).then(|| Watch { state, ended: Some(step(by, now, note)), ..watch })
}

/// → expired when its last instant has passed; `None` when it has not.
pub fn expire(watch: Watch, now: UtcMs) -> Option<Watch> {
    let due = watch.state.active() && watch.expires_at.is_some_and(|t| t <= now);
    due.then_some(Watch { state: State::Expired, ..watch })
}

/// The vehicle was seen. `None` when nothing is to be told: the watch is not active then, or it is the same approach,
/// less than `approach_ms` after the hit before (which also drops positions that come late or twice).
pub fn hit(watch: Watch, seen: Hit, approach_ms: i64) -> Option<Watch> {
    let from = watch.confirmed.as_ref()?.at;
    let within = seen.at >= from && watch.expires_at.is_some_and(|t| seen.at <= t);
    let fresh = watch.hits.last().is_none_or(|last| seen.at >= last.at.plus(approach_ms.max(1)));
    if !watch.state.active() || !within || !fresh {
        return None;
    }
    let over = watch.hits.len().saturating_add(1).saturating_sub(Watch::MAX_HITS);
    let hits = watch.hits.into_iter().skip(over).chain([seen]).collect();
    Some(Watch { hits, ..watch })
}

#[cfg(test)]
#[path = "transition_tests.rs"]
mod tests;
