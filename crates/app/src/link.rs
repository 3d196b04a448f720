//! Links over which positions come and go (链路质量).

use anlu_domain::{link::LinkKey, time::CivilDay};
use anlu_store::{
    Page, Paged,
    repo::{
        index,
        link::{self as repo, DayCounts, ListedLink},
    },
};

use crate::{
    access::{Action, require},
    ctx::Ctx,
    index::{GroupDay, group},
    registry::RegistryError,
};

pub use anlu_store::repo::link::{DayCounts as LinkDay, ListedLink as Link};

/// One page of the links that carry vehicles the viewer may see, with what was counted on `day`, and the indices of its
/// vehicles of that day once they are computed.
pub async fn list(
    ctx: &Ctx,
    day: CivilDay,
    page: Page,
) -> Result<Paged<(ListedLink, Option<GroupDay>)>, RegistryError> {
    require(ctx, Action::VehicleRead)?;
    let db = ctx.store.read();
    let found = repo::list(db, &ctx.viewer, day, page).await?;
    let mut indices = index::of_links(db, day).await?;
    Ok(found.map(|link| {
        let of_link = indices.remove(&link.key).map(|sums| group(&sums));
        (link, of_link)
    }))
}

/// One page of the days of a link, newest first.
pub async fn days(ctx: &Ctx, key: &LinkKey, page: Page) -> Result<Paged<DayCounts>, RegistryError> {
    require(ctx, Action::VehicleRead)?;
    repo::days(ctx.store.read(), &ctx.viewer, key, page).await?.ok_or(RegistryError::NotFound)
}
