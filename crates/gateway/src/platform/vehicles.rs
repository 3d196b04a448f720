//! Plates looked up once and remembered for a while: a platform sends thousands of positions a second.

use std::sync::Arc;

use anlu_domain::{ids::VehicleId, party::vehicle::PlateColour, time::UtcMs};
use anlu_protocols::jt809::Vehicle;
use rustc_hash::FxHashMap;

use crate::registry::{Registry, RegistryUnavailable};

/// A registered vehicle is asked for again after this long, ms.
const KNOWN_MS: i64 = 10 * 60_000;
/// An unknown one after this long, ms: it may be registered any minute.
const UNKNOWN_MS: i64 = 60_000;
/// Plates remembered, at some 60 bytes each: more than one platform has. One that sends more begins again.
const MOST: usize = 1_000_000;

/// Vehicles by plate, as one link sends them.
pub(super) struct Vehicles {
    registry: Arc<dyn Registry>,
    seen: FxHashMap<Vehicle, (Option<VehicleId>, UtcMs)>,
}

impl Vehicles {
    pub(super) fn new(registry: Arc<dyn Registry>) -> Self {
        Self { registry, seen: FxHashMap::default() }
    }

    /// The registered vehicle of a plate.
    pub(super) async fn find(
        &mut self,
        vehicle: &Vehicle,
        now: UtcMs,
    ) -> Result<Option<VehicleId>, RegistryUnavailable> {
        if let Some((found, asked)) = self.seen.get(vehicle) {
            let keep = if found.is_some() { KNOWN_MS } else { UNKNOWN_MS };
            if now.0.saturating_sub(asked.0) < keep {
                return Ok(*found);
            }
        }
        let (plate, colour) = (vehicle.plate.text(), PlateColour::from_code(vehicle.colour));
        let found = self.registry.find_plate(&plate, colour).await?.map(|known| known.vehicle);
        if self.seen.len() >= MOST {
            self.seen.clear();
        }
        self.seen.insert(*vehicle, (found, now));
        Ok(found)
    }
}
