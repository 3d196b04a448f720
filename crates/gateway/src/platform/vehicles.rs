//! Plates looked up once and remembered for a while: a platform sends thousands of positions a second.

use std::{collections::hash_map::Entry, sync::Arc};

use anlu_domain::{ids::VehicleId, party::vehicle::PlateColour, time::sixty_fourth};
use anlu_protocols::jt809::Vehicle;
use rustc_hash::FxHashMap;

use crate::registry::{Registry, RegistryUnavailable};

/// A registered vehicle is asked for again after this long, give or take a quarter, ms.
const KNOWN_MS: i64 = 10 * 60_000;
/// An unknown one after this long, give or take a quarter, ms: it may be registered any minute.
const UNKNOWN_MS: i64 = 60_000;
/// Plates remembered that nobody registered, at some 60 bytes each: one that sends more begins again. What is registered
/// is remembered however many there are.
const MOST_UNKNOWN: usize = 1_000_000;

/// What is remembered of a plate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// Nothing, or nothing that still holds: the registry is to be asked.
    NotNow,
    /// Nobody registered it.
    Nobodys,
    /// It is that of this vehicle.
    Of(VehicleId),
}

/// Vehicles by plate, as one link sends them.
pub(super) struct Vehicles {
    registry: Arc<dyn Registry>,
    /// What was found, and until when it holds, ms.
    seen: FxHashMap<Vehicle, (Option<VehicleId>, i64)>,
    /// How many of them nobody registered.
    unknown: usize,
}

impl Vehicles {
    pub(super) fn new(registry: Arc<dyn Registry>) -> Self {
        Self { registry, seen: FxHashMap::default(), unknown: 0 }
    }

    /// Adds to `known` what is remembered of each of these plates. All are looked up in one go, so that none waits for
    /// the memory of another.
    pub(super) fn remembered<'a>(
        &self,
        vehicles: impl Iterator<Item = Option<&'a Vehicle>>,
        now: i64,
        known: &mut Vec<Known>,
    ) {
        known.extend(vehicles.map(|vehicle| vehicle.map_or(Known::NotNow, |vehicle| self.known(vehicle, now))));
    }

    fn known(&self, vehicle: &Vehicle, now: i64) -> Known {
        self.seen.get(vehicle).map_or(Known::NotNow, |held| holds(*held, now))
    }

    /// The registered vehicle of a plate.
    pub(super) async fn find(&mut self, vehicle: &Vehicle, now: i64) -> Result<Option<VehicleId>, RegistryUnavailable> {
        if self.unknown >= MOST_UNKNOWN {
            self.seen.retain(|_, (found, _)| found.is_some());
            self.unknown = 0;
        }
        let nth = self.seen.len();
        let held = self.seen.entry(*vehicle);
        if let Entry::Occupied(held) = &held {
            match holds(*held.get(), now) {
                Known::Of(id) => return Ok(Some(id)),
                Known::Nobodys => return Ok(None),
                Known::NotNow => {}
            }
        }
        let (plate, colour) = (vehicle.plate.text(), PlateColour::from_code(vehicle.colour));
        let found = self.registry.find_plate(&plate, colour).await?.map(|known| known.vehicle);
        let holds = (found, now.saturating_add(keep(found, nth)));
        let was = match held {
            Entry::Occupied(mut held) => usize::from(held.insert(holds).0.is_none()),
            Entry::Vacant(room) => {
                room.insert(holds);
                0
            }
        };
        self.unknown = self.unknown + usize::from(found.is_none()) - was;
        Ok(found)
    }
}

/// What was found, if it still holds.
fn holds((found, until): (Option<VehicleId>, i64), now: i64) -> Known {
    if now < until { found.map_or(Known::Nobodys, Known::Of) } else { Known::NotNow }
}

/// How long what was found holds, ms. Millions that were found in the same minute must not be asked for again in the same
/// minute.
fn keep(found: Option<VehicleId>, nth: usize) -> i64 {
    let most = if found.is_some() { KNOWN_MS } else { UNKNOWN_MS };
    let part = sixty_fourth(u32::try_from(nth).unwrap_or(u32::MAX));
    most / 4 * 3 + most / 2 * i64::from(part) / 64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_in_one_minute_is_asked_for_again_over_many() {
        let known = Some(VehicleId(uuid::Uuid::nil()));
        let mut ends: Vec<i64> = (0..1_000).map(|nth| keep(known, nth) / 60_000).collect();
        ends.sort_unstable();
        ends.dedup();
        assert_eq!(ends, [7, 8, 9, 10, 11, 12]);
        assert!((0..1_000).all(|nth| (45_000..75_000).contains(&keep(None, nth))));
    }
}
