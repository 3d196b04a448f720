//! What the terminals of a signal's vehicles sent around its findings: pictures, and files of active-safety alarms.

use std::collections::BTreeSet;

use anlu_domain::{
    ids::{SignalId, VehicleId},
    time::HOUR_MS,
};
use anlu_store::repo::{
    evidence::Content,
    finding,
    media::{self as repo_media, Media},
    signal as repo,
};

use super::SignalError;
use crate::{
    access::{Action, require},
    ctx::Ctx,
    step_error::StepError,
};

/// What was taken so long before the first finding, or after the last, still belongs to the signal: as its track.
const AROUND_MS: i64 = HOUR_MS;
/// Most files shown for one vehicle.
const LIMIT: u64 = 60;

/// Pictures and files taken around the findings, oldest first, at most 60 of a vehicle.
pub async fn media(ctx: &Ctx, id: SignalId) -> Result<Vec<(Media, Content)>, SignalError> {
    require(ctx, Action::SignalRead)?;
    // A driver sees his signals, not the pictures of the cabin.
    require(ctx, Action::VehicleRead)?;
    let db = ctx.store.read();
    let stored = repo::get(db, &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
    let found = finding::of_signal(db, id).await?;
    // A driver-day may span vehicles.
    let vehicles: BTreeSet<VehicleId> = found.iter().filter_map(|f| f.vehicle).chain(stored.signal.vehicle).collect();
    let (from, to) = (stored.first_at.plus(-AROUND_MS), stored.last_at.plus(AROUND_MS));
    let mut files = Vec::new();
    for vehicle in vehicles {
        files.extend(repo_media::between(db, vehicle, from, to, LIMIT).await?);
    }
    Ok(files)
}
