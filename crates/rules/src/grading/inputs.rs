//! What a rating is made from: facts only.

use std::collections::BTreeMap;

use anlu_domain::time::CivilDay;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::facts::Facts;

/// What a dated fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// A task past its deadline. Classes: the five in place (`responsibility`, `investment`, `training`, `management`,
    /// `emergency`).
    LateTask,
    /// A hazard. Classes: `general`, `major`.
    Hazard,
    /// Findings of positions. Classes: `notice`, `warning`, `severe`.
    Finding,
    /// An accident. Classes: `minor`, `general`, `larger`, `grave`, `particularly_grave`.
    Accident,
    /// A penalty. Classes: `warning`, `fine`, `suspension`, `revocation`.
    Penalty,
}

impl EventKind {
    /// All kinds with their classes.
    pub const ALL: [(Self, &'static [&'static str]); 5] = [
        (Self::LateTask, &["responsibility", "investment", "training", "management", "emergency"]),
        (Self::Hazard, &["general", "major"]),
        (Self::Finding, &["notice", "warning", "severe"]),
        (Self::Accident, &["minor", "general", "larger", "grave", "particularly_grave"]),
        (Self::Penalty, &["warning", "fine", "suspension", "revocation"]),
    ];

    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LateTask => "late_task",
            Self::Hazard => "hazard",
            Self::Finding => "finding",
            Self::Accident => "accident",
            Self::Penalty => "penalty",
        }
    }

    /// Classes of this kind.
    pub fn classes(self) -> &'static [&'static str] {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or(&[], |(_, classes)| classes)
    }

    /// Whether an enterprise can settle it by mending it.
    pub const fn mendable(self) -> bool {
        matches!(self, Self::LateTask | Self::Hazard)
    }
}

/// A number about an enterprise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// Vehicles in service.
    Vehicles,
    /// People at work.
    People,
    /// Way of all vehicles in the period (km).
    DistanceKm,
    /// Tasks whose deadline lay in the period.
    TasksDue,
    /// Of them done or excused.
    TasksDone,
    /// Of [`Self::TasksDue`] those of training.
    TrainingDue,
    /// Of them done or excused.
    TrainingDone,
    /// People whose post asks for a certificate.
    CertificatesNeeded,
    /// Of them with one in force.
    CertificatesValid,
    /// Roadside checks and checks at the premises in the period.
    Checks,
}

impl Figure {
    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Vehicles => "vehicles",
            Self::People => "people",
            Self::DistanceKm => "distance_km",
            Self::TasksDue => "tasks_due",
            Self::TasksDone => "tasks_done",
            Self::TrainingDue => "training_due",
            Self::TrainingDone => "training_done",
            Self::CertificatesNeeded => "certificates_needed",
            Self::CertificatesValid => "certificates_valid",
            Self::Checks => "checks",
        }
    }
}

/// A dated fact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// What it was read from, e.g. `hazard:…`: unique within the inputs.
    pub reference: String,
    /// What it is.
    pub kind: EventKind,
    /// Class within the kind.
    pub class: String,
    /// When it happened, was found or fell due.
    #[schemars(with = "String")]
    pub day: CivilDay,
    /// Last day for settling it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub due: Option<CivilDay>,
    /// When it was settled; without it, it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub settled: Option<CivilDay>,
    /// How many of them this line stands for.
    #[serde(default = "one")]
    pub count: u32,
}

const fn one() -> u32 {
    1
}

/// A check at the roadside or at the premises.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// What it was read from.
    pub reference: String,
    /// When.
    #[schemars(with = "String")]
    pub day: CivilDay,
    /// Vehicles that were checked.
    #[serde(default = "one")]
    pub vehicles: u32,
    /// What was looked at, e.g. `driver`, `vehicle`, `goods`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<String>,
    /// At the premises, the whole fleet was found with smart tachographs.
    #[serde(default)]
    pub smart_fleet: bool,
    /// What was found; nothing in a clean check.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub violations: Vec<Violation>,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Violation {
    /// Category of the SMS it belongs to.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub category: String,
    /// Severity of the SMS, 1 to 10.
    #[serde(default)]
    pub severity: f64,
    /// Vehicle or driver was put out of service.
    #[serde(default)]
    pub out_of_service: bool,
    /// Class of Regulation (EU) 2016/403: `minor`, `serious`, `very_serious`, `most_serious`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub class: String,
    /// How many of this type.
    #[serde(default = "one")]
    pub number: u32,
}

/// Everything known of one enterprise.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inputs {
    /// Under supervision since.
    pub since: Option<CivilDay>,
    /// Lasting facts.
    pub facts: Facts,
    /// Dated facts.
    pub events: Vec<Event>,
    /// Checks.
    pub checks: Vec<Check>,
    /// Figures of the twelve months before; one that is not there is unknown.
    pub figures: BTreeMap<Figure, f64>,
}

/// Whether `day` lies in the `months` before `today` (or on it): after the same date so many months earlier.
pub(crate) fn within(day: CivilDay, today: CivilDay, months: u16) -> bool {
    day <= today && day > back(today, months)
}

/// The same date so many months earlier; the last day of the month where it has no such date.
pub(crate) fn back(today: CivilDay, months: u16) -> CivilDay {
    let Some((year, month, day)) = today.ymd() else { return today };
    let all = i32::from(year).saturating_mul(12).saturating_add(i32::from(month)).saturating_sub(1);
    let then = all.saturating_sub(i32::from(months));
    let (year, month) = (then.div_euclid(12), then.rem_euclid(12).saturating_add(1));
    let (Ok(year), Ok(month)) = (i16::try_from(year), i8::try_from(month)) else { return today };
    (1..=day).rev().find_map(|day| CivilDay::from_ymd(year, month, day)).unwrap_or(today)
}
