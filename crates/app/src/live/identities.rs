//! Whose vehicle, which driver: asked of the registry once, forgotten when the registry changes.

use std::collections::HashMap;

use anlu_domain::ids::{PersonId, VehicleId};
use anlu_rules::engine::Number;
use anlu_store::{Store, StoreError, repo::names};
use rustc_hash::FxBuildHasher;
use tokio::sync::broadcast::{Receiver, error::TryRecvError};

use super::{
    event::LiveEvent,
    latest::{Identity, Moved},
};

/// Names as the registry told them last.
pub(super) struct Identities {
    events: Receiver<LiveEvent>,
    /// Vehicles by their number in the shard: most positions are of vehicles that moved before.
    numbered: Vec<Asked>,
    /// Vehicles of findings.
    vehicles: HashMap<VehicleId, Asked, FxBuildHasher>,
    drivers: HashMap<String, Driver, FxBuildHasher>,
}

/// What the registry told of a vehicle. Most are unknown where many come: those take little.
#[derive(Clone, Default)]
enum Asked {
    #[default]
    NotYet,
    Told(Option<Box<Identity>>),
}

impl Asked {
    fn identity(&self) -> Option<&Identity> {
        match self {
            Self::Told(identity) => identity.as_deref(),
            Self::NotYet => None,
        }
    }
}

/// The person behind a driver card.
#[derive(Clone)]
pub(super) struct Driver {
    pub(super) person: Option<PersonId>,
    pub(super) mark: String,
}

impl Identities {
    pub(super) fn new(events: Receiver<LiveEvent>) -> Self {
        Self { events, numbered: Vec::new(), vehicles: HashMap::default(), drivers: HashMap::default() }
    }

    /// Forgets everything when the registry has changed, or when news were missed; answers whether it has.
    pub(super) fn refresh(&mut self) -> bool {
        let mut changed = false;
        loop {
            match self.events.try_recv() {
                Ok(LiveEvent::Registry) | Err(TryRecvError::Lagged(_)) => {
                    self.numbered.clear();
                    self.vehicles.clear();
                    self.drivers.clear();
                    changed = true;
                }
                Ok(_) => {}
                Err(TryRecvError::Empty | TryRecvError::Closed) => return changed,
            }
        }
    }

    /// Looks up what is not known yet of vehicles that moved.
    pub(super) async fn learn_moved(&mut self, store: &Store, moved: &[Moved]) -> Result<(), StoreError> {
        let new: Vec<&Moved> = moved.iter().filter(|m| matches!(self.asked(m.number), Asked::NotYet)).collect();
        if new.is_empty() {
            return Ok(());
        }
        let mut told = ask(store, new.iter().map(|m| m.vehicle)).await?;
        for Moved { number, vehicle, .. } in new {
            self.tell(*number, told.remove(vehicle));
        }
        Ok(())
    }

    /// The registry does not have the vehicles with these numbers: it need not be asked for their names.
    pub(super) fn unknown(&mut self, numbers: &[Number]) {
        for number in numbers {
            self.tell(*number, None);
        }
    }

    fn tell(&mut self, number: Number, told: Option<Box<Identity>>) {
        let place = number.place();
        if place >= self.numbered.len() {
            self.numbered.resize(place + 1, Asked::NotYet);
        }
        self.numbered[place] = Asked::Told(told);
    }

    fn asked(&self, number: Number) -> &Asked {
        self.numbered.get(number.place()).unwrap_or(&Asked::NotYet)
    }

    /// A vehicle that moved and has been looked up; `None` when the registry does not have it.
    pub(super) fn of(&self, number: Number) -> Option<&Identity> {
        self.asked(number).identity()
    }

    /// Looks up what is not known yet of vehicles that something was found about.
    pub(super) async fn learn(&mut self, store: &Store, ids: &[VehicleId]) -> Result<(), StoreError> {
        let new: Vec<VehicleId> = ids.iter().filter(|id| !self.vehicles.contains_key(id)).copied().collect();
        if new.is_empty() {
            return Ok(());
        }
        let mut told = ask(store, new.iter().copied()).await?;
        for id in new {
            self.vehicles.insert(id, Asked::Told(told.remove(&id)));
        }
        Ok(())
    }

    /// A vehicle that something was found about and that has been looked up; `None` when the registry does not have it.
    pub(super) fn vehicle(&self, id: VehicleId) -> Option<&Identity> {
        self.vehicles.get(&id).and_then(Asked::identity)
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

/// The vehicles of `ids` that the registry has.
async fn ask(
    store: &Store,
    ids: impl Iterator<Item = VehicleId>,
) -> Result<HashMap<VehicleId, Box<Identity>>, StoreError> {
    let vehicles = names::vehicles(store.read(), ids).await?;
    let owners = names::enterprises(store.read(), vehicles.values().map(|v| v.enterprise)).await?;
    let named = vehicles.into_iter().map(|(id, v)| {
        let enterprise = owners.get(&v.enterprise).map(|e| (v.enterprise, e.name.clone()));
        (id, Box::new(Identity { plate: v.plate, enterprise }))
    });
    Ok(named.collect())
}
