//! Closes a campaign; with open subjects it asks why.

use anlu_domain::{campaign, ids::CampaignId};
use anlu_store::{
    StoreError, Tx,
    ledger::LedgerDraft,
    repo::{campaign as repo, campaign_subject},
};
use serde_json::json;

use super::{CampaignError, get::get, view::CampaignView};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    step_error::StepError,
};

/// Closes a campaign and answers it.
pub async fn close(
    ctx: &Ctx,
    id: CampaignId,
    version: i64,
    summary: &str,
    reason: &str,
) -> Result<CampaignView, CampaignError> {
    require(ctx, Action::CampaignRun)?;
    let now = ctx.now();
    ctx.store
        .tx(async |tx: Tx| {
            let stored = repo::get_to_change(&tx, &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
            if stored.version != version {
                let (expected, found) = (version, stored.version);
                return Err(StoreError::Conflict { what: "campaign", expected, found }.into());
            }
            // Whoever closes it closes it for everybody.
            let whole = ctx.desk.operator().viewer;
            let counts = campaign_subject::counts(tx.read(), &whole, [id]).await?;
            let open = counts.get(&id).map_or(0, |(_, open)| *open);
            let closed = campaign::close(stored.campaign, open, summary, reason, &ctx.viewer, now)?;
            repo::update(&tx, &closed, version).await?;
            let draft = LedgerDraft {
                actor: ctx.actor(),
                action: "campaign_closed",
                subject_kind: "campaign",
                subject_id: id.to_string(),
                before: None,
                after: Some(json!({"open": open, "note": summary.trim(), "reason": reason.trim()})),
            };
            tx.record([draft], now);
            Ok::<_, CampaignError>(())
        })
        .await?;
    get(ctx, id).await
}
