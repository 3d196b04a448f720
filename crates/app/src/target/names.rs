//! The names behind a figure.

use anlu_domain::time::UtcMs;
use anlu_store::{
    Page, Paged, StoreError,
    repo::{names, target as repo, target::Listed},
};

use super::{TargetError, get::in_force};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    hazard::Named,
};

/// One who is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetName {
    /// Enterprise.
    pub enterprise: Named,
    /// Grid node of the enterprise.
    pub grid: Option<Named>,
    /// The person; `None`: the enterprise itself.
    pub person: Option<Named>,
    /// When it was reminded, and by whom.
    pub reminded: Option<(UtcMs, String)>,
}

/// One page of those who miss a target; of a target that asks for a number, of those who fulfil it.
pub async fn list(ctx: &Ctx, id: &str, page: Page) -> Result<Paged<TargetName>, TargetError> {
    require(ctx, Action::TargetRead)?;
    in_force(ctx, id)?;
    let found = repo::names(ctx.store.read(), &ctx.viewer, id, page).await?;
    let (total, items) = (found.total, named(ctx, found.items).await?);
    Ok(Paged::new(items, total, page))
}

pub(super) async fn named(ctx: &Ctx, rows: Vec<Listed>) -> Result<Vec<TargetName>, StoreError> {
    let db = ctx.store.read();
    let firms = names::enterprises(db, rows.iter().map(|r| r.enterprise)).await?;
    let people = names::people(db, rows.iter().filter_map(|r| r.person)).await?;
    let name = |r: Listed| {
        let firm = firms.get(&r.enterprise);
        TargetName {
            enterprise: Named { id: r.enterprise.0, name: firm.map(|f| f.name.clone()).unwrap_or_default() },
            grid: firm.and_then(|f| f.grid.clone()).map(|(id, name)| Named { id: id.0, name }),
            person: r
                .person
                .map(|id| Named { id: id.0, name: people.get(&id).map(|p| p.name.clone()).unwrap_or_default() }),
            reminded: r.reminded,
        }
    };
    Ok(rows.into_iter().map(name).collect())
}
