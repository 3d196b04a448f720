//! Self-inspections by controls: one, and lists.

use std::collections::BTreeMap;

use anlu_domain::{
    ids::{EnterpriseId, HazardId, InspectionId},
    risk::inspection::Inspection,
};
use anlu_store::{
    Page, Paged,
    repo::{hazard, inspection as repo, names},
};

use super::RiskError;
use crate::{
    access::{Action, require},
    ctx::Ctx,
    hazard::Named,
    step_error::StepError,
};

/// An inspection as screens show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InspectionView {
    /// The inspection.
    pub inspection: Inspection,
    /// Enterprise.
    pub enterprise: Named,
    /// Numbers of the hazards it found.
    pub hazards: BTreeMap<HazardId, String>,
    /// SHA-256 of what was handed in, hex: the receipt of the device that sent it.
    pub sha256: String,
}

/// An inspection the viewer may see.
pub async fn get(ctx: &Ctx, id: InspectionId) -> Result<InspectionView, RiskError> {
    require(ctx, Action::RiskRead)?;
    let db = ctx.store.read();
    let inspection = repo::get(db, &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
    let (_, sha256) = repo::sent(db, id).await?.ok_or(StepError::NotFound)?;
    let names = names::enterprises(db, [inspection.enterprise]).await?;
    let name = names.get(&inspection.enterprise).map(|n| n.name.clone()).unwrap_or_default();
    let mut hazards = BTreeMap::new();
    for id in inspection.answers.iter().filter_map(|a| a.hazard) {
        if let Some(stored) = hazard::get(db, &ctx.viewer, id).await? {
            hazards.insert(id, stored.hazard.no);
        }
    }
    Ok(InspectionView { enterprise: Named { id: inspection.enterprise.0, name }, hazards, sha256, inspection })
}

/// One page of the inspections of an enterprise, newest first.
pub async fn list(ctx: &Ctx, enterprise: EnterpriseId, page: Page) -> Result<Paged<Inspection>, RiskError> {
    require(ctx, Action::RiskRead)?;
    let db = ctx.store.read();
    if !names::visible_enterprise(db, &ctx.viewer, enterprise).await? {
        return Err(StepError::NotFound.into());
    }
    Ok(repo::list(db, &ctx.viewer, enterprise, page).await?)
}
