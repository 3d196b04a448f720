//! `target-scenarios/*.toml`: facts and records in, whether one counts and fulfils the target out.

use std::collections::BTreeMap;

use anlu_domain::time::CivilDay;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{FactValue, ScenarioRecord, Title};

/// Situations around one target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetScenario {
    /// Scenario id.
    pub id: String,
    /// What it shows.
    pub title: Title,
    /// The target under test.
    pub target: String,
    /// The day of judging.
    #[schemars(with = "String")]
    pub today: CivilDay,
    /// Since when the subjects are under supervision.
    #[schemars(with = "String")]
    pub since: CivilDay,
    /// One subject each.
    pub cases: Vec<TargetCase>,
}

/// One subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetCase {
    /// Known facts by name.
    pub facts: BTreeMap<String, FactValue>,
    /// Records handed in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<ScenarioRecord>,
    /// How it must come out.
    pub expect: Stand,
}

/// How a subject stands with a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stand {
    /// It is about the subject, which fulfils it.
    Holds,
    /// It is about the subject, which does not fulfil it.
    Misses,
    /// Unknown facts leave open whether it is about the subject.
    Unknown,
    /// It is not about the subject.
    NotAbout,
}
