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

/// Reports of progress that are late, for whoever of the authority follows them.
pub(super) async fn late_progress(ctx: &Ctx, now: UtcMs) -> Result<Found, StoreError> {
    if !matches!(ctx.viewer.role, Role::BureauOfficer | Role::GridChief | Role::Leader) {
        return Ok(Found::of(Vec::new(), 0, 0));
    }
    let (db, today) = (ctx.store.read(), now.day());
    let late = [Waiting::ProgressLate(today)];
    let (stored, total) = hazard_list::waiting(db, &ctx.viewer, &late, MAX_READ).await?;
    let read = stored.len();
    let names = names::enterprises(db, stored.iter().map(|s| s.hazard.enterprise)).await?;
    let items = stored.into_iter().filter_map(|s| {
        let h = s.hazard;
        let due = h.governance.progress_due.filter(|_| h.progress_late(today))?;
        let days = today.0.saturating_sub(due.0).to_string();
        Some(Item {
            id: h.id.0,
            kind: Kind::Hazard,
            subject: Subject::Enterprise(h.enterprise),
            subject_name: names.get(&h.enterprise).map(|n| n.name.clone()).unwrap_or_default(),
            why: why::HAZARD_PROGRESS_LATE,
            params: BTreeMap::from([("no", h.no), ("title", h.title), ("days", days)]),
            due_at: Some(due.end()),
            verb: verb::HAZARD_FOLLOW,
            level: Some(h.level.as_str()),
        })
    });
    Ok(Found::of(items.collect(), read, total))
}

/// The hazard as a thing to do; `None` when the viewer has no step on it after all.
fn item(h: &Hazard, subject_name: String, viewer: &Viewer, now: UtcMs) -> Option<Item> {
    let possible = actions(h, viewer);
    // A report that is due comes before the work that it is about; one that is not, after it.
    let reports = possible.contains(&Action::Progress) && h.governance.progress_due.is_some_and(|due| due <= now.day());
    let next = next_steps(h.state).iter().find(|a| possible.contains(a));
    let next = match next {
        Some(Action::DecideExtension | Action::ConfirmNotice | Action::ApprovePlan) => next?,
        _ if reports => &Action::Progress,
        other => other?,
    };
    let mut params = BTreeMap::from([("no", h.no.clone()), ("title", h.title.clone())]);
    // Only who mends works against the deadline; who notifies, verifies or decides does so now.
    let mends = matches!(next, Action::Plan | Action::Submit);
    let due = if *next == Action::Progress { h.governance.progress_due } else { h.deadline.filter(|_| mends) };
    let due_at = due.map(CivilDay::end);
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
        Action::ConfirmNotice => (why::HAZARD_NOTICE, verb::HAZARD_CONFIRM),
        Action::ApprovePlan => (why::HAZARD_PLAN_WAITS, verb::HAZARD_APPROVE),
        Action::Progress => (why::HAZARD_PROGRESS, verb::HAZARD_PROGRESS),
        Action::Accept => (why::HAZARD_UNACCEPTED, verb::HAZARD_ACCEPT),
        Action::Lift => (why::HAZARD_LISTED, verb::HAZARD_LIFT),
        Action::RequestExtension | Action::List | Action::Publish => return None,
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
        State::Notified => &[Action::DecideExtension, Action::ConfirmNotice, Action::Plan],
        State::Rectifying => &[Action::DecideExtension, Action::ConfirmNotice, Action::ApprovePlan, Action::Submit],
        State::Submitted => &[Action::Accept, Action::Verify],
        State::Verified => &[Action::Accept, Action::Lift, Action::Close],
        State::Closed => &[],
    }
}
