//! 按清单自查: hands in a self-inspection by controls. It is the record that proves the duty, and each failed control
//! becomes a hazard that points back to it. Sending the same again changes nothing: the id is made where it was done.

use std::collections::BTreeSet;

use anlu_domain::{
    access::Role,
    duty::record::{Details, DutyRecord, Inspected},
    evidence::{EvidenceHash, EvidencePhase},
    hazard::{FailedControl, Hazard, Level, PersonRef},
    ids::{EnterpriseId, HazardId, InspectionId, RecordId},
    risk::inspection::{Answer, AnswerDraft, Inspection, Outcome, judge},
    time::{CivilDay, DAY_MS, MINUTE_MS, UtcMs},
};
use anlu_store::{
    Tx,
    ledger::LedgerDraft,
    repo::{
        duty_record,
        evidence::{self, Subject},
        inspection as repo, names, plan, risk,
    },
};
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{
    RiskError,
    inspections::{InspectionView, get},
    step::planned,
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    hazard::{
        Attach,
        report::{NewHazard, Origin, insert},
    },
    live::event::LiveEvent,
    step_error::StepError,
};

/// How far a device clock may run ahead.
const AHEAD_MS: i64 = 10 * MINUTE_MS;
/// An inspection may wait so many days for a connection.
const OLDEST_MS: i64 = 31 * DAY_MS;
/// Most characters of the note.
const MAX_NOTE: usize = 2_000;
/// Most characters of a hazard's line.
const MAX_TITLE: usize = 200;

/// An answer with the wish for the hazard it becomes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewAnswer {
    /// The answer.
    pub answer: AnswerDraft,
    /// Last day for mending, when it failed: with it the enterprise's own loop begins at once.
    pub deadline: Option<CivilDay>,
}

/// A self-inspection as it is handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewInspection {
    /// Id, made where it was done.
    pub id: InspectionId,
    /// When it began.
    pub started_at: UtcMs,
    /// When it ended.
    pub finished_at: UtcMs,
    /// Words.
    pub note: String,
    /// Answers.
    pub answers: Vec<NewAnswer>,
}

/// Hands in an inspection. `false`: the same stood here already.
pub async fn inspect(
    ctx: &Ctx,
    enterprise: EnterpriseId,
    new: NewInspection,
) -> Result<(InspectionView, bool), RiskError> {
    require(ctx, Action::RecordAdd)?;
    let now = ctx.now();
    let content = serde_json::to_vec(&new).map_err(|e| anlu_store::StoreError::Internal(e.to_string()))?;
    let digest = EvidenceHash(Sha256::digest(&content).into()).to_string();
    let made = ctx
        .store
        .tx(async |tx: Tx| {
            if !names::visible_enterprise(tx.read(), &ctx.viewer, enterprise).await? {
                return Err(StepError::NotFound.into());
            }
            match repo::sent(tx.read(), new.id).await? {
                Some(known) if known == (enterprise, digest.clone()) => return Ok(None),
                Some(_) => return Err(RiskError::State("inspection_id_reused")),
                None => {}
            }
            times(&new, now)?;
            store(ctx, &tx, enterprise, &new, &digest, now).await.map(Some)
        })
        .await?;
    if let Some(hazards) = &made {
        planned(ctx, enterprise).await?;
        for hazard in hazards {
            ctx.tell(LiveEvent::of_hazard(hazard));
        }
    }
    Ok((get(ctx, new.id).await?, made.is_some()))
}

fn times(new: &NewInspection, now: UtcMs) -> Result<(), RiskError> {
    let invalid = |pointer, code| Err(StepError::invalid(pointer, code).into());
    if new.finished_at > now.plus(AHEAD_MS) {
        return invalid("/finished_at", "future");
    }
    if new.finished_at < now.plus(-OLDEST_MS) {
        return invalid("/finished_at", "too_old");
    }
    if new.started_at > new.finished_at {
        return invalid("/started_at", "out_of_range");
    }
    if new.note.chars().count() > MAX_NOTE {
        return invalid("/note", "too_long");
    }
    Ok(())
}

/// Stores inspection, hazards and record; the hazards.
async fn store(
    ctx: &Ctx,
    tx: &Tx,
    enterprise: EnterpriseId,
    new: &NewInspection,
    digest: &str,
    now: UtcMs,
) -> Result<Vec<Hazard>, RiskError> {
    let census: Vec<_> = risk::of_enterprise(tx.read(), &ctx.viewer, enterprise, true).await?;
    let risks: Vec<_> = census.into_iter().map(|s| s.risk).collect();
    let drafts: Vec<AnswerDraft> = new.answers.iter().map(|a| a.answer.clone()).collect();
    let mut answers = judge(&risks, &drafts, new.started_at)?;
    let mut hazards = Vec::new();
    for (i, answer) in answers.iter_mut().enumerate().filter(|(_, a)| a.outcome == Outcome::Failed) {
        let place = risks.iter().find(|r| r.id == answer.risk).and_then(|r| r.place.clone());
        let deadline = new.answers.get(i).and_then(|a| a.deadline);
        let wanted = hazard(enterprise, answer, place, deadline);
        let id = HazardId(ctx.ids.next());
        let origin = FailedControl { risk: answer.risk, control: answer.control, inspection: new.id };
        let made = insert(ctx, tx, id, Origin::Control(origin), &wanted, now).await;
        hazards.push(made.map_err(|e| RiskError::Hazard(i, e))?);
        answer.hazard = Some(id);
    }
    let by = PersonRef::from(&ctx.viewer);
    let inspection = Inspection {
        id: new.id,
        enterprise,
        started_at: new.started_at,
        finished_at: new.finished_at,
        received_at: now,
        by: by.clone(),
        note: new.note.trim().to_owned(),
        answers,
    };
    repo::insert(tx, &inspection, digest).await?;
    let record = record(ctx, &inspection, now);
    duty_record::insert(tx, std::slice::from_ref(&record)).await?;
    let files: BTreeSet<EvidenceHash> = inspection.answers.iter().flat_map(|a| a.evidence.clone()).collect();
    for hash in files {
        let brought = evidence::brought_by(tx.read(), hash, ctx.viewer.user).await?;
        let said = brought.ok_or(StepError::invalid("/answers", "evidence_unknown"))?;
        evidence::attach(tx, Subject::Record(record.id), hash, EvidencePhase::After, &said, &by, now).await?;
    }
    plan::mark(tx, [enterprise], now).await?;
    let entry = |action, kind, after| LedgerDraft {
        actor: ctx.actor(),
        action,
        subject_kind: kind,
        subject_id: inspection.id.to_string(),
        before: None,
        after: Some(after),
    };
    let counts = record.details.inspected;
    tx.record(
        [
            entry("inspection_handed_in", "inspection", json!({"sha256": digest, "inspected": counts})),
            entry("record_handed_in", "duty_record", crate::changes::fields(&record)),
        ],
        now,
    );
    Ok(hazards)
}

/// The hazard that a failed control becomes. Its pictures show the state before mending.
fn hazard(enterprise: EnterpriseId, answer: &Answer, place: Option<String>, deadline: Option<CivilDay>) -> NewHazard {
    let line = format!("{}：{}", answer.name, answer.text);
    NewHazard {
        enterprise: Some(enterprise),
        source: None,
        title: line.chars().take(MAX_TITLE).collect(),
        description: answer.note.clone(),
        clause: None,
        criterion: None,
        level: Level::General,
        place,
        location: None,
        deadline,
        evidence: answer.evidence.iter().map(|hash| Attach { hash: *hash, phase: None }).collect(),
    }
}

/// The record that the inspection is. Led by the principal it proves both duties.
fn record(ctx: &Ctx, inspection: &Inspection, now: UtcMs) -> DutyRecord {
    let kind = if ctx.viewer.role == Role::Principal { "inspection.principal" } else { "inspection.self" };
    let inspected = Inspected {
        kept: inspection.count(Outcome::Kept),
        failed: inspection.count(Outcome::Failed),
        not_applicable: inspection.count(Outcome::NotApplicable),
    };
    DutyRecord {
        id: RecordId(inspection.id.0),
        enterprise: inspection.enterprise,
        person: None,
        kind: kind.to_owned(),
        day: inspection.finished_at.day().min(now.day()),
        quantity: 0,
        note: inspection.note.clone(),
        details: Details { inspected: Some(inspected), ..Details::default() },
        by: inspection.by.clone(),
        at: now,
        withdrawn: None,
    }
}
