//! Who may take which step in which state. Asked before a step is taken, and by screens for what to offer.

use super::{
    ActKind, AskState, Case, CaseState, Outcome, PartyKind, Procedure, Refusal, ServedWhat, record::MeasureKind,
};
use crate::access::{Role, Viewer};

use ActKind as A;
use CaseState as S;

/// States in which a step is one.
#[expect(clippy::match_same_arms, reason = "a table: one row per step, in the order of the procedure")]
const fn states(act: ActKind) -> &'static [CaseState] {
    const OPEN: &[CaseState] = &[S::Investigating, S::Reviewing, S::Reviewed, S::Noticed];
    match act {
        A::AskFiling | A::PunishOnTheSpot => &[S::Clue],
        A::DecideFiling => &[S::Filing],
        A::AddInterview | A::AddEvidence | A::Conclude => &[S::Investigating],
        A::AskApproval => &[S::Clue, S::Filing, S::Investigating, S::Reviewing, S::Reviewed, S::Noticed],
        A::DecideAsk => &[S::Clue, S::Filing, S::Investigating, S::Reviewing, S::Reviewed, S::Noticed],
        A::DisposeRegistered | A::Halt | A::Resume => OPEN,
        A::Review => &[S::Reviewing],
        A::GiveNotice => &[S::Reviewed],
        A::Reinvestigate => &[S::Reviewed, S::Noticed],
        A::State | A::AskHearing | A::CallHearing | A::HoldHearing => &[S::Noticed],
        A::Receive => &[S::Noticed, S::Decided],
        A::Decide => &[S::Reviewed, S::Noticed],
        A::Serve => &[S::Noticed, S::Decided],
        A::RecordPayment | A::Remind | A::MeasureDone => &[S::Served],
        A::Execute => &[S::Served],
        A::AskClosing => &[S::Executed],
        A::Close => &[S::Closing],
    }
}

/// Who takes it.
const fn roles(act: ActKind) -> &'static [Role] {
    match act {
        A::DecideFiling | A::DecideAsk | A::Decide | A::Close => &[Role::Leader],
        A::Review => &[Role::BureauOfficer, Role::Leader],
        A::State | A::AskHearing => &[Role::Enforcement, Role::BureauOfficer, Role::Principal, Role::SafetyOfficer],
        A::Receive => &[Role::Principal, Role::SafetyOfficer],
        _ => &[Role::Enforcement, Role::BureauOfficer],
    }
}

/// Who handles the case may not take it.
const fn asks_outsider(act: ActKind) -> bool {
    matches!(act, A::DecideFiling | A::DecideAsk | A::Review | A::Decide | A::Close)
}

/// Only an officer of the case may take it.
const fn asks_officer(act: ActKind) -> bool {
    matches!(
        act,
        A::AddInterview
            | A::AddEvidence
            | A::Conclude
            | A::DisposeRegistered
            | A::Halt
            | A::Resume
            | A::GiveNotice
            | A::Reinvestigate
            | A::CallHearing
            | A::HoldHearing
            | A::Serve
            | A::RecordPayment
            | A::Remind
            | A::MeasureDone
            | A::Execute
            | A::AskClosing
    )
}

/// Why `viewer` may not take this step now, whatever its words; `None` when he may.
pub fn refused_to(case: &Case, act: ActKind, viewer: &Viewer) -> Option<Refusal> {
    if !roles(act).contains(&viewer.role) {
        return Some(Refusal::RoleMayNot { role: viewer.role, act });
    }
    if !states(act).contains(&case.state) {
        return Some(Refusal::WrongState { act, state: case.state });
    }
    let handles = case.handles(viewer.user);
    if asks_outsider(act) && handles {
        return Some(Refusal::Handling);
    }
    let of_authority = viewer.role.is_authority();
    let needs_officer = asks_officer(act) || (of_authority && matches!(act, A::State | A::AskHearing));
    if needs_officer && !handles {
        return Some(Refusal::NotHandling);
    }
    unready(case, act, of_authority)
}

/// What of the file speaks against it.
fn unready(case: &Case, act: ActKind, of_authority: bool) -> Option<Refusal> {
    let waits = case.asks.iter().any(|a| a.state == AskState::Asked);
    let not = |holds: bool, refusal: Refusal| (!holds).then_some(refusal);
    match act {
        A::DecideAsk => not(waits, Refusal::NothingWaits),
        A::DisposeRegistered => not(open_registration(case).is_some(), Refusal::NothingWaits),
        A::Halt => not(case.halted().is_none(), Refusal::Halted),
        A::Resume => not(case.halted().is_some(), Refusal::Halted),
        A::Conclude => first([
            (case.halted().is_some(), Refusal::Halted),
            (waits, Refusal::AskWaits),
            (open_registration(case).is_some(), Refusal::Registered),
            (case.evidence.is_empty(), Refusal::NoEvidence),
            (case.interviews.is_empty(), Refusal::NoInterview),
        ]),
        A::Receive => not(unread(case).is_some(), Refusal::NothingWaits),
        A::Serve => not(next_service(case).is_some(), Refusal::NothingWaits),
        A::State => not(received(case), Refusal::NotReceived),
        A::AskHearing => first([
            (!received(case), Refusal::NotReceived),
            (!case.notice.as_ref().is_some_and(|n| n.hearing_right), Refusal::NoHearingRight),
            (case.hearing.is_some() || case.statements.iter().any(|s| s.waived), Refusal::NoHearingRight),
        ]),
        A::CallHearing => not(case.hearing.as_ref().is_some_and(|h| h.held.is_none()), Refusal::NothingWaits),
        A::HoldHearing => {
            not(case.hearing.as_ref().is_some_and(|h| h.called.is_some() && h.held.is_none()), Refusal::NothingWaits)
        }
        A::Decide => first([
            (waits, Refusal::AskWaits),
            (case.halted().is_some(), Refusal::Halted),
            (open_registration(case).is_some(), Refusal::Registered),
        ]),
        A::RecordPayment | A::Remind => {
            let owes = case.paid.is_none() && case.decision.as_ref().is_some_and(|d| d.fine_yuan > 0);
            not(owes, Refusal::NothingWaits)
        }
        A::MeasureDone => {
            let open = case.decision.as_ref().is_some_and(|d| d.measures.iter().any(|m| m.done.is_none()));
            not(open, Refusal::NothingWaits)
        }
        A::Execute => not(nothing_owed(case), Refusal::NotExecuted),
        A::Reinvestigate => not(of_authority, Refusal::NotHandling),
        A::AskFiling
        | A::PunishOnTheSpot
        | A::DecideFiling
        | A::AddInterview
        | A::AddEvidence
        | A::AskApproval
        | A::Review
        | A::GiveNotice
        | A::AskClosing
        | A::Close => None,
    }
}

/// The first refusal whose condition holds.
fn first<const N: usize>(all: [(bool, Refusal); N]) -> Option<Refusal> {
    all.into_iter().find(|(holds, _)| *holds).map(|(_, refusal)| refusal)
}

/// Things registered whose disposal waits.
pub(super) fn open_registration(case: &Case) -> Option<usize> {
    case.asks.iter().position(|a| a.kind.keeps().is_some() && a.state == AskState::Granted && a.disposed.is_none())
}

/// The party has the notice.
pub(super) fn received(case: &Case) -> bool {
    case.notice.as_ref().is_some_and(|n| n.receipt.is_some())
}

/// What the party itself can receive now.
pub(super) fn unread(case: &Case) -> Option<ServedWhat> {
    next_service(case).filter(|what| *what != ServedWhat::HearingNotice)
}

/// What is to be served next.
pub fn next_service(case: &Case) -> Option<ServedWhat> {
    match case.state {
        S::Noticed if !received(case) => Some(ServedWhat::Notice),
        S::Noticed => {
            let called = case.hearing.as_ref().is_some_and(|h| h.called.is_some() && h.held.is_none());
            (called && case.served(ServedWhat::HearingNotice).is_none()).then_some(ServedWhat::HearingNotice)
        }
        S::Decided => Some(ServedWhat::Decision),
        _ => None,
    }
}

/// Fine and measures are executed. What is only proposed to others (closure, joint sanctions) and a warning execute
/// themselves.
pub(super) fn nothing_owed(case: &Case) -> bool {
    let Some(decision) = &case.decision else { return false };
    let paid = decision.fine_yuan == 0 || case.paid.is_some();
    let owed = |kind: MeasureKind| {
        matches!(
            kind,
            MeasureKind::Rectify | MeasureKind::Suspension | MeasureKind::Confiscation | MeasureKind::Revocation
        )
    };
    paid && decision.measures.iter().all(|m| !owed(m.kind) || m.done.is_some())
}

/// What `viewer` may do now, the obvious next step first.
pub fn allowed(case: &Case, viewer: &Viewer) -> Vec<ActKind> {
    let mut all: Vec<ActKind> =
        ActKind::ALL.iter().map(|a| a.0).filter(|a| refused_to(case, *a, viewer).is_none()).collect();
    if case.procedure == Procedure::Simple {
        all.retain(|a| !matches!(a, A::AskApproval));
    }
    all.sort_by_key(|a| (rank(case, *a), *a));
    all
}

/// How obvious a step is: 0 is the next one.
fn rank(case: &Case, act: ActKind) -> u8 {
    let asked = case.hearing.as_ref().is_some_and(|h| h.held.is_none());
    let spared = case.decision.as_ref().is_some_and(|d| d.outcome == Outcome::Spared);
    match act {
        A::DecideAsk | A::Receive | A::Serve => 0,
        A::AskFiling | A::DecideFiling | A::Review | A::GiveNotice | A::AskClosing | A::Close => 1,
        A::Conclude if case.conclusion.is_none() => 1,
        A::AddInterview if case.interviews.is_empty() => 0,
        A::AddEvidence if case.evidence.is_empty() => 0,
        A::CallHearing | A::HoldHearing if asked => 1,
        A::Execute if spared => 1,
        A::RecordPayment | A::MeasureDone | A::Execute | A::State | A::DisposeRegistered | A::Resume => 2,
        A::Decide if case.state == S::Noticed => 2,
        _ => 5,
    }
}

/// Whether the simple procedure may be used: a warning, or a fine not above the limit for a person or a unit.
pub(super) fn simple_fits(party: PartyKind, fine_yuan: u64, limits: (u64, u64)) -> bool {
    fine_yuan <= if party == PartyKind::Person { limits.0 } else { limits.1 }
}
