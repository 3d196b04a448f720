//! The steps of a signal. Each takes the signal, the actor, the instant and the clocks, and returns the next value, or
//! a refusal.

use super::{
    act::{Action, Refusal, check},
    state::{Clocks, FalseAlarm, Owner, Signal, State},
};
use crate::{
    access::Viewer,
    finding::Severity,
    hazard::{PersonRef, Step},
    ids::{HazardId, WatchId},
    time::UtcMs,
};

fn step(actor: &Viewer, now: UtcMs, note: &str) -> Step {
    Step { by: PersonRef::from(actor), at: now, note: note.trim().to_owned() }
}

/// The signal in `state`, with the clock of its new owner started (or stopped when settled).
fn turn(signal: Signal, state: State, now: UtcMs, clocks: &Clocks) -> Signal {
    let due_at = state.owner(signal.driver.is_some()).map(|owner| clocks.due(owner, signal.severity, now));
    Signal { state, since: now, due_at, escalated_at: None, ..signal }
}

/// open → reminded: the driver (or the enterprise) must acknowledge.
pub fn remind(s: Signal, actor: &Viewer, now: UtcMs, clocks: &Clocks, message: &str) -> Result<Signal, Refusal> {
    check(&s, actor, Action::Remind)?;
    let triaged = Some(step(actor, now, message));
    Ok(turn(Signal { triaged, ..s }, State::Reminded, now, clocks))
}

/// → `handed_over`: the enterprise must answer.
pub fn hand_over(s: Signal, actor: &Viewer, now: UtcMs, clocks: &Clocks, message: &str) -> Result<Signal, Refusal> {
    check(&s, actor, Action::HandOver)?;
    let triaged = Some(step(actor, now, message));
    Ok(turn(Signal { triaged, ..s }, State::HandedOver, now, clocks))
}

/// → hazard: goes on as `hazard`; settled here.
pub fn make_hazard(
    s: Signal,
    actor: &Viewer,
    now: UtcMs,
    clocks: &Clocks,
    hazard: HazardId,
    message: &str,
) -> Result<Signal, Refusal> {
    check(&s, actor, Action::MakeHazard)?;
    let triaged = Some(step(actor, now, message));
    Ok(turn(Signal { triaged, hazard: Some(hazard), ..s }, State::Hazard, now, clocks))
}

/// → `watch_proposed`, with a reason: the vehicle shall be stopped on the road.
pub fn propose_watch(
    s: Signal,
    actor: &Viewer,
    now: UtcMs,
    clocks: &Clocks,
    watch: WatchId,
    why: &str,
) -> Result<Signal, Refusal> {
    check(&s, actor, Action::ProposeWatch)?;
    if why.trim().is_empty() {
        return Err(Refusal::ReasonRequired { action: Action::ProposeWatch });
    }
    let triaged = Some(step(actor, now, why));
    Ok(turn(Signal { triaged, watch: Some(watch), ..s }, State::WatchProposed, now, clocks))
}

/// → `false_alarm`; settled. `reason` is a code of [`FalseAlarm::CODES`] or words.
pub fn false_alarm(
    s: Signal,
    actor: &Viewer,
    now: UtcMs,
    clocks: &Clocks,
    reason: &str,
    note: &str,
) -> Result<Signal, Refusal> {
    check(&s, actor, Action::FalseAlarm)?;
    let Some(why) = FalseAlarm::read(reason, note) else {
        return Err(Refusal::ReasonRequired { action: Action::FalseAlarm });
    };
    let triaged = Some(step(actor, now, note));
    Ok(turn(Signal { triaged, false_alarm: Some(why), ..s }, State::FalseAlarm, now, clocks))
}

/// reminded → acknowledged.
pub fn acknowledge(s: Signal, actor: &Viewer, now: UtcMs, clocks: &Clocks, note: &str) -> Result<Signal, Refusal> {
    check(&s, actor, Action::Acknowledge)?;
    let replied = Some(step(actor, now, note));
    Ok(turn(Signal { replied, ..s }, State::Acknowledged, now, clocks))
}

/// `handed_over` → answered: what the enterprise found and did; words are required.
pub fn answer(s: Signal, actor: &Viewer, now: UtcMs, clocks: &Clocks, note: &str) -> Result<Signal, Refusal> {
    check(&s, actor, Action::Answer)?;
    if note.trim().is_empty() {
        return Err(Refusal::ReasonRequired { action: Action::Answer });
    }
    let replied = Some(step(actor, now, note));
    Ok(turn(Signal { replied, ..s }, State::Answered, now, clocks))
}

/// → closed.
pub fn close(s: Signal, actor: &Viewer, now: UtcMs, clocks: &Clocks, note: &str) -> Result<Signal, Refusal> {
    check(&s, actor, Action::Close)?;
    let closed = Some(step(actor, now, note));
    Ok(turn(Signal { closed, ..s }, State::Closed, now, clocks))
}

/// Names the officer who follows it; state and clock stay.
pub fn assign(s: Signal, actor: &Viewer, to: PersonRef) -> Result<Signal, Refusal> {
    check(&s, actor, Action::Assign)?;
    Ok(Signal { assignee: Some(to), ..s })
}

/// A finding of `severity` joins (or is revised). A rise to [`Severity::Severe`] brings an unsettled signal back to
/// the authority's desk with the short clock: an earlier reminder is no answer to it. Settled signals never change.
#[must_use]
pub fn absorb(s: Signal, severity: Severity, now: UtcMs, clocks: &Clocks) -> Signal {
    if s.state.settled() || severity <= s.severity {
        return s;
    }
    let risen = Signal { severity, ..s };
    match risen.state {
        State::Open => {
            let due = clocks.due(Owner::Authority, severity, now);
            let due_at = Some(risen.due_at.map_or(due, |old| old.min(due)));
            Signal { due_at, ..risen }
        }
        State::WatchProposed => risen,
        _ if severity == Severity::Severe => turn(risen, State::Open, now, clocks),
        _ => risen,
    }
}

/// Marks an overdue, unsettled signal as shown to the leader; `None` when there is nothing to mark.
pub fn escalate(s: Signal, now: UtcMs) -> Option<Signal> {
    let due = !s.state.settled() && s.overdue(now) && s.escalated_at.is_none();
    due.then_some(Signal { escalated_at: Some(now), ..s })
}

#[cfg(test)]
#[path = "triage_tests.rs"]
mod tests;
