//! The registry as the gateway asks it: which vehicle has the SIM of this terminal, which this plate.

use anlu_domain::{ids::VehicleId, party::vehicle::PlateColour};
use anlu_gateway::{Forwarded, Found, FoundVehicle, Registry, RegistryUnavailable, TerminalIdentity};
use anlu_store::{Store, StoreError, repo::vehicle};

/// The registry in the store.
pub(crate) struct StoreRegistry {
    /// The store.
    pub(crate) store: Store,
}

impl Registry for StoreRegistry {
    fn find<'a>(&'a self, phone: &'a str) -> Found<'a> {
        Box::pin(async move {
            let found = vehicle::by_sim(self.store.read(), phone).await;
            let found = found.map_err(unavailable)?;
            Ok(found.map(|t| TerminalIdentity { vehicle: t.vehicle, plate: t.plate, colour: t.colour }))
        })
    }

    fn find_plate<'a>(&'a self, plate: &'a str, colour: PlateColour) -> Found<'a> {
        Box::pin(async move {
            let wanted = plate.to_owned();
            let mut found = vehicle::by_plate(self.store.read(), &[wanted]).await.map_err(unavailable)?;
            let found = found.remove(&(plate.to_owned(), colour)).filter(|stored| !stored.value.retired);
            Ok(found.map(|stored| TerminalIdentity {
                vehicle: stored.value.id,
                plate: stored.value.plate,
                colour: stored.value.colour,
            }))
        })
    }

    fn find_vehicle(&self, id: VehicleId) -> FoundVehicle<'_> {
        Box::pin(async move {
            let found = vehicle::forwarded(self.store.read(), id).await.map_err(unavailable)?;
            Ok(found.map(|vehicle| Forwarded {
                plate: vehicle.plate,
                colour: vehicle.colour,
                sim: vehicle.sim.unwrap_or_default(),
                terminal: vehicle.terminal_id.unwrap_or_default(),
            }))
        })
    }
}

#[expect(clippy::needless_pass_by_value, reason = "fits map_err")]
fn unavailable(error: StoreError) -> RegistryUnavailable {
    RegistryUnavailable(error.to_string())
}
