//! Lists of hazards.

use anlu_store::{
    Page, Paged,
    repo::{
        hazard_list::{self, HazardFilter},
        names,
    },
};

use super::{
    HazardError,
    view::{HazardView, view},
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
};

pub use anlu_store::repo::hazard_list::{HazardFilter as Filter, HazardSort as Sort, Outcome};

/// One page of the hazards the viewer may see. `today` of the filter is set here.
pub async fn list(ctx: &Ctx, filter: HazardFilter, page: Page) -> Result<Paged<HazardView>, HazardError> {
    require(ctx, Action::HazardRead)?;
    let (db, now) = (ctx.store.read(), ctx.now());
    let filter = HazardFilter { today: Some(now.day()), ..filter };
    let found = hazard_list::list(db, &ctx.viewer, &filter, page).await?;
    let names = names::enterprises(db, found.items.iter().map(|s| s.hazard.enterprise)).await?;
    Ok(found.map(|stored| {
        let name = names.get(&stored.hazard.enterprise);
        view(stored, name, &ctx.viewer, now)
    }))
}
