//! Lists of risks: the census of an enterprise, and the major risks of everybody the viewer sees.

use anlu_store::{
    Page, Paged,
    repo::{
        names,
        risk_list::{self, RiskFilter},
    },
};

use super::{
    RiskError,
    view::{RiskView, view},
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
};

pub use anlu_store::repo::risk_list::RiskFilter as Filter;

/// One page of the risks the viewer may see, gravest first.
pub async fn list(ctx: &Ctx, filter: &RiskFilter, page: Page) -> Result<Paged<RiskView>, RiskError> {
    require(ctx, Action::RiskRead)?;
    let db = ctx.store.read();
    let found = risk_list::list(db, &ctx.viewer, filter, page).await?;
    let names = names::enterprises(db, found.items.iter().map(|s| s.risk.enterprise)).await?;
    Ok(found.map(|stored| {
        let name = names.get(&stored.risk.enterprise);
        view(stored, name, &ctx.viewer)
    }))
}
