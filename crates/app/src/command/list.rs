//! The orders to a vehicle, and what its terminal sent.

use anlu_domain::{command::Command, ids::VehicleId};
pub use anlu_store::repo::{evidence::Content, media::Media};
use anlu_store::{
    Page, Paged,
    repo::{command as repo, media as files, vehicle},
};

use super::CommandError;
use crate::{
    access::{Action, require},
    ctx::Ctx,
    step_error::StepError,
};

/// One page of the orders, newest first.
pub async fn list(ctx: &Ctx, id: VehicleId, page: Page) -> Result<Paged<Command>, CommandError> {
    require(ctx, Action::VehicleRead)?;
    let db = ctx.store.read();
    vehicle::get(db, &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
    let found = repo::of_vehicle(db, &ctx.viewer, id, page).await?;
    let total = found.total;
    Ok(Paged::new(found.items.into_iter().map(|s| s.command).collect(), total, page))
}

/// One page of the pictures and files, newest first.
pub async fn media(ctx: &Ctx, id: VehicleId, page: Page) -> Result<Paged<(Media, Content)>, CommandError> {
    require(ctx, Action::VehicleRead)?;
    let db = ctx.store.read();
    vehicle::get(db, &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
    Ok(files::of_vehicle(db, &ctx.viewer, id, page).await?)
}
