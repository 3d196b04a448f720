//! One risk with its history and what the viewer may do now.

use anlu_domain::{hazard, ids::RiskId};
use anlu_store::{
    Page,
    repo::{
        hazard_list::{self, HazardFilter},
        names, risk as repo,
    },
};

use super::{
    RiskError,
    view::{RiskView, view},
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    step_error::StepError,
    timeline,
};

/// The risk, when the viewer may see it.
pub async fn get(ctx: &Ctx, id: RiskId) -> Result<RiskView, RiskError> {
    require(ctx, Action::RiskRead)?;
    let db = ctx.store.read();
    let stored = repo::get(db, &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
    let names = names::enterprises(db, [stored.risk.enterprise]).await?;
    let name = names.get(&stored.risk.enterprise);
    let open = HazardFilter {
        states: hazard::State::ALL.into_iter().filter(|s| *s != hazard::State::Closed).collect(),
        risk: Some(id),
        ..HazardFilter::default()
    };
    let open_hazards = hazard_list::list(db, &ctx.viewer, &open, Page::new(1, 1)).await?.total;
    let timeline = timeline::of(db, "risk", id.to_string()).await?;
    Ok(RiskView { open_hazards, timeline, ..view(stored, name, &ctx.viewer) })
}
