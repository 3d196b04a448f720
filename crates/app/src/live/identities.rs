//! Whose vehicle, which driver: asked of the registry once, forgotten when the registry changes.

use std::collections::HashMap;

use anlu_domain::ids::{PersonId, VehicleId};
use anlu_store::{Store, StoreError, repo::names};
use rustc_hash::FxBuildHasher;
use tokio::sync::broadcast::{Receiver, error::TryRecvError};

use super::{event::LiveEvent, latest::Identity};

/// Names as the registry told them last.
pub(super) struct Identities {
    events: Receiver<LiveEvent>,
    /// Most are unknown where many come: those take little.
    vehicles: HashMap<VehicleId, Option<Box<Identity>>, FxBuildHasher>,
    drivers: HashMap<String, Driver, FxBuildHasher>,
}

/// The person behind a driver card.
#[derive(Clone)]
pub(super) struct Driver {
    pub(super) person: Option<PersonId>,
    pub(super) mark: String,
}

impl Identities {
    pub(super) fn new(events: Receiver<LiveEvent>) -> Self {
        Self { events, vehicles: HashMap::default(), drivers: HashMap::default() }
    }

    /// Forgets everything when the registry has changed, or when news were missed; answers whether it has.
    pub(super) fn refresh(&mut self) -> bool {
        let mut changed = false;
        loop {
            match self.events.try_recv() {
                Ok(LiveEvent::Registry) | Err(TryRecvError::Lagged(_)) => {
                    self.vehicles.clear();
                    self.drivers.clear();
                    changed = true;
                }
                Ok(_) => {}
                Err(TryRecvError::Empty | TryRecvError::Closed) => return changed,
            }
        }
    }

    /// Looks up what is not known yet of `ids`.
    pub(super) async fn learn(&mut self, store: &Store, ids: &[VehicleId]) -> Result<(), StoreError> {
        let new: Vec<VehicleId> = ids.iter().filter(|id| !self.vehicles.contains_key(id)).copied().collect();
        if new.is_empty() {
            return Ok(());
        }
        let vehicles = names::vehicles(store.read(), new.iter().copied()).await?;
        let owners = names::enterprises(store.read(), vehicles.values().map(|v| v.enterprise)).await?;
        for id in new {
            let known = vehicles.get(&id).map(|v| {
                Box::new(Identity {
                    plate: v.plate.clone(),
                    enterprise: owners.get(&v.enterprise).map(|e| (v.enterprise, e.name.clone())),
                })
            });
            self.vehicles.insert(id, known);
        }
        Ok(())
    }

    /// A vehicle that has been looked up; `None` when the registry does not have it.
    pub(super) fn vehicle(&self, id: VehicleId) -> Option<&Identity> {
        self.vehicles.get(&id).and_then(Option::as_deref)
    }

    /// The person behind a driver card.
    pub(super) async fn driver(&mut self, store: &Store, certificate: &str) -> Result<Driver, StoreError> {
        if let Some(known) = self.drivers.get(certificate) {
            return Ok(known.clone());
        }
        let person = names::person_by_certificate(store.read(), certificate).await?;
        let driver = Driver { person, mark: names::driver_mark(store.read(), certificate) };
        self.drivers.insert(certificate.to_owned(), driver.clone());
        Ok(driver)
    }
}
