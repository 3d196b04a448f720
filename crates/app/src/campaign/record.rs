//! Records the outcome of an enterprise, changes it, or takes it back. Every step stays in the ledger.

use anlu_domain::{
    campaign,
    evidence::{EvidenceHash, EvidencePhase},
    hazard::PersonRef,
    ids::CampaignSubjectId,
};
use anlu_store::{
    StoreError, Tx,
    ledger::LedgerDraft,
    repo::{
        campaign as repo, campaign_subject,
        evidence::{self, Subject},
    },
};
use serde_json::json;

use super::{CampaignError, subjects::get, view::SubjectView};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    step_error::StepError,
};

/// Most files of one step.
const MAX_FILES: usize = 20;

/// An outcome as it is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Version the step is based on.
    pub version: i64,
    /// Code of the outcome; `None` takes it back.
    pub outcome: Option<String>,
    /// Words.
    pub note: String,
    /// Uploads of the viewer that prove it.
    pub evidence: Vec<EvidenceHash>,
}

/// Records an outcome and answers the subject.
pub async fn record(ctx: &Ctx, id: CampaignSubjectId, entry: &Entry) -> Result<SubjectView, CampaignError> {
    require(ctx, Action::CampaignRecord)?;
    if entry.evidence.len() > MAX_FILES {
        return Err(StepError::invalid("/evidence", "too_many").into());
    }
    let now = ctx.now();
    ctx.store
        .tx(async |tx: Tx| {
            let known = campaign_subject::get(tx.read(), &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
            let of = known.subject.campaign;
            let stored = repo::get_to_change(&tx, &ctx.viewer, of).await?.ok_or(StepError::NotFound)?;
            // As it is now that nobody else can change it.
            let known = campaign_subject::get(tx.read(), &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
            if known.version != entry.version {
                let (expected, found) = (entry.version, known.version);
                return Err(StoreError::Conflict { what: "campaign_subject", expected, found }.into());
            }
            let to = Subject::CampaignSubject(id);
            let by = PersonRef::from(&ctx.viewer);
            for hash in &entry.evidence {
                let brought = evidence::brought_by(tx.read(), *hash, ctx.viewer.user).await?;
                let said = brought.ok_or(StepError::invalid("/evidence", "evidence_unknown"))?;
                evidence::attach(&tx, to, *hash, EvidencePhase::After, &said, &by, now).await?;
            }
            let proofs = evidence::of(tx.read(), to).await?.len();
            let before = &known.subject;
            let outcome = entry.outcome.as_deref();
            let after = campaign::record(&stored.campaign, before, outcome, &entry.note, proofs, &ctx.viewer, now)?;
            campaign_subject::update(&tx, &after, known.version).await?;
            let was = before.recorded.as_ref().map(|r| r.outcome.clone());
            let files: Vec<String> = entry.evidence.iter().map(ToString::to_string).collect();
            let draft = LedgerDraft {
                actor: ctx.actor(),
                action: match (&was, outcome) {
                    (None, _) => "campaign_outcome_recorded",
                    (Some(_), Some(_)) => "campaign_outcome_changed",
                    (Some(_), None) => "campaign_outcome_taken_back",
                },
                subject_kind: "campaign_subject",
                subject_id: id.to_string(),
                before: Some(json!({"state": was})),
                after: Some(json!({"state": outcome, "note": entry.note.trim(), "evidence": files})),
            };
            tx.record([draft], now);
            Ok::<_, CampaignError>(())
        })
        .await?;
    get(ctx, id).await
}
