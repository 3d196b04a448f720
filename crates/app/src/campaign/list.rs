//! Campaigns, running ones first.

use anlu_store::{
    Page, Paged,
    repo::{
        campaign::{self as repo, StoredCampaign},
        campaign_subject,
    },
};

use super::{CampaignError, view::CampaignView};
use crate::{
    access::{self, Action, require},
    ctx::Ctx,
};

pub use anlu_store::repo::campaign::Filter;

/// One page of the campaigns the viewer may see.
pub async fn list(ctx: &Ctx, filter: &Filter, page: Page) -> Result<Paged<CampaignView>, CampaignError> {
    require(ctx, Action::CampaignRead)?;
    let db = ctx.store.read();
    let found = repo::list(db, &ctx.viewer, filter, page).await?;
    let counts = campaign_subject::counts(db, &ctx.viewer, found.items.iter().map(|s| s.campaign.id)).await?;
    Ok(found.map(|stored| {
        let known = counts.get(&stored.campaign.id).copied().unwrap_or_default();
        view(ctx, stored, known)
    }))
}

/// The view without grids and history.
pub(super) fn view(ctx: &Ctx, stored: StoredCampaign, (total, open): (u64, u64)) -> CampaignView {
    let running = stored.campaign.closed.is_none();
    CampaignView {
        days_left: stored.campaign.draft.deadline.0.saturating_sub(ctx.now().day().0),
        version: stored.version,
        total,
        open,
        grids: Vec::new(),
        can_run: running && access::may(ctx.viewer.role, Action::CampaignRun),
        can_record: running && access::may(ctx.viewer.role, Action::CampaignRecord),
        timeline: Vec::new(),
        campaign: stored.campaign,
    }
}
