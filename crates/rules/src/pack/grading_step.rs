//! Steps of a scoring model: what costs points, or gains some.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Title;
use crate::grading::{EventKind, Figure};

/// One step of the waterfall. It has exactly one of `each`, `share` and `fact`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GradingStep {
    /// Id, unique in the model.
    pub id: String,
    /// Name on screens.
    pub title: Title,
    /// The clause it rests on.
    pub clause: String,
    /// Makes the score better instead of worse.
    #[serde(default)]
    pub gain: bool,
    /// Most points of this step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<f64>,
    /// Points for each fact of a kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<Each>,
    /// Points for the part of something that is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<Share>,
    /// Points while a condition over facts holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fact: Option<WhenFact>,
}

/// Points for each fact of a kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Each {
    /// What counts.
    pub kind: EventKind,
    /// Points by class; a class that is not named does not count.
    pub classes: BTreeMap<String, f64>,
    /// Time weights, youngest first; what is older than the last does not count. Without any, everything in the period
    /// of the model counts whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ages: Vec<Times>,
    /// Factor while it is not settled.
    #[serde(default = "whole")]
    pub open: f64,
    /// Factor while it is not settled and its last day has passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<f64>,
    /// Factor once it is settled.
    #[serde(default = "whole")]
    pub settled: f64,
    /// Divided by so much of a figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<Per>,
}

const fn whole() -> f64 {
    1.0
}

/// A weight for what is not older than so many months.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Times {
    /// Months back.
    pub months: u16,
    /// Weight.
    pub weight: f64,
}

/// What is exposed: a figure in units.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Per {
    /// Figure.
    pub figure: Figure,
    /// So much of it is one.
    pub unit: f64,
    /// The figure counts as this much at least: a van that has driven 300 km is not judged by one event.
    #[serde(default)]
    pub least: f64,
}

/// Points for the part that is missing: `points` × (1 − part ÷ of).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// What is there.
    pub part: Figure,
    /// Of what.
    pub of: Figure,
    /// Points when nothing is there.
    pub points: f64,
}

/// Points while a condition holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhenFact {
    /// CEL condition over the facts of the enterprise; what unknown facts leave open does not hold.
    pub when: String,
    /// Points.
    pub points: f64,
}
