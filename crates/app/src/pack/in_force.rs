//! Which version is in force when: the pack of the configuration, then each activation in the order in which they were
//! made, from its day on. The newest decision about a day counts.

use std::sync::Arc;

use anlu_domain::time::CivilDay;
use anlu_rules::pack::{Pack, succeed};
use anlu_store::{
    StoreError,
    repo::pack::{self as repo, Activation},
};
use uuid::Uuid;

use super::import::FOLDER;
use crate::ctx::Desk;

/// The newest decision about `day`; without one the pack of the configuration is in force.
pub fn on(activations: &[Activation], day: CivilDay) -> Option<&Activation> {
    activations.iter().rev().find(|a| a.effect_from <= day)
}

/// The pack of a version (`None`: that of the configuration). `None`, and an error in the log, when it no longer holds,
/// as after an upgrade of the program.
pub(super) async fn pack(desk: &Desk, version: Option<Uuid>) -> Result<Option<Arc<Pack>>, StoreError> {
    let Some(id) = version else { return Ok(desk.shelf.in_use()) };
    let Some(stored) = repo::get(desk.store.read(), id).await? else { return Ok(None) };
    match desk.shelf.upon(FOLDER, stored.files) {
        Some(Ok(pack)) => Ok(Some(Arc::new(pack))),
        Some(Err(problems)) => {
            let first = problems.first().map(ToString::to_string).unwrap_or_default();
            tracing::error!(version = stored.version, first, "a version of the policy pack no longer holds: left out");
            Ok(None)
        }
        None => Ok(None),
    }
}

/// Reads the activations when there are others than this process knows, and puts the duties that follow in force.
/// Whether anything changed.
pub async fn refresh(desk: &Desk) -> Result<bool, StoreError> {
    let Some(books) = desk.duties.as_deref() else { return Ok(false) };
    let count = repo::count(desk.store.read()).await?;
    if books.stamp() == count {
        return Ok(false);
    }
    let mut now = books.base().clone();
    for activation in repo::activations(desk.store.read()).await? {
        if let Some(next) = pack(desk, activation.version).await? {
            now = succeed(&now, &next, activation.effect_from);
        }
    }
    books.put(count, now);
    Ok(true)
}

/// The pack that detectors judge by when the server starts now; `None`: that of the configuration.
pub async fn at_start(desk: &Desk) -> Result<Option<Arc<Pack>>, StoreError> {
    let activations = repo::activations(desk.store.read()).await?;
    match on(&activations, desk.now().day()) {
        Some(activation) if activation.version.is_some() => pack(desk, activation.version).await,
        _ => Ok(None),
    }
}
