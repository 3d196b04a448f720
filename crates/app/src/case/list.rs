//! Lists of cases, and the violations that can be made one of.

use anlu_domain::ids::EnterpriseId;
use anlu_rules::pack::{Confidence, DiscretionFile};
use anlu_store::{
    Page, Paged,
    repo::{case as repo, names},
};

pub use anlu_store::repo::case::{CaseFilter, StoredCase};

use super::{
    CaseError,
    check::waits_for,
    get::hidden,
    rules::InForce,
    view::{CaseRow, Offered, OfferedTier},
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    hazard::Named,
    policy::Words,
    step_error::StepError,
};

/// One page of the cases the viewer may see: what is due first.
pub async fn list(ctx: &Ctx, filter: &CaseFilter, page: Page) -> Result<Paged<CaseRow>, CaseError> {
    require(ctx, Action::CaseRead)?;
    let db = ctx.store.read();
    let found = repo::list(db, &ctx.viewer, filter, page).await?;
    let named = names::enterprises(db, found.items.iter().map(|s| s.case.enterprise)).await?;
    let force = InForce::on(ctx, ctx.now().day());
    Ok(found.map(|stored| {
        let name = named.get(&stored.case.enterprise).map(|e| e.name.clone()).unwrap_or_default();
        row(ctx, &force, stored, name)
    }))
}

/// A row for the viewer; the party sees what was put before it.
pub(super) fn row(ctx: &Ctx, force: &InForce, stored: StoredCase, name: String) -> CaseRow {
    let today = ctx.now().day();
    let due = force.due(&stored.case, today);
    let next = waits_for(&stored.case, &ctx.viewer, force, today);
    let case = if ctx.viewer.role.is_authority() { stored.case } else { hidden(stored.case) };
    CaseRow {
        enterprise: Named { id: case.enterprise.0, name },
        overdue: due.is_some_and(|d| d < today),
        due,
        next,
        version: stored.version,
        case,
    }
}

/// The violations in force that an enterprise can be charged with.
pub async fn violations(ctx: &Ctx, enterprise: Option<EnterpriseId>) -> Result<Vec<Offered>, CaseError> {
    require(ctx, Action::CaseOpen)?;
    let sectors = match enterprise {
        Some(id) => {
            let db = ctx.store.read();
            if !names::visible_enterprise(db, &ctx.viewer, id).await? {
                return Err(StepError::NotFound.into());
            }
            names::enterprises(db, [id]).await?.remove(&id).map(|e| e.sectors)
        }
        None => None,
    };
    let force = InForce::on(ctx, ctx.now().day());
    let fits = |v: &&DiscretionFile| sectors.as_ref().is_none_or(|s| v.concerns(s));
    Ok(force.violations.iter().filter(fits).map(offered).collect())
}

fn offered(v: &DiscretionFile) -> Offered {
    let (law, article) = v.basis.en.as_ref().map_or((&v.basis.law, &v.basis.article), |en| (&en.law, &en.article));
    let tier = |t: &anlu_rules::pack::DiscretionTier| OfferedTier {
        title: Words { zh: t.title.zh.clone(), en: t.title.en.clone() },
        when: t.when.clone(),
        min: t.min,
        max: t.max,
        of_income: t.of_income,
        spare: t.spare,
    };
    Offered {
        id: v.id.clone(),
        title: Words { zh: v.title.zh.clone(), en: v.title.en.clone() },
        violates: v.violates.clone(),
        party: v.of_party(),
        person: v.person.clone(),
        basis: Words { zh: format!("{} {}", v.basis.law, v.basis.article), en: format!("{law} {article}") },
        confidence: sure(v.confidence),
        tiers: v.tiers.iter().map(tier).collect(),
    }
}

pub(crate) const fn sure(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Verified => "verified",
        Confidence::Secondary => "secondary",
        Confidence::Unverified => "unverified",
    }
}
