//! Finds subjects by a condition over the facts of enterprises.

use anlu_domain::{
    access::{Scope, Viewer},
    ids::{EnterpriseId, GridId},
    party::enterprise::Standing,
};
use anlu_rules::{
    condition::{Condition, Fault},
    facts::Facts,
};
use anlu_store::{
    StoreError,
    repo::{
        grid, names, plan,
        plan_source::{self, Source},
    },
};

use super::CampaignError;
use crate::{
    access::{Action, require},
    ctx::Ctx,
    duty::facts,
    hazard::Named,
};

/// Enterprises looked at in one go.
const LOOK: u64 = 1_000;
/// Names that are shown.
const SHOWN: usize = 20;

/// Who would be on the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The subjects.
    pub enterprises: Vec<EnterpriseId>,
    /// Those of whom unknown facts leave it open.
    pub unknown: Vec<EnterpriseId>,
}

/// Who would be on the list, as screens show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// How many.
    pub count: u64,
    /// The first of them.
    pub first: Vec<Named>,
    /// How many are left open by unknown facts.
    pub unknown: u64,
    /// The first of these.
    pub first_unknown: Vec<Named>,
}

/// The condition, when it is one over lasting facts of enterprises.
pub(crate) fn compiled(text: &str) -> Result<Condition, Fault> {
    let condition = Condition::compile(text)?;
    match condition.facts().into_iter().find(|k| k.def().of_period || !k.def().name.starts_with("enterprise.")) {
        None => Ok(condition),
        Some(key) => Err(Fault {
            at: 0,
            code: "campaign_condition",
            message: format!("`{}` is no lasting fact of an enterprise", key.def().name),
            hint: String::new(),
        }),
    }
}

/// The viewer, restricted to one part of the territory; one who sees nothing when that is not his.
async fn within(ctx: &Ctx, part: Option<GridId>) -> Result<Viewer, StoreError> {
    let Some(part) = part else { return Ok(ctx.viewer.clone()) };
    let his = grid::get(ctx.store.read(), &ctx.viewer, part).await?.is_some();
    Ok(Viewer { scope: if his { Scope::Grid(part) } else { Scope::Nothing }, ..ctx.viewer.clone() })
}

/// Shows each enterprise in business that the viewer may see in this part of the territory, with what is known of it.
pub(crate) async fn each(
    ctx: &Ctx,
    part: Option<GridId>,
    mut look: impl FnMut(&Source, &Facts),
) -> Result<(), StoreError> {
    let (db, viewer) = (ctx.store.read(), within(ctx, part).await?);
    let mut last = None;
    loop {
        let ids = plan::seen_after(db, &viewer, last, LOOK).await?;
        let Some(end) = ids.last() else { return Ok(()) };
        last = Some(*end);
        for source in plan_source::load(db, &ids, &[]).await?.iter().filter(|s| s.standing == Standing::Active) {
            look(source, &facts::of_enterprise(source));
        }
    }
}

/// The enterprises in business, of those the viewer may see in this part of the territory, for which the condition holds.
pub(super) async fn find(ctx: &Ctx, among: &str, part: Option<GridId>) -> Result<Found, CampaignError> {
    let condition = compiled(among).map_err(CampaignError::Condition)?;
    let mut found = Found::default();
    each(ctx, part, |source, known| match condition.holds(&|key| known.get(key)) {
        Some(true) => found.enterprises.push(source.enterprise),
        Some(false) => {}
        None => found.unknown.push(source.enterprise),
    })
    .await?;
    Ok(found)
}

/// Who would be on the list of a campaign, or in the pool of a draw, with this condition.
pub async fn preview(ctx: &Ctx, among: &str, part: Option<GridId>) -> Result<Preview, CampaignError> {
    require(ctx, Action::CampaignRun)?;
    let found = find(ctx, among, part).await?;
    let count = |all: &[EnterpriseId]| u64::try_from(all.len()).unwrap_or(u64::MAX);
    Ok(Preview {
        count: count(&found.enterprises),
        first: first(ctx, &found.enterprises).await?,
        unknown: count(&found.unknown),
        first_unknown: first(ctx, &found.unknown).await?,
    })
}

async fn first(ctx: &Ctx, ids: &[EnterpriseId]) -> Result<Vec<Named>, StoreError> {
    let known = names::enterprises(ctx.store.read(), ids.iter().take(SHOWN).copied()).await?;
    Ok(known.into_iter().map(|(id, e)| Named { id: id.0, name: e.name }).collect())
}
