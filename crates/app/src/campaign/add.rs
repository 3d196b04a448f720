//! Adds enterprises to the list of a running campaign; they are marked as later ones.

use std::collections::BTreeSet;

use anlu_domain::{
    campaign::{MAX_SUBJECTS, Refusal},
    ids::{CampaignId, EnterpriseId},
};
use anlu_store::{
    Tx,
    ledger::LedgerDraft,
    repo::{campaign as repo, campaign_subject},
};
use serde_json::json;

use super::{
    CampaignError,
    start::{Choice, chosen, subjects},
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    step_error::StepError,
};

/// Adds those of a choice who are not on the list. How many came.
pub async fn add(ctx: &Ctx, id: CampaignId, choice: &Choice) -> Result<u64, CampaignError> {
    require(ctx, Action::CampaignRun)?;
    let stored = repo::get(ctx.store.read(), &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
    let wanted = chosen(ctx, stored.campaign.draft.among.as_deref(), choice).await?;
    let now = ctx.now();
    ctx.store
        .tx(async |tx: Tx| {
            let stored = repo::get_to_change(&tx, &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
            if stored.campaign.closed.is_some() {
                return Err(Refusal::Closed.into());
            }
            let on_list: BTreeSet<EnterpriseId> =
                campaign_subject::enterprises(tx.read(), id).await?.into_iter().collect();
            let fresh: Vec<EnterpriseId> = wanted.iter().filter(|e| !on_list.contains(e)).copied().collect();
            if on_list.len() + fresh.len() > MAX_SUBJECTS {
                return Err(StepError::invalid("/enterprises", "too_many").into());
            }
            if fresh.is_empty() {
                return Ok(0);
            }
            let added = campaign_subject::insert(&tx, &subjects(ctx, id, &fresh, true, now)).await?;
            let names: Vec<String> = fresh.iter().map(ToString::to_string).collect();
            let draft = LedgerDraft {
                actor: ctx.actor(),
                action: "campaign_extended",
                subject_kind: "campaign",
                subject_id: id.to_string(),
                before: None,
                after: Some(json!({"enterprises": names})),
            };
            tx.record([draft], now);
            Ok::<_, CampaignError>(added)
        })
        .await
}
