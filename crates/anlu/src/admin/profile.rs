//! What is known of the vehicles in position files, for rules that ask for a class, a mass, a line or a sector.

use std::{collections::HashMap, path::PathBuf};

use anlu_domain::party::{
    profile::{Profile, Sectors},
    sector::Sector,
    vehicle::VehicleClass,
};
use serde::Deserialize;

use crate::Failure;

/// Options about vehicles; names are the stable or the Chinese ones.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Class of every vehicle, e.g. `heavy_truck` or 重型货车.
    #[arg(long, value_name = "CLASS", value_parser = class)]
    class: Option<VehicleClass>,
    /// Total mass of every vehicle, kilograms.
    #[arg(long, value_name = "KG")]
    total_mass_kg: Option<u32>,
    /// Length of the passenger line that every vehicle serves, kilometres.
    #[arg(long, value_name = "KM")]
    line_km: Option<u32>,
    /// Sector of the owner of every vehicle, e.g. `passenger`; may be given several times.
    #[arg(long, value_name = "SECTOR", value_parser = sector)]
    sector: Vec<Sector>,
    /// CSV with a line per vehicle: `vehicle` as in the position files, and any of `class`, `total_mass_kg`, `line_km`,
    /// `sectors` (several with `;` between); what is left empty is as the other options say.
    #[arg(long, value_name = "FILE")]
    profiles: Option<PathBuf>,
}

fn class(name: &str) -> Result<VehicleClass, String> {
    VehicleClass::parse(name).ok_or_else(|| {
        let known: Vec<&str> = VehicleClass::ALL.iter().map(|(_, name, _)| *name).collect();
        format!("`{name}` is no class of vehicles; there are: {}", known.join(", "))
    })
}

fn sector(name: &str) -> Result<Sector, String> {
    Sector::parse(name).ok_or_else(|| {
        let known: Vec<&str> = Sector::ALL.iter().map(|(_, name, _)| *name).collect();
        format!("`{name}` is no sector; there are: {}", known.join(", "))
    })
}

/// One line of the file.
#[derive(Deserialize)]
struct Known {
    vehicle: String,
    #[serde(default)]
    class: Option<String>,
    #[serde(default)]
    total_mass_kg: Option<u32>,
    #[serde(default)]
    line_km: Option<u32>,
    #[serde(default)]
    sectors: Option<String>,
}

/// Profiles by vehicle.
#[derive(Default)]
pub(crate) struct Profiles {
    every: Profile,
    named: HashMap<String, Profile>,
}

impl Options {
    /// Reads the file, when there is one.
    pub(crate) fn read(&self) -> Result<Profiles, Failure> {
        let sectors: Sectors = self.sector.iter().copied().collect();
        let every = Profile {
            class: self.class,
            total_mass_kg: self.total_mass_kg,
            line_km: self.line_km,
            sectors,
            enterprise: None,
        };
        let mut named = HashMap::new();
        if let Some(path) = &self.profiles {
            let fail = |message: String| Failure::input("profiles_unusable", format!("{}: {message}", path.display()));
            let mut reader =
                csv::ReaderBuilder::new().trim(csv::Trim::All).from_path(path).map_err(|e| fail(e.to_string()))?;
            for line in reader.deserialize() {
                let line: Known = line.map_err(|e| fail(e.to_string()))?;
                let profile = line.profile(every).map_err(|e| fail(format!("vehicle {}: {e}", line.vehicle)))?;
                named.insert(line.vehicle, profile);
            }
        }
        Ok(Profiles { every, named })
    }
}

impl Known {
    fn profile(&self, every: Profile) -> Result<Profile, String> {
        let own = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let class = own(&self.class).map(|name| class(&name)).transpose()?;
        let sectors: Option<Sectors> = own(&self.sectors)
            .map(|names| names.split(';').map(|name| sector(name.trim())).collect::<Result<_, _>>())
            .transpose()?;
        Ok(Profile {
            class: class.or(every.class),
            total_mass_kg: self.total_mass_kg.or(every.total_mass_kg),
            line_km: self.line_km.or(every.line_km),
            sectors: sectors.unwrap_or(every.sectors),
            enterprise: every.enterprise,
        })
    }
}

impl Profiles {
    /// The profile of a vehicle, by its name in the position files.
    pub(crate) fn of(&self, vehicle: &str) -> &Profile {
        self.named.get(vehicle).unwrap_or(&self.every)
    }
}
