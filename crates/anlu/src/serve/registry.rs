//! The registry as the gateway asks it: which vehicle has the SIM of this terminal.

use anlu_gateway::{Found, Registry, RegistryUnavailable, TerminalIdentity};
use anlu_store::{Store, repo::vehicle};

/// The registry in the store.
pub(crate) struct StoreRegistry {
    /// The store.
    pub(crate) store: Store,
}

impl Registry for StoreRegistry {
    fn find<'a>(&'a self, phone: &'a str) -> Found<'a> {
        Box::pin(async move {
            let found = vehicle::by_sim(self.store.read(), phone).await;
            let found = found.map_err(|e| RegistryUnavailable(e.to_string()))?;
            Ok(found.map(|t| TerminalIdentity { vehicle: t.vehicle, plate: t.plate, colour: t.colour }))
        })
    }
}
