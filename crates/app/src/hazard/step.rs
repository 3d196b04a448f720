//! What every step does around its transition: read for the viewer, compare versions, write, attach, note in the
//! ledger, tell live listeners.

use anlu_domain::{
    evidence::{EvidenceHash, EvidencePhase},
    hazard::{Hazard, PersonRef, Refusal},
    ids::HazardId,
    time::UtcMs,
};
use anlu_store::{
    StoreError, Tx,
    ledger::LedgerDraft,
    repo::{
        evidence::{self, Subject},
        hazard as repo,
    },
};
use serde_json::Value;

use super::{HazardError, get::read, papers, view::HazardView};
use crate::{
    changes::{differing, with},
    ctx::Ctx,
    live::event::LiveEvent,
    step_error::StepError,
    upward::report,
};

/// Most pieces of evidence one step takes.
const MAX_ATTACHMENTS: usize = 50;
/// Most characters of a note.
const MAX_NOTE_CHARS: usize = 2_000;

/// A piece of evidence for a step, uploaded before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attach {
    /// Content.
    pub hash: EvidenceHash,
    /// What it proves; `None`: what the step usually needs.
    pub phase: Option<EvidencePhase>,
}

/// What a step is about.
pub(super) struct Step<'a> {
    /// Hazard.
    pub(super) id: HazardId,
    /// Version the viewer decided on.
    pub(super) version: i64,
    /// Verb in the ledger.
    pub(super) verb: &'static str,
    /// Words of the viewer.
    pub(super) note: &'a str,
    /// Evidence.
    pub(super) attach: &'a [Attach],
    /// Phase of evidence that names none.
    pub(super) usual: EvidencePhase,
}

/// The phases of evidence around a step.
pub(super) struct Phases {
    /// Attached before.
    pub(super) held: Vec<EvidencePhase>,
    /// Attached with this step.
    pub(super) fresh: Vec<EvidencePhase>,
}

impl Phases {
    /// All phases after the step.
    pub(super) fn all(&self) -> Vec<EvidencePhase> {
        self.held.iter().chain(&self.fresh).copied().collect()
    }
}

/// Does one step and answers the hazard as it is then.
pub(super) async fn run(
    ctx: &Ctx,
    step: Step<'_>,
    transition: impl FnOnce(Hazard, UtcMs, &Phases) -> Result<Hazard, Refusal>,
) -> Result<HazardView, HazardError> {
    note_fits(step.note)?;
    let now = ctx.now();
    let after = ctx
        .store
        .tx(async |tx: Tx| {
            let stored = repo::get(tx.read(), &ctx.viewer, step.id).await?.ok_or(StepError::NotFound)?;
            if stored.version != step.version {
                let (expected, found) = (step.version, stored.version);
                return Err(StoreError::Conflict { what: "hazard", expected, found }.into());
            }
            let subject = Subject::Hazard(step.id);
            let held = evidence::of(tx.read(), subject).await?;
            let attached: Vec<(EvidenceHash, EvidencePhase)> =
                step.attach.iter().map(|a| (a.hash, a.phase.unwrap_or(step.usual))).collect();
            // Evidence that is already attached proves nothing new.
            let fresh = attached
                .iter()
                .filter(|(hash, _)| held.iter().all(|h| h.content.hash != *hash))
                .map(|(_, phase)| *phase)
                .collect();
            let phases = Phases { held: held.iter().map(|h| h.phase).collect(), fresh };
            let before = stored.hazard.clone();
            let after = transition(stored.hazard, now, &phases)?;
            attach(&tx, ctx, subject, &attached, now).await?;
            repo::update(&tx, &after, stored.version).await?;
            tx.record([draft(ctx, &before, &after, &step, &attached)], now);
            papers::issue_for(ctx, &tx, step.verb, &after, step.note).await?;
            report::mended(&ctx.desk, &tx, &after, now).await?;
            Ok::<_, HazardError>(after)
        })
        .await?;
    ctx.tell(LiveEvent::of_hazard(&after));
    read(ctx, step.id).await
}

/// Refuses notes that are too long.
pub(super) fn note_fits(note: &str) -> Result<(), HazardError> {
    if note.chars().count() > MAX_NOTE_CHARS { Err(StepError::invalid("/note", "too_long").into()) } else { Ok(()) }
}

/// Attaches uploads of the viewer to a subject.
pub(crate) async fn attach(
    tx: &Tx,
    ctx: &Ctx,
    subject: Subject,
    attached: &[(EvidenceHash, EvidencePhase)],
    now: UtcMs,
) -> Result<(), HazardError> {
    if attached.len() > MAX_ATTACHMENTS {
        return Err(StepError::invalid("/evidence", "too_many").into());
    }
    let by = PersonRef::from(&ctx.viewer);
    for (hash, phase) in attached {
        let brought = evidence::brought_by(tx.read(), *hash, ctx.viewer.user).await?;
        let said = brought.ok_or(StepError::invalid("/evidence", "evidence_unknown"))?;
        evidence::attach(tx, subject, *hash, *phase, &said, &by, now).await?;
    }
    Ok(())
}

pub(super) fn draft(
    ctx: &Ctx,
    before: &Hazard,
    after: &Hazard,
    step: &Step<'_>,
    attached: &[(EvidenceHash, EvidencePhase)],
) -> LedgerDraft {
    let (old, new) = differing(before, after);
    let old = with(old, "state", before.state.as_str());
    let mut new = with(new, "state", after.state.as_str());
    let note = step.note.trim();
    if !note.is_empty() {
        new = with(new, "note", note);
    }
    if !attached.is_empty() {
        new = with(new, "evidence", evidence_value(attached));
    }
    LedgerDraft {
        actor: ctx.actor(),
        action: step.verb,
        subject_kind: "hazard",
        subject_id: step.id.to_string(),
        before: Some(old),
        after: Some(new),
    }
}

/// Hashes and phases, as the ledger keeps them.
pub(crate) fn evidence_value(attached: &[(EvidenceHash, EvidencePhase)]) -> Value {
    attached.iter().map(|(h, p)| serde_json::json!({"hash": h.to_string(), "phase": p.as_str()})).collect()
}
