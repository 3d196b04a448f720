//! A zone of a scenario: along the way of its vehicles, in metres.

use anlu_domain::{
    geo::{Point, datum::Datum, shape::Shape},
    ids::{EnterpriseId, ZoneId},
    party::{sector::Sector, vehicle::VehicleClass},
    zone::{Hours, Zone, ZoneUse},
};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::scenario::along;

/// Where vehicles pass, and what is asked there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScenarioZone {
    /// Name, unique in the scenario.
    pub name: String,
    /// `enter`, `leave`, `corridor`, `forbidden` or `speed`.
    #[schemars(with = "String")]
    pub usage: ZoneUse,
    /// Begin, metres along the way from where vehicles start.
    pub from_m: f64,
    /// End, metres along the way.
    pub to_m: f64,
    /// How far it reaches to either side of the way, metres.
    #[serde(default = "some_width")]
    pub half_width_m: f64,
    /// It is a line with that width, as a road; a corridor always is.
    #[serde(default)]
    pub line: bool,
    /// Hours in which it holds, `HH:MM-HH:MM`; none: always.
    #[serde(default, deserialize_with = "hours", serialize_with = "texts")]
    #[schemars(with = "Vec<String>")]
    pub hours: Vec<Hours>,
    /// Highest speed inside, km/h.
    #[serde(default)]
    pub limit_kmh: Option<u16>,
    /// Classes it is about; none: all.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub classes: Vec<VehicleClass>,
    /// Sectors of owners it is about; none: all.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub sectors: Vec<Sector>,
    /// Vehicles of this enterprise only (UUID).
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub enterprise: Option<EnterpriseId>,
}

impl ScenarioZone {
    /// The zone of this number in its scenario.
    pub fn zone(&self, number: u32) -> Zone {
        let shape = if self.line || self.usage == ZoneUse::Corridor {
            Shape::Lines {
                lines: vec![vec![along(self.from_m, 0.0), along(self.to_m, 0.0)]],
                half_width_m: self.half_width_m,
            }
        } else {
            let (from, to, side) = (self.from_m, self.to_m, self.half_width_m);
            let ring: Vec<Point> = vec![along(from, -side), along(to, -side), along(to, side), along(from, side)];
            Shape::Areas(vec![vec![ring]])
        };
        Zone {
            id: ZoneId(Uuid::from_u128(u128::from(number))),
            name: self.name.clone(),
            usage: self.usage,
            shape,
            datum: Datum::Wgs84,
            hours: self.hours.clone(),
            limit_kmh: self.limit_kmh,
            classes: self.classes.clone(),
            sectors: self.sectors.clone(),
            enterprise: self.enterprise,
            retired: false,
        }
    }
}

fn some_width() -> f64 {
    500.0
}

fn hours<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<Hours>, D::Error> {
    let texts = Vec::<String>::deserialize(d)?;
    let read: Option<Vec<Hours>> = texts.iter().map(|text| Hours::parse(text)).collect();
    read.ok_or_else(|| serde::de::Error::custom("expected hours like \"22:00-06:00\""))
}

fn texts<S: Serializer>(hours: &[Hours], s: S) -> Result<S::Ok, S::Error> {
    s.collect_seq(hours.iter().map(ToString::to_string))
}
