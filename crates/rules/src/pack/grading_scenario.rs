//! `grading-scenarios/*.toml`: facts in, score and grade out. `anlu pack test` runs them.

use std::collections::BTreeMap;

use anlu_domain::{grade::Grade, time::CivilDay};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{FactValue, Title};
use crate::grading::{Check, Event, Figure};

/// Enterprises rated by one model on one day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GradingScenario {
    /// Scenario id.
    pub id: String,
    /// What it shows.
    pub title: Title,
    /// The model under test.
    pub model: String,
    /// The day of rating.
    #[schemars(with = "String")]
    pub today: CivilDay,
    /// Enterprises; methods that compare do so among them.
    pub cases: Vec<GradingCase>,
}

/// One enterprise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GradingCase {
    /// Under supervision since.
    #[schemars(with = "String")]
    pub since: CivilDay,
    /// Lasting facts by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, FactValue>,
    /// Figures.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub figures: BTreeMap<Figure, f64>,
    /// Dated facts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<Event>,
    /// Checks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// How it must come out. None: it only stands beside the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect: Option<ExpectedRating>,
}

/// How a rating must come out. Only what is written is compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectedRating {
    /// Score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// Grade; without it there must be too little data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub grade: Option<Grade>,
    /// Points of steps.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub steps: BTreeMap<String, f64>,
    /// Caps that hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub caps: Vec<String>,
    /// Of the SMS: measures by category.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub measures: BTreeMap<String, f64>,
    /// Of the SMS: places by category.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub percentiles: BTreeMap<String, f64>,
    /// The smallest number of things to mend for the next grade.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mend: Option<u32>,
}
