//! `scenarios/*.toml`: a situation as data, and the findings it must give. `anlu pack test` runs them.

use anlu_domain::{finding::Severity, party::profile::Profile, time::UtcMs};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use super::{ScenarioZone, Title};

/// A situation and what must be found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Name, unique in the pack.
    pub id: String,
    /// What it shows.
    pub title: Title,
    /// Rules it is about; findings of other rules are not looked at.
    pub rules: Vec<String>,
    /// When the first leg begins (RFC 3339).
    #[serde(deserialize_with = "instant")]
    #[schemars(with = "String")]
    pub start: UtcMs,
    /// What the registry knows of its vehicles: `class`, `total_mass_kg`, `line_km`, `sectors`, `enterprise`.
    #[serde(default)]
    #[schemars(with = "std::collections::BTreeMap<String, serde_json::Value>")]
    pub profile: Profile,
    /// Zones and corridors on the way.
    #[serde(default)]
    pub zones: Vec<ScenarioZone>,
    /// What happens, in order. Every vehicle has its own time line.
    pub legs: Vec<Leg>,
    /// All findings that must result, in the order of vehicle or driver, then start, rule and end. None: nothing may be found.
    #[serde(default)]
    pub expect: Vec<Expected>,
    /// How many facts must have been dropped as late.
    #[serde(default)]
    pub late: u64,
    /// How many facts must have been dropped as duplicates.
    #[serde(default)]
    pub duplicate: u64,
    /// How many facts must have been refused as dated in the future.
    #[serde(default)]
    pub future: u64,
}

/// One stretch of one vehicle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Leg {
    /// Vehicle; `A` when left out.
    #[serde(default = "vehicle_a")]
    pub vehicle: String,
    /// What happens.
    pub act: Act,
    /// How long (minutes). Card events take no time.
    #[serde(default)]
    pub minutes: f64,
    /// When it begins, minutes after the start; without it, when the vehicle's last leg ended.
    #[serde(default)]
    pub at_minute: Option<f64>,
    /// Time between fixes.
    #[serde(default = "thirty")]
    pub every_seconds: u32,
    /// Speed while driving (km/h).
    #[serde(default = "sixty")]
    pub speed_kmh: f32,
    /// Fixes lie this much north of the way (metres): beside the road, or drift.
    #[serde(default)]
    pub aside_m: f64,
    /// The speed column is missing: only positions are sent.
    #[serde(default)]
    pub no_speed: bool,
    /// The receiver has no fix: neither place nor speed is sent, only words.
    #[serde(default)]
    pub no_fix: bool,
    /// The terminal says that the vehicle is loaded (status bits 8–9 = 11).
    #[serde(default)]
    pub loaded: bool,
    /// Alarm word of every fix.
    #[serde(default)]
    pub alarm: u32,
    /// The monitor of the driver sees fatigue at every fix (item 0x65, type 01).
    #[serde(default)]
    pub dsm_fatigue: bool,
    /// Certificate number for `card_in`.
    #[serde(default)]
    pub driver: Option<String>,
    /// What goes wrong on the way.
    #[serde(default)]
    pub disorder: Disorder,
    /// Minutes for `disorder`.
    #[serde(default)]
    pub disorder_minutes: f64,
}

/// What a vehicle does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Drives and sends fixes.
    Drive,
    /// Stands and sends fixes.
    Stand,
    /// Sends nothing and stays where it is.
    SilentStand,
    /// Sends nothing and drives on.
    SilentDrive,
    /// A driver puts the card in.
    CardIn,
    /// The driver takes the card out.
    CardOut,
}

/// What goes wrong with the facts of a leg.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Disorder {
    /// Nothing.
    #[default]
    None,
    /// Every fact is sent twice.
    Twice,
    /// Neighbours change places.
    Swapped,
    /// All arrive in one go, newest first, at the end of the leg.
    Reversed,
    /// All arrive `disorder_minutes` after the end of the leg, in order.
    Late,
    /// The device clock runs `disorder_minutes` ahead.
    ClockAhead,
}

/// One finding that must result. Only what is written is compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// Rule id.
    pub rule: String,
    /// Vehicle.
    #[serde(default = "vehicle_a")]
    pub vehicle: String,
    /// Certificate number; without it nobody may be named.
    #[serde(default)]
    pub driver: Option<String>,
    /// Minutes that count.
    pub driving_minutes: f64,
    /// Longest gap.
    #[serde(default)]
    pub max_gap_minutes: Option<f64>,
    /// Begin, minutes after the start of the scenario.
    #[serde(default)]
    pub start_minute: Option<f64>,
    /// End, minutes after the start of the scenario.
    #[serde(default)]
    pub end_minute: Option<f64>,
    /// Highest speed (km/h), for rules about speed.
    #[serde(default)]
    pub peak_kmh: Option<f64>,
    /// Speed limit (km/h), for rules about speed.
    #[serde(default)]
    pub limit_kmh: Option<f64>,
    /// Name of the zone, for rules about zones.
    #[serde(default)]
    pub zone: Option<String>,
    /// Severity.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub severity: Option<Severity>,
}

fn vehicle_a() -> String {
    String::from("A")
}

fn thirty() -> u32 {
    30
}

fn sixty() -> f32 {
    60.0
}

fn instant<'de, D: Deserializer<'de>>(d: D) -> Result<UtcMs, D::Error> {
    let text = String::deserialize(d)?;
    UtcMs::parse_rfc3339(&text)
        .ok_or_else(|| serde::de::Error::custom("expected an instant like \"2026-11-02T06:00:00+08:00\""))
}
