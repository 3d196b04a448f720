//! What the gateway asks the registry of vehicles.

use std::{collections::BTreeMap, future::Future, pin::Pin};

use anlu_domain::{ids::VehicleId, party::vehicle::PlateColour};

/// The vehicle a terminal speaks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TerminalIdentity {
    /// Registry id.
    pub vehicle: VehicleId,
    /// Plate as registered.
    pub plate: String,
    /// Plate colour as registered.
    pub colour: PlateColour,
}

/// A vehicle as other platforms are told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forwarded {
    /// Plate as registered.
    pub plate: String,
    /// Plate colour as registered.
    pub colour: PlateColour,
    /// SIM number of its terminal, digits without leading zeros; empty when it has none.
    pub sim: String,
    /// Id of its terminal; empty when nobody knows.
    pub terminal: String,
}

/// The registry could not be asked (database away); the terminal is told to come again.
#[derive(Debug, thiserror::Error)]
#[error("the registry cannot be asked: {0}")]
pub struct RegistryUnavailable(pub String);

/// Answer of [`Registry::find`].
pub type Found<'a> = Pin<Box<dyn Future<Output = Result<Option<TerminalIdentity>, RegistryUnavailable>> + Send + 'a>>;

/// Answer of [`Registry::find_vehicle`].
pub type FoundVehicle<'a> = Pin<Box<dyn Future<Output = Result<Option<Forwarded>, RegistryUnavailable>> + Send + 'a>>;

/// The registry of vehicles, as the gateway sees it: asked at registration and at each authentication, not per frame.
pub trait Registry: Send + Sync {
    /// The vehicle whose terminal has this phone number (digits without leading zeros); `None`: not registered.
    fn find<'a>(&'a self, phone: &'a str) -> Found<'a>;

    /// The vehicle with this plate and colour, for platforms; `None`: not registered, or out of service.
    fn find_plate<'a>(&'a self, plate: &'a str, colour: PlateColour) -> Found<'a>;

    /// A vehicle, for forwarding to platforms.
    fn find_vehicle(&self, vehicle: VehicleId) -> FoundVehicle<'_>;
}

/// A registry held in memory: for replays into a bare gateway, benchmarks and tests.
#[derive(Clone, Debug, Default)]
pub struct FixedRegistry(pub BTreeMap<String, TerminalIdentity>);

impl Registry for FixedRegistry {
    fn find<'a>(&'a self, phone: &'a str) -> Found<'a> {
        let found = self.0.get(phone).cloned();
        Box::pin(async move { Ok(found) })
    }

    fn find_plate<'a>(&'a self, plate: &'a str, colour: PlateColour) -> Found<'a> {
        let found = self.0.values().find(|known| known.plate == plate && known.colour == colour).cloned();
        Box::pin(async move { Ok(found) })
    }

    fn find_vehicle(&self, vehicle: VehicleId) -> FoundVehicle<'_> {
        let found = self.0.iter().find(|(_, known)| known.vehicle == vehicle).map(|(phone, known)| Forwarded {
            plate: known.plate.clone(),
            colour: known.colour,
            sim: phone.clone(),
            terminal: String::new(),
        });
        Box::pin(async move { Ok(found) })
    }
}

/// A registry that knows every phone number, as a vehicle derived from it. Benchmarks and tests only.
#[derive(Clone, Copy, Debug, Default)]
pub struct OpenRegistry;

impl Registry for OpenRegistry {
    fn find<'a>(&'a self, phone: &'a str) -> Found<'a> {
        let vehicle = VehicleId(uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, phone.as_bytes()));
        let found = TerminalIdentity { vehicle, plate: String::new(), colour: PlateColour::Yellow };
        Box::pin(async move { Ok(Some(found)) })
    }

    fn find_plate<'a>(&'a self, plate: &'a str, colour: PlateColour) -> Found<'a> {
        let vehicle = VehicleId(uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, plate.as_bytes()));
        let found = TerminalIdentity { vehicle, plate: plate.to_owned(), colour };
        Box::pin(async move { Ok(Some(found)) })
    }

    fn find_vehicle(&self, vehicle: VehicleId) -> FoundVehicle<'_> {
        let plate = vehicle.0.simple().to_string().chars().take(8).collect();
        let found = Forwarded { plate, colour: PlateColour::Yellow, sim: String::new(), terminal: String::new() };
        Box::pin(async move { Ok(Some(found)) })
    }
}
