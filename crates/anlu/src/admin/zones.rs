//! Zones for position files, for rules about zones: a GeoJSON file as the page 电子围栏 imports it.

use std::{path::PathBuf, sync::Arc};

use anlu_app::zone::geojson::{self, Usual};
use anlu_domain::{
    geo::datum::Datum,
    ids::ZoneId,
    zone::{Zone, ZoneUse},
};
use anlu_rules::zones::ZoneSet;
use uuid::Uuid;

use crate::Failure;

/// Options about zones.
#[derive(clap::Args)]
#[group(id = "zone_options")]
pub(crate) struct Options {
    /// GeoJSON of zones and corridors; their `properties` say `name`, `usage` (`forbidden` when left out), `hours`,
    /// `limit_kmh`, `half_width_m`, `classes`, `sectors`. A zone without classes and sectors is about every vehicle.
    #[arg(long, value_name = "FILE")]
    zones: Option<PathBuf>,
    /// Datum of that file: `wgs84`, `gcj02` or `bd09`.
    #[arg(long, value_name = "DATUM", value_parser = datum, default_value = "wgs84")]
    zones_datum: Datum,
}

fn datum(name: &str) -> Result<Datum, String> {
    Datum::parse(name).ok_or_else(|| {
        let known: Vec<&str> = Datum::ALL.iter().map(|(_, name, _)| *name).collect();
        format!("`{name}` is no datum; there are: {}", known.join(", "))
    })
}

impl Options {
    /// Reads the file, when there is one.
    pub(crate) fn read(&self) -> Result<Arc<ZoneSet>, Failure> {
        let Some(path) = &self.zones else { return Ok(Arc::default()) };
        let fail = |message: String| Failure::input("zones_unusable", format!("{}: {message}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|e| fail(e.to_string()))?;
        let file = serde_json::from_str(&text).map_err(|e| fail(e.to_string()))?;
        let usual = Usual {
            datum: self.zones_datum,
            usage: ZoneUse::Forbidden,
            half_width_m: 100.0,
            hours: Vec::new(),
            limit_kmh: None,
        };
        let features = geojson::read(&file, &usual).map_err(|faults| {
            let faults: Vec<String> = faults.iter().map(|f| format!("feature {}: {}", f.feature, f.code)).collect();
            fail(faults.join("; "))
        })?;
        let mut zones = Vec::with_capacity(features.len());
        for (number, f) in (1_u32..).zip(features) {
            let zone = Zone {
                id: ZoneId(Uuid::from_u128(u128::from(number))),
                name: f.name.unwrap_or_else(|| format!("{} {number}", path.display())),
                usage: f.usage,
                shape: f.shape,
                datum: self.zones_datum,
                hours: f.hours,
                limit_kmh: f.limit_kmh,
                classes: f.classes,
                sectors: f.sectors,
                enterprise: None,
                retired: false,
            };
            // Whoever hands in a file of vehicles says which vehicles are meant.
            let fault = zone.faults().into_iter().find(|f| f.code() != "zone_needs_vehicles");
            if let Some(fault) = fault {
                return Err(fail(format!("feature {number}: {}", fault.code())));
            }
            zones.push(zone);
        }
        Ok(Arc::new(ZoneSet::new(zones)))
    }
}
