//! What detectors need to know of a vehicle from the registry.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{sector::Sector, vehicle::VehicleClass};
use crate::ids::EnterpriseId;

/// Facts of a vehicle that decide which rules are about it. What is not known is `None` (no sectors: empty), and a rule
/// that asks for it is then not about the vehicle: nothing is guessed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Profile {
    /// Class of the vehicle.
    pub class: Option<VehicleClass>,
    /// 总质量, kilograms.
    pub total_mass_kg: Option<u32>,
    /// Length of the passenger line it serves, kilometres; `None` for charter and every other service.
    pub line_km: Option<u32>,
    /// Sectors of its owner.
    pub sectors: Sectors,
    /// Its owner.
    pub enterprise: Option<EnterpriseId>,
}

/// A set of sectors, cheap to copy; written as a list of their stable names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sectors(u16);

impl Sectors {
    /// No sector, or none known.
    pub const NONE: Self = Self(0);

    /// As a number; [`Sectors::of_bits`] reads it.
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// Reads [`Sectors::bits`]; bits that name no sector stay, and are in no list.
    pub const fn of_bits(bits: u16) -> Self {
        Self(bits)
    }

    /// Whether `sector` is among them.
    pub fn has(self, sector: Sector) -> bool {
        self.0 & bit(sector) != 0
    }

    /// In the order screens list them.
    pub fn iter(self) -> impl Iterator<Item = Sector> {
        Sector::ALL.into_iter().map(|(sector, ..)| sector).filter(move |sector| self.has(*sector))
    }
}

fn bit(sector: Sector) -> u16 {
    Sector::ALL.iter().take_while(|known| known.0 != sector).fold(1, |bit, _| bit << 1)
}

impl FromIterator<Sector> for Sectors {
    fn from_iter<I: IntoIterator<Item = Sector>>(sectors: I) -> Self {
        Self(sectors.into_iter().map(bit).fold(0, |all, one| all | one))
    }
}

impl Serialize for Sectors {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        // Binary forms need the length first.
        s.collect_seq(self.iter().collect::<Vec<_>>())
    }
}

impl<'de> Deserialize<'de> for Sectors {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Ok(Vec::<Sector>::deserialize(d)?.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_of_sectors_is_written_as_a_list() {
        let some: Sectors = [Sector::Construction, Sector::Hazmat, Sector::Hazmat].into_iter().collect();
        assert!(some.has(Sector::Hazmat) && some.has(Sector::Construction) && !some.has(Sector::Port));
        let text = serde_json::to_string(&some).unwrap();
        assert_eq!(text, r#"["hazmat","construction"]"#);
        assert_eq!(serde_json::from_str::<Sectors>(&text).unwrap(), some);
        let all: Sectors = Sector::ALL.into_iter().map(|s| s.0).collect();
        assert_eq!(all.iter().count(), Sector::ALL.len(), "every sector has a bit of its own");
    }
}
