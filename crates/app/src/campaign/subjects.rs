//! The list of a campaign, and one enterprise on it.

use anlu_domain::ids::{CampaignId, CampaignSubjectId};
use anlu_store::{
    Page, Paged, StoreError,
    repo::{
        campaign as repo,
        campaign_subject::{self, StoredSubject},
        evidence::{self, Subject},
        names,
    },
};

use super::{CampaignError, view::SubjectView};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    hazard::Named,
    step_error::StepError,
    timeline,
};

pub use anlu_store::repo::campaign_subject::{Filter, Which};

/// One page of the list, open ones first.
pub async fn list(
    ctx: &Ctx,
    campaign: CampaignId,
    filter: &Filter,
    page: Page,
) -> Result<Paged<SubjectView>, CampaignError> {
    require(ctx, Action::CampaignRead)?;
    let db = ctx.store.read();
    repo::get(db, &ctx.viewer, campaign).await?.ok_or(StepError::NotFound)?;
    let found = campaign_subject::list(db, &ctx.viewer, campaign, filter, page).await?;
    let (total, items) = (found.total, named(ctx, found.items).await?);
    Ok(Paged::new(items, total, page))
}

/// One enterprise on the list with its evidence and history.
pub async fn get(ctx: &Ctx, id: CampaignSubjectId) -> Result<SubjectView, CampaignError> {
    require(ctx, Action::CampaignRead)?;
    let db = ctx.store.read();
    let stored = campaign_subject::get(db, &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
    let view = named(ctx, vec![stored]).await?.pop().ok_or(StepError::NotFound)?;
    let attached = evidence::of(db, Subject::CampaignSubject(id)).await?;
    let timeline = timeline::of(db, "campaign_subject", id.to_string()).await?;
    Ok(SubjectView { evidence: attached.into_iter().map(Into::into).collect(), timeline, ..view })
}

pub(super) async fn named(ctx: &Ctx, rows: Vec<StoredSubject>) -> Result<Vec<SubjectView>, StoreError> {
    let known = names::enterprises(ctx.store.read(), rows.iter().map(|r| r.subject.enterprise)).await?;
    let view = |StoredSubject { subject, version }: StoredSubject| {
        let firm = known.get(&subject.enterprise);
        SubjectView {
            enterprise: Named { id: subject.enterprise.0, name: firm.map(|f| f.name.clone()).unwrap_or_default() },
            grid: firm.and_then(|f| f.grid.clone()).map(|(id, name)| Named { id: id.0, name }),
            version,
            evidence: Vec::new(),
            timeline: Vec::new(),
            subject,
        }
    };
    Ok(rows.into_iter().map(view).collect())
}
