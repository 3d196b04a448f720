//! Signals that wait for the viewer.

use std::collections::BTreeMap;

use anlu_domain::{
    access::{Role, Viewer},
    finding::Severity,
    signal::{Action, Signal, State, act::owned_by, actions},
};
use anlu_store::{
    StoreError,
    repo::{names, signal::StoredSignal, signal_list, watch},
};

use super::{
    codes::{verb, why},
    item::{Found, Item, Kind, Subject},
    list::MAX_READ,
};
use crate::{access, ctx::Ctx};

/// Signals on which the viewer has the next step.
pub(super) async fn waiting(ctx: &Ctx) -> Result<Found, StoreError> {
    if !access::may(ctx.viewer.role, access::Action::SignalRead) {
        return Ok(Found::of(Vec::new(), 0, 0));
    }
    let db = ctx.store.read();
    let (stored, total) = signal_list::waiting(db, &ctx.viewer, MAX_READ).await?;
    let vehicles = names::vehicles(db, stored.iter().filter_map(|s| s.signal.vehicle)).await?;
    let people = names::people(db, stored.iter().filter_map(|s| s.signal.driver)).await?;
    let read = stored.len();
    let proposed = stored.iter().filter(|s| s.signal.state == State::WatchProposed).map(|s| s.signal.id);
    let watched = watch::standing_of(db, proposed).await?;
    // While its watch stands, the next step is the watch's; closing the signal would end it.
    let stored = stored.into_iter().filter(|s| !watched.contains(&s.signal.id));
    let items = stored.filter_map(|s| {
        let plate = s.signal.vehicle.and_then(|id| Some((Subject::Vehicle(id), vehicles.get(&id)?.plate.clone())));
        let driver = s.signal.driver.and_then(|id| Some((Subject::Person(id), people.get(&id)?.name.clone())));
        let unknown = (Subject::Unknown(s.signal.id.0), String::new());
        item(s, driver.or(plate).unwrap_or(unknown), &ctx.viewer)
    });
    Ok(Found::of(items.collect(), read, total))
}

/// The signal as a thing to do; `None` when somebody else has the next step.
fn item(stored: StoredSignal, subject: (Subject, String), viewer: &Viewer) -> Option<Item> {
    let (s, (subject, subject_name)) = (stored.signal, subject);
    let leads = viewer.role == Role::Leader;
    if !leads && !owned_by(&s, viewer) {
        return None;
    }
    let verb = next_step(&s, viewer)?;
    let why = if leads { why::SIGNAL_ESCALATED } else { reason(s.state)? };
    let params = BTreeMap::from([("kind", s.kind.clone()), ("count", stored.findings.to_string())]);
    Some(Item {
        id: s.id.0,
        kind: Kind::Signal,
        subject,
        subject_name,
        why,
        params,
        due_at: s.due_at,
        verb,
        level: Some(severity(s.severity)),
    })
}

fn next_step(s: &Signal, viewer: &Viewer) -> Option<&'static str> {
    let possible = actions(s, viewer);
    let may = |a: Action| possible.contains(&a);
    match s.state {
        State::Open if Action::TRIAGE.into_iter().any(may) => Some(verb::SIGNAL_TRIAGE),
        State::Reminded if may(Action::Acknowledge) => Some(verb::SIGNAL_ACKNOWLEDGE),
        State::HandedOver if may(Action::Answer) => Some(verb::SIGNAL_ANSWER),
        State::WatchProposed | State::Acknowledged | State::Answered if may(Action::Close) => Some(verb::SIGNAL_CLOSE),
        // The leader names somebody who follows what nobody followed.
        _ if viewer.role == Role::Leader && may(Action::Assign) => Some(verb::SIGNAL_ASSIGN),
        _ => None,
    }
}

const fn reason(state: State) -> Option<&'static str> {
    match state {
        State::Open => Some(why::SIGNAL_OPEN),
        State::Reminded => Some(why::SIGNAL_REMINDED),
        State::HandedOver => Some(why::SIGNAL_HANDED_OVER),
        State::WatchProposed => Some(why::SIGNAL_WATCH_PROPOSED),
        State::Acknowledged => Some(why::SIGNAL_ACKNOWLEDGED),
        State::Answered => Some(why::SIGNAL_ANSWERED),
        State::Hazard | State::FalseAlarm | State::Closed => None,
    }
}

const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Notice => "notice",
        Severity::Warning => "warning",
        Severity::Severe => "severe",
    }
}
