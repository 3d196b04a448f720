//! Inspections: one, those of an enterprise, and those one may see.

use std::collections::BTreeMap;

use anlu_domain::{
    field::FieldInspection,
    ids::{EnterpriseId, FieldInspectionId},
};
use anlu_store::{
    Page, Paged,
    repo::{
        field_inspection as repo, hazard,
        names::{self, EnterpriseName},
    },
};

use super::{FieldError, FieldView};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    hazard::Named,
    step_error::StepError,
};

/// One page, newest first: of one enterprise, or of all the viewer may see.
pub async fn list(ctx: &Ctx, enterprise: Option<EnterpriseId>, page: Page) -> Result<Paged<FieldView>, FieldError> {
    require(ctx, Action::FieldRead)?;
    let db = ctx.store.read();
    let found = repo::list(db, &ctx.viewer, enterprise, page).await?;
    let firms = names::enterprises(db, found.items.iter().map(|i| i.enterprise)).await?;
    Ok(found.map(|i| view(i, &firms)))
}

pub(super) fn view(i: FieldInspection, firms: &BTreeMap<EnterpriseId, EnterpriseName>) -> FieldView {
    let name = firms.get(&i.enterprise).map(|e| e.name.clone()).unwrap_or_default();
    FieldView { enterprise: Named { id: i.enterprise.0, name }, hazards: BTreeMap::new(), inspection: i }
}

/// An inspection the viewer may see.
pub async fn get(ctx: &Ctx, id: FieldInspectionId) -> Result<FieldView, FieldError> {
    require(ctx, Action::FieldRead)?;
    let db = ctx.store.read();
    let found = repo::get(db, &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
    let firms = names::enterprises(db, [found.enterprise]).await?;
    let mut hazards = BTreeMap::new();
    for id in found.hazards.iter().flatten() {
        if let Some(stored) = hazard::get(db, &ctx.viewer, *id).await? {
            hazards.insert(*id, stored.hazard.no);
        }
    }
    Ok(FieldView { hazards, ..view(found, &firms) })
}
