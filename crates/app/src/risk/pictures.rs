//! Plan and map pictures of an enterprise, on which its risks stand in their colours.

use anlu_domain::{
    evidence::{EvidenceHash, EvidencePhase, MediaType},
    hazard::PersonRef,
    ids::EnterpriseId,
};
use anlu_store::{
    Tx,
    ledger::LedgerDraft,
    repo::{
        evidence::{self, Subject},
        names,
    },
};
use serde_json::{Value, json};

use super::RiskError;
use crate::{
    access::{Action, require},
    ctx::Ctx,
    step_error::StepError,
};

/// Most pictures of an enterprise.
const MAX_PICTURES: usize = 20;

/// Adds a picture that the viewer uploaded before; adding it again changes nothing.
pub async fn add(ctx: &Ctx, enterprise: EnterpriseId, hash: EvidenceHash) -> Result<(), RiskError> {
    require(ctx, Action::RiskEdit)?;
    let now = ctx.now();
    ctx.store
        .tx(async |tx: Tx| {
            if !names::visible_enterprise(tx.read(), &ctx.viewer, enterprise).await? {
                return Err(StepError::NotFound.into());
            }
            let said = evidence::brought_by(tx.read(), hash, ctx.viewer.user).await?;
            let said = said.ok_or(StepError::invalid("/hash", "evidence_unknown"))?;
            let content = evidence::readable(tx.read(), &ctx.viewer, hash).await?;
            let drawn =
                content.is_some_and(|c| matches!(c.media_type, MediaType::Jpeg | MediaType::Png | MediaType::Webp));
            if !drawn {
                return Err(StepError::invalid("/hash", "picture_type").into());
            }
            let subject = Subject::RiskPictures(enterprise);
            if evidence::of(tx.read(), subject).await?.len() >= MAX_PICTURES {
                return Err(StepError::invalid("/hash", "too_many").into());
            }
            let by = PersonRef::from(&ctx.viewer);
            evidence::attach(&tx, subject, hash, EvidencePhase::After, &said, &by, now).await?;
            let after = json!({"picture": said.name, "sha256": hash.to_string()});
            tx.record([entry(ctx, enterprise, "risk_picture_added", (None, Some(after)))], now);
            Ok::<_, RiskError>(())
        })
        .await
}

/// Takes a picture off the census. Risks keep their places on it: added again, it shows them as before.
pub async fn remove(ctx: &Ctx, enterprise: EnterpriseId, hash: EvidenceHash) -> Result<(), RiskError> {
    require(ctx, Action::RiskEdit)?;
    let now = ctx.now();
    ctx.store
        .tx(async |tx: Tx| {
            if !names::visible_enterprise(tx.read(), &ctx.viewer, enterprise).await? {
                return Err(StepError::NotFound.into());
            }
            if !evidence::detach(&tx, Subject::RiskPictures(enterprise), hash).await? {
                return Err(StepError::NotFound.into());
            }
            let before = json!({"sha256": hash.to_string()});
            tx.record([entry(ctx, enterprise, "risk_picture_removed", (Some(before), None))], now);
            Ok::<_, RiskError>(())
        })
        .await
}

fn entry(
    ctx: &Ctx,
    enterprise: EnterpriseId,
    action: &'static str,
    (before, after): (Option<Value>, Option<Value>),
) -> LedgerDraft {
    LedgerDraft {
        actor: ctx.actor(),
        action,
        subject_kind: "enterprise",
        subject_id: enterprise.to_string(),
        before,
        after,
    }
}
