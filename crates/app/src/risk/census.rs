//! The census of an enterprise at a glance, and the checklist of its controls.

use anlu_domain::{
    ids::EnterpriseId,
    party::sector::Sector,
    risk::{Grade, Risk, inspection::Inspection},
    time::CivilDay,
};
use anlu_rules::pack::{RiskMethod, RiskTemplate};
use anlu_store::{
    Page,
    repo::{
        enterprise as firms,
        evidence::{self, Subject},
        inspection, risk as repo,
    },
};

use super::{
    RiskError,
    book::{methods, templates},
};
use crate::{
    access::{self, Action, require},
    ctx::Ctx,
    hazard::{EvidenceView, Named},
    step_error::StepError,
};

/// A template that an enterprise can begin with.
#[derive(Clone, Debug, PartialEq)]
pub struct TemplateOffer {
    /// The template.
    pub template: RiskTemplate,
    /// It is meant for a sector of this enterprise.
    pub fits: bool,
}

/// A census at a glance.
#[derive(Clone, Debug, PartialEq)]
pub struct Census {
    /// Enterprise.
    pub enterprise: Named,
    /// Risks on the list by grade, gravest first.
    pub grades: Vec<(Grade, u64)>,
    /// Methods to grade by.
    pub methods: Vec<RiskMethod>,
    /// Templates, those that fit first.
    pub templates: Vec<TemplateOffer>,
    /// Plan and map pictures.
    pub pictures: Vec<EvidenceView>,
    /// The newest inspection by controls.
    pub last: Option<Inspection>,
    /// The viewer may write the census.
    pub may_edit: bool,
    /// The viewer may inspect by its controls.
    pub may_inspect: bool,
}

/// The census at a glance.
pub async fn census(ctx: &Ctx, id: EnterpriseId) -> Result<Census, RiskError> {
    require(ctx, Action::RiskRead)?;
    let (db, day) = (ctx.store.read(), ctx.now().day());
    let firm = firms::get(db, &ctx.viewer, id).await?.ok_or(StepError::NotFound)?.value;
    let mut offers: Vec<TemplateOffer> = templates(ctx, day)
        .into_iter()
        .map(|t| TemplateOffer {
            fits: t.sectors.iter().filter_map(|s| Sector::parse(s)).any(|s| firm.sectors.contains(&s)),
            template: t.clone(),
        })
        .collect();
    offers.sort_by_key(|o| !o.fits);
    let pictures = evidence::of(db, Subject::RiskPictures(id)).await?;
    let last = inspection::list(db, &ctx.viewer, id, Page::new(1, 1)).await?.items.into_iter().next();
    let may = |action| access::may(ctx.viewer.role, action);
    Ok(Census {
        enterprise: Named { id: id.0, name: firm.name },
        grades: repo::grades(db, id).await?,
        methods: methods(ctx, day),
        templates: offers,
        pictures: pictures.into_iter().map(EvidenceView::from).collect(),
        last,
        may_edit: may(Action::RiskEdit),
        may_inspect: may(Action::RecordAdd),
    })
}

/// What a self-inspection asks: every risk on the list with its controls in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Checklist {
    /// Enterprise.
    pub enterprise: Named,
    /// The day.
    pub today: CivilDay,
    /// Risks, gravest first.
    pub risks: Vec<Risk>,
}

/// The checklist, for whoever may see the census.
pub async fn checklist(ctx: &Ctx, id: EnterpriseId) -> Result<Checklist, RiskError> {
    require(ctx, Action::RiskRead)?;
    let db = ctx.store.read();
    let firm = firms::get(db, &ctx.viewer, id).await?.ok_or(StepError::NotFound)?.value;
    let risks = repo::of_enterprise(db, &ctx.viewer, id, false).await?;
    Ok(Checklist {
        enterprise: Named { id: id.0, name: firm.name },
        today: ctx.now().day(),
        risks: risks.into_iter().map(|s| s.risk).collect(),
    })
}
