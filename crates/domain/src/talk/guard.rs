//! Who may take which step in which state, what an interview waits for, and until when.

use super::{ActKind, Refusal, Talk, TalkState};
use crate::{
    access::{Role, Viewer},
    calendar::Calendar,
    case::clock::{TermKey, Terms},
    time::{CivilDay, UtcMs},
};

use ActKind as A;
use TalkState as S;

/// States in which a step is one.
const fn states(act: ActKind) -> &'static [TalkState] {
    match act {
        A::GiveNotice => &[S::Planned, S::Missed],
        A::Receive | A::Postpone | A::Hold | A::Miss => &[S::Noticed],
        A::Mend | A::Confirm => &[S::Held],
        A::Close => &[S::FollowedUp],
        A::Cancel => &[S::Planned, S::Noticed, S::Missed],
    }
}

/// Who takes it.
const fn roles(act: ActKind) -> &'static [Role] {
    match act {
        A::Receive | A::Mend => &[Role::Principal, Role::SafetyOfficer],
        _ => &[Role::Enforcement, Role::BureauOfficer, Role::Leader],
    }
}

/// Why `viewer` may not take this step now, whatever its words; `None` when he may.
pub(super) fn refused_to(talk: &Talk, act: ActKind, viewer: &Viewer, now: UtcMs) -> Option<Refusal> {
    if !roles(act).contains(&viewer.role) {
        return Some(Refusal::RoleMayNot { role: viewer.role, act });
    }
    let wrong = Refusal::WrongState { act, state: talk.state };
    if !states(act).contains(&talk.state) {
        return Some(wrong);
    }
    let appointment = talk.appointment();
    match act {
        A::Receive => appointment.is_none_or(|n| n.receipt.is_some()).then_some(wrong),
        A::Hold | A::Miss => appointment.is_none_or(|n| now < n.to.at).then_some(Refusal::NotYet),
        A::Mend => talk.demands().iter().all(|d| d.mended.is_some()).then_some(wrong),
        A::Confirm => talk.demands().iter().all(|d| d.mended.is_none() || d.confirmed.is_some()).then_some(wrong),
        A::GiveNotice | A::Postpone | A::Close | A::Cancel => None,
    }
}

/// What `viewer` may do now, the obvious next step first.
pub fn allowed(talk: &Talk, viewer: &Viewer, now: UtcMs) -> Vec<ActKind> {
    ActKind::ALL.iter().map(|a| a.0).filter(|a| refused_to(talk, *a, viewer, now).is_none()).collect()
}

/// What it waits for from this viewer: one step, or nothing.
pub fn waits_for(talk: &Talk, viewer: &Viewer, now: UtcMs) -> Option<ActKind> {
    allowed(talk, viewer, now).into_iter().find(|a| !matches!(a, A::Postpone | A::Cancel))
}

/// The last day on which somebody has to act; `None` when it is over.
pub fn due(talk: &Talk, terms: &Terms, calendar: &Calendar) -> Option<CivilDay> {
    let after = |key, from| terms.last_day(key, from, calendar).map(|(day, _)| day);
    match talk.state {
        S::Planned => Some(talk.hold_by),
        S::Noticed => talk.appointment().map(|n| n.to.at.day()),
        S::Missed => {
            let missed = talk.notices.last()?.unheld.as_ref()?.step.at.day();
            Some(after(TermKey::TalkPlan, missed).map_or(missed, |day| day.max(talk.hold_by)))
        }
        S::Held => {
            let deadline = talk.record.as_ref()?.deadline;
            let of = |d: &super::Demand| match &d.mended {
                None => Some(deadline),
                Some(step) => after(TermKey::TalkConfirm, step.at.day()).or(Some(deadline)),
            };
            talk.demands().iter().filter(|d| d.confirmed.is_none()).filter_map(of).min()
        }
        S::FollowedUp => {
            let last = talk.demands().iter().filter_map(|d| d.confirmed.as_ref()).map(|s| s.at.day()).max()?;
            after(TermKey::TalkConfirm, last)
        }
        S::Closed | S::Cancelled => None,
    }
}
