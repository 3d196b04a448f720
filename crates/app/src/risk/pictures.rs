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
use serde_json::json;

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
            let draft = LedgerDraft {
                actor: ctx.actor(),
                action: "risk_picture_added",
                subject_kind: "enterprise",
                subject_id: enterprise.to_string(),
                before: None,
                after: Some(json!({"picture": said.name, "sha256": hash.to_string()})),
            };
            tx.record([draft], now);
            Ok::<_, RiskError>(())
        })
        .await
}
