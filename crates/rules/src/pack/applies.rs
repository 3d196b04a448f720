//! `[applies]` of a rule: which vehicles it is about.

use anlu_domain::party::{profile::Profile, sector::Sector, vehicle::VehicleClass};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Conditions on the vehicle; all that are written must hold. What the registry does not know fulfils nothing, with one
/// exception: a class that is heavy by its definition needs no mass.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Applies {
    /// Classes by their stable names (`coach`, `heavy_truck`, …); none written: every vehicle, known or not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<String>")]
    pub classes: Vec<VehicleClass>,
    /// Total mass of at least so many kilograms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_total_mass_kg: Option<u32>,
    /// Serves a passenger line of at least so many kilometres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_line_km: Option<u32>,
    /// Its owner is active in one of these sectors (`passenger`, `hazmat`, …); none written: whoever owns it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<String>")]
    pub sectors: Vec<Sector>,
}

impl Applies {
    /// No condition at all.
    pub(crate) fn to_all(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the rule is about a vehicle with this profile.
    pub(crate) fn to(&self, profile: &Profile) -> bool {
        let heavy_by_class = || matches!(profile.class, Some(VehicleClass::HeavyTruck | VehicleClass::Tractor));
        let class = || self.classes.is_empty() || profile.class.is_some_and(|c| self.classes.contains(&c));
        let mass = |least: u32| profile.total_mass_kg.map_or_else(heavy_by_class, |mass| mass >= least);
        let line = |least: u32| profile.line_km.is_some_and(|km| km >= least);
        let sector = || self.sectors.is_empty() || self.sectors.iter().any(|s| profile.sectors.has(*s));
        class() && self.min_total_mass_kg.is_none_or(mass) && self.min_line_km.is_none_or(line) && sector()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_fulfils_nothing() {
        let heavy = Applies {
            classes: vec![VehicleClass::HeavyTruck, VehicleClass::HazmatTruck],
            min_total_mass_kg: Some(12_000),
            ..Applies::default()
        };
        let of = |class, total_mass_kg| Profile { class: Some(class), total_mass_kg, ..Profile::default() };
        assert!(!heavy.to(&Profile::default()));
        assert!(heavy.to(&of(VehicleClass::HeavyTruck, None)));
        assert!(heavy.to(&of(VehicleClass::HazmatTruck, Some(12_000))));
        assert!(!heavy.to(&of(VehicleClass::HazmatTruck, Some(11_999))));
        assert!(!heavy.to(&of(VehicleClass::HazmatTruck, None)));
        assert!(!heavy.to(&of(VehicleClass::Coach, Some(18_000))));
        let line = Applies { min_line_km: Some(800), ..Applies::default() };
        assert!(line.to(&Profile { line_km: Some(800), ..Profile::default() }));
        assert!(!line.to(&Profile { line_km: Some(799), ..Profile::default() }));
        assert!(!line.to(&of(VehicleClass::Coach, None)));
        let tours = Applies { sectors: vec![Sector::Tourist, Sector::Passenger], ..Applies::default() };
        let owned = |sector: Sector| Profile { sectors: [sector].into_iter().collect(), ..Profile::default() };
        assert!(tours.to(&owned(Sector::Tourist)) && !tours.to(&owned(Sector::Freight)));
        assert!(!tours.to(&Profile::default()));
        assert!(Applies::default().to(&Profile::default()) && Applies::default().to_all());
    }
}
