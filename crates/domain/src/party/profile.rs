//! What detectors need to know of a vehicle from the registry.

use serde::{Deserialize, Serialize};

use super::vehicle::VehicleClass;

/// Facts of a vehicle that decide which rules are about it. What is not known is `None`, and a rule that asks for it
/// is then not about the vehicle: nothing is guessed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Profile {
    /// Class of the vehicle.
    pub class: Option<VehicleClass>,
    /// 总质量, kilograms.
    pub total_mass_kg: Option<u32>,
    /// Length of the passenger line it serves, kilometres; `None` for charter and every other service.
    pub line_km: Option<u32>,
}
