//! Whether a case waits for somebody, as lists and Today ask it.

use anlu_domain::{
    access::{Role, Viewer},
    case::{ActKind, Case, CaseState, allowed, clock::owed, heard},
    time::CivilDay,
};

use super::rules::InForce;

/// Steps that may be taken at any time and are never what a case waits for.
const BESIDE: &[ActKind] = &[ActKind::AskApproval, ActKind::Halt, ActKind::Reinvestigate, ActKind::Remind];

/// What the viewer may do now; a reminder only when the fine is late.
pub(super) fn offered(case: &Case, viewer: &Viewer, force: &InForce, today: CivilDay) -> Vec<ActKind> {
    let mut all = allowed(case, viewer);
    let late = owed(case, &force.terms, &force.calendar, today).is_some_and(|o| today > o.due);
    all.retain(|a| late || *a != ActKind::Remind);
    all
}

/// What the case waits for from this viewer: one step, or nothing.
pub(crate) fn waits_for(case: &Case, viewer: &Viewer, force: &InForce, today: CivilDay) -> Option<ActKind> {
    let mut all = allowed(case, viewer);
    all.retain(|a| !BESIDE.contains(a));
    let first = all.first().copied()?;
    match (case.state, viewer.role) {
        // A decision before the party was heard is only an early end, which nobody waits for.
        (CaseState::Reviewed, Role::Leader) if first == ActKind::Decide => None,
        (CaseState::Noticed, Role::Leader) if first == ActKind::Decide => {
            heard(case, &force.terms, &force.calendar, today).is_ok().then_some(first)
        }
        // What the party says is the party's to say.
        (CaseState::Noticed, role) if role.is_authority() && matches!(first, ActKind::State | ActKind::AskHearing) => {
            None
        }
        (CaseState::Noticed, role) if !role.is_authority() && first != ActKind::Receive => {
            (case.statements.is_empty() && case.hearing.is_none()).then_some(ActKind::State)
        }
        _ => Some(first),
    }
}
