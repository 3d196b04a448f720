//! One hazard with its evidence, history, and what the viewer may do now.

use anlu_domain::ids::HazardId;
use anlu_store::repo::{
    evidence::{self, Subject},
    hazard as repo, names,
};

use super::{
    HazardError,
    view::{EvidenceView, HazardView, view},
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    step_error::StepError,
    timeline,
};

/// The hazard, when the viewer may see it.
pub async fn get(ctx: &Ctx, id: HazardId) -> Result<HazardView, HazardError> {
    require(ctx, Action::HazardRead)?;
    read(ctx, id).await
}

/// As [`get`], for the answer of a step whose role may not read hazards (a driver reports one, and sees what he wrote).
pub(super) async fn read(ctx: &Ctx, id: HazardId) -> Result<HazardView, HazardError> {
    let db = ctx.store.read();
    let stored = repo::get(db, &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
    let names = names::enterprises(db, [stored.hazard.enterprise]).await?;
    let name = names.get(&stored.hazard.enterprise);
    let evidence = evidence::of(db, Subject::Hazard(id)).await?.into_iter().map(EvidenceView::from).collect();
    let timeline = timeline::of(db, "hazard", id.to_string()).await?;
    Ok(HazardView { evidence, timeline, ..view(stored, name, &ctx.viewer, ctx.now()) })
}
