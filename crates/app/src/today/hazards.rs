//! Hazards that wait for the viewer.

use std::collections::BTreeMap;

use anlu_domain::{
    access::{Role, Viewer},
    hazard::{Action, Hazard, State, actions},
    time::{CivilDay, UtcMs},
};
use anlu_store::{
    StoreError,
    repo::{
        hazard_list::{self, Waiting},
        names,
    },
};

use super::{
    codes::{verb, why},
    item::{Found, Item, Kind, Subject},
    list::MAX_READ,
};
use crate::{access, ctx::Ctx};

/// What waits for a role. What several roles may do is asked of the one that does it as a rule: officers close, the
/// leader decides what only he can decide.
fn needs(role: Role) -> Vec<Waiting> {
    match role {
        Role::BureauOfficer => vec![
            Waiting::Led(State::Found),
            Waiting::Led(State::Submitted),
            Waiting::Led(State::Verified),
            Waiting::Extension { general_only: true },
        ],
        Role::Enforcement | Role::GridChief => {
            vec![Waiting::Led(State::Found), Waiting::Led(State::Submitted), Waiting::Led(State::Verified)]
        }
        Role::Leader => vec![Waiting::Extension { general_only: false }],
        Role::Principal => vec![
            Waiting::In(State::Notified),
            Waiting::In(State::Rectifying),
            Waiting::OwnLoop(State::Found),
            Waiting::OwnLoop(State::Submitted),
            Waiting::OwnLoop(State::Verified),
        ],
        Role::SafetyOfficer => vec![
            Waiting::In(State::Notified),
            Waiting::In(State::Rectifying),
            Waiting::OwnLoop(State::Found),
            Waiting::OwnLoop(State::Submitted),
        ],
        Role::Driver => Vec::new(),
    }
}

/// Hazards on which the viewer has the next step.
pub(super) async fn waiting(ctx: &Ctx, now: UtcMs) -> Result<Found, StoreError> {
    if !access::may(ctx.viewer.role, access::Action::HazardRead) {
        return Ok(Found::of(Vec::new(), 0, 0));
    }
    let db = ctx.store.read();
    let (stored, total) = hazard_list::waiting(db, &ctx.viewer, &needs(ctx.viewer.role), MAX_READ).await?;
    let read = stored.len();
    let names = names::enterprises(db, stored.iter().map(|s| s.hazard.enterprise)).await?;
    let items = stored.into_iter().filter_map(|s| {
        let name = names.get(&s.hazard.enterprise).map(|n| n.name.clone()).unwrap_or_default();
        item(&s.hazard, name, &ctx.viewer, now)
    });
    Ok(Found::of(items.collect(), read, total))
}

/// The hazard as a thing to do; `None` when the viewer has no step on it after all.
fn item(h: &Hazard, subject_name: String, viewer: &Viewer, now: UtcMs) -> Option<Item> {
    let possible = actions(h, viewer);
    let next = next_steps(h.state).iter().find(|a| possible.contains(a))?;
    let mut params = BTreeMap::from([("no", h.no.clone()), ("title", h.title.clone())]);
    // Only who mends works against the deadline; who notifies, verifies or decides does so now.
    let mends = matches!(next, Action::Plan | Action::Submit);
    let due_at = h.deadline.filter(|_| mends).map(CivilDay::end);
    if let Some(days) = h.days_left(now).filter(|_| mends) {
        params.insert("days", days.unsigned_abs().to_string());
    }
    let (why, verb) = match next {
        Action::Notify => (why::HAZARD_FOUND, verb::HAZARD_NOTIFY),
        Action::Plan => (why::HAZARD_NOTIFIED, verb::HAZARD_PLAN),
        Action::Submit => (why::HAZARD_RECTIFYING, verb::HAZARD_SUBMIT),
        Action::Verify => (why::HAZARD_SUBMITTED, verb::HAZARD_VERIFY),
        Action::Close => (why::HAZARD_VERIFIED, verb::HAZARD_CLOSE),
        Action::DecideExtension => {
            params.insert("new_deadline", h.extension.as_ref()?.new_deadline.to_string());
            (why::HAZARD_EXTENSION, verb::HAZARD_DECIDE)
        }
        Action::RequestExtension => return None,
    };
    Some(Item {
        id: h.id.0,
        kind: Kind::Hazard,
        subject: Subject::Enterprise(h.enterprise),
        subject_name,
        why: if mends && h.overdue(now) { why::HAZARD_OVERDUE } else { why },
        params,
        due_at,
        verb,
        level: Some(h.level.as_str()),
    })
}

/// The steps that move a hazard on from a state, the one to offer first in front.
const fn next_steps(state: State) -> &'static [Action] {
    match state {
        State::Found => &[Action::Notify],
        State::Notified => &[Action::DecideExtension, Action::Plan],
        State::Rectifying => &[Action::DecideExtension, Action::Submit],
        State::Submitted => &[Action::Verify],
        State::Verified => &[Action::Close],
        State::Closed => &[],
    }
}
