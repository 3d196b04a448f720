//! The steps themselves. Each takes the hazard, the actor, the instant and what the step needs, and returns the next
//! value, or a refusal. Nothing here reads a clock or a store.

use super::{
    act::{Action, check},
    governance::Governance,
    plan::PlanDraft,
    refusal::Refusal,
    state::{Extension, Hazard, Level, PersonRef, State, Step},
};
use crate::{
    access::{Role, Viewer},
    evidence::EvidencePhase,
    time::{CivilDay, UtcMs},
};

pub(super) fn step(actor: &Viewer, now: UtcMs, note: &str) -> Step {
    Step { by: PersonRef::from(actor), at: now, note: note.trim().to_owned() }
}

fn reason(action: Action, note: &str) -> Result<(), Refusal> {
    if note.trim().is_empty() { Err(Refusal::ReasonRequired { action }) } else { Ok(()) }
}

fn not_past(deadline: CivilDay, now: UtcMs) -> Result<(), Refusal> {
    if deadline < now.day() { Err(Refusal::DeadlinePast { deadline }) } else { Ok(()) }
}

/// found → notified: the enterprise gets a deadline (today or later), and perhaps a named verifier.
pub fn notify(
    hazard: Hazard,
    actor: &Viewer,
    now: UtcMs,
    deadline: CivilDay,
    verifier: Option<PersonRef>,
    note: &str,
) -> Result<Hazard, Refusal> {
    check(&hazard, actor, Action::Notify)?;
    not_past(deadline, now)?;
    let notified = Some(step(actor, now, note));
    Ok(Hazard { state: State::Notified, deadline: Some(deadline), verifier, notified, ..hazard })
}

/// notified → rectifying, or a better plan while rectifying: 五落实 complete, not ending after the deadline. A plan
/// made after the deadline has passed keeps the hazard overdue. The plan of a major hazard has a goal, and counts once
/// the principal has approved it; one that he made himself he has approved.
pub fn plan(hazard: Hazard, actor: &Viewer, now: UtcMs, draft: PlanDraft) -> Result<Hazard, Refusal> {
    check(&hazard, actor, Action::Plan)?;
    let mut plan = draft.complete(hazard.level)?;
    if let Some(deadline) = hazard.deadline
        && now.day() <= deadline
        && plan.deadline > deadline
    {
        return Err(Refusal::PlanAfterDeadline { planned: plan.deadline, deadline });
    }
    not_past(plan.deadline, now)?;
    let mut governance = hazard.governance;
    if hazard.level == Level::Major {
        plan.approved = (actor.role == Role::Principal).then(|| step(actor, now, ""));
        if plan.approved.is_some() && governance.progress_due.is_none() {
            governance = governance.due_after(now.day());
        }
    }
    Ok(Hazard { state: State::Rectifying, plan: Some(plan), governance, ..hazard })
}

/// rectifying → submitted. `evidence` lists the phases of all evidence the hazard holds, this hand-in included; the
/// phases of [`Hazard::evidence_needed`] must be among them, and what is handed in must hold something new after a
/// sending back (`fresh`: phases attached with this hand-in).
pub fn submit(
    hazard: Hazard,
    actor: &Viewer,
    now: UtcMs,
    evidence: &[EvidencePhase],
    fresh: &[EvidencePhase],
    note: &str,
) -> Result<Hazard, Refusal> {
    check(&hazard, actor, Action::Submit)?;
    for &phase in hazard.evidence_needed() {
        if !evidence.contains(&phase) && !fresh.contains(&phase) {
            return Err(Refusal::EvidenceRequired { phase });
        }
    }
    if !fresh.contains(&EvidencePhase::After) {
        return Err(Refusal::EvidenceRequired { phase: EvidencePhase::After });
    }
    // What experts said was about an earlier hand-in; no report of progress is due while it waits.
    let governance = Governance { acceptance: None, progress_due: None, ..hazard.governance };
    Ok(Hazard { state: State::Submitted, submitted: Some(step(actor, now, note)), governance, ..hazard })
}

/// submitted → verified by a named person other than the submitter. A major hazard needs on-site evidence of the
/// verifier (`fresh` holds [`EvidencePhase::Verify`]), and experts who have accepted it.
pub fn verify(
    hazard: Hazard,
    actor: &Viewer,
    now: UtcMs,
    fresh: &[EvidencePhase],
    note: &str,
) -> Result<Hazard, Refusal> {
    check(&hazard, actor, Action::Verify)?;
    if hazard.level == Level::Major {
        if !hazard.governance.accepted() {
            return Err(Refusal::AcceptanceRequired);
        }
        if !fresh.contains(&EvidencePhase::Verify) {
            return Err(Refusal::EvidenceRequired { phase: EvidencePhase::Verify });
        }
    }
    let verified = Some(step(actor, now, note));
    Ok(Hazard { state: State::Verified, verifier: Some(PersonRef::from(actor)), verified, ..hazard })
}

/// submitted → rectifying, with a reason.
pub fn send_back(hazard: Hazard, actor: &Viewer, now: UtcMs, note: &str) -> Result<Hazard, Refusal> {
    check(&hazard, actor, Action::Verify)?;
    reason(Action::Verify, note)?;
    let governance = hazard.governance.due_after(now.day());
    Ok(Hazard { state: State::Rectifying, sent_back: Some(step(actor, now, note)), governance, ..hazard })
}

/// verified → closed (销号). `evidence` lists the phases of all evidence the hazard holds: a major one is closed with
/// evidence from before and after, and never by whoever mended it.
pub fn close(
    hazard: Hazard,
    actor: &Viewer,
    now: UtcMs,
    evidence: &[EvidencePhase],
    note: &str,
) -> Result<Hazard, Refusal> {
    check(&hazard, actor, Action::Close)?;
    if hazard.level == Level::Major
        && let Some(&phase) = hazard.evidence_needed().iter().find(|phase| !evidence.contains(phase))
    {
        return Err(Refusal::EvidenceRequired { phase });
    }
    Ok(Hazard { state: State::Closed, closed: Some(step(actor, now, note)), ..hazard })
}

/// Asks for a later deadline, with a reason; the state stays.
pub fn request_extension(
    hazard: Hazard,
    actor: &Viewer,
    now: UtcMs,
    new_deadline: CivilDay,
    why: &str,
) -> Result<Hazard, Refusal> {
    check(&hazard, actor, Action::RequestExtension)?;
    reason(Action::RequestExtension, why)?;
    let deadline = hazard.deadline.unwrap_or(now.day());
    if new_deadline <= deadline || new_deadline < now.day() {
        return Err(Refusal::ExtensionNotLater { asked: new_deadline, deadline });
    }
    let requested = step(actor, now, why);
    let extension = Extension { new_deadline, old_deadline: deadline, requested, decided: None, approved: None };
    Ok(Hazard { extension: Some(extension), ..hazard })
}

/// Grants the waiting extension: the deadline moves.
pub fn grant_extension(hazard: Hazard, actor: &Viewer, now: UtcMs, note: &str) -> Result<Hazard, Refusal> {
    decide(hazard, actor, now, true, note)
}

/// Refuses the waiting extension, with a reason: the deadline stays.
pub fn refuse_extension(hazard: Hazard, actor: &Viewer, now: UtcMs, note: &str) -> Result<Hazard, Refusal> {
    decide(hazard, actor, now, false, note)
}

fn decide(hazard: Hazard, actor: &Viewer, now: UtcMs, approved: bool, note: &str) -> Result<Hazard, Refusal> {
    check(&hazard, actor, Action::DecideExtension)?;
    if !approved {
        reason(Action::DecideExtension, note)?;
    }
    let Some(extension) = hazard.extension else {
        return Err(Refusal::NoExtension);
    };
    let deadline = if approved { Some(extension.new_deadline) } else { hazard.deadline };
    let decided = Some(step(actor, now, note));
    Ok(Hazard { deadline, extension: Some(Extension { decided, approved: Some(approved), ..extension }), ..hazard })
}

#[cfg(test)]
#[path = "transition_tests.rs"]
mod tests;
