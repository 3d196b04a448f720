//! Writes the county into the store, as an import would, with its history beginning two months ago.

use anlu_app::ctx::Desk;
use anlu_domain::time::{DAY_MS, UtcMs};
use anlu_store::{
    StoreError, Tx,
    repo::{By, enterprise, grid, person, vehicle},
};

use super::county::County;

/// Name in the ledger.
const ACTOR: &str = "demo";
/// Days before now at which the registry was filled.
pub(crate) const SINCE_DAYS: i64 = 60;

/// Stores the whole county in one transaction.
pub(crate) async fn load(desk: &Desk, county: &County, now: UtcMs) -> Result<(), StoreError> {
    let by = By { actor: ACTOR, at: now.plus(-SINCE_DAYS * DAY_MS) };
    desk.store
        .tx(async |tx: Tx| {
            grid::insert(&tx, &county.territory.grids, by).await?;
            enterprise::insert(&tx, &county.enterprises, by).await?;
            person::insert(&tx, &county.people, by).await?;
            vehicle::insert(&tx, &county.vehicles, by).await
        })
        .await
}
