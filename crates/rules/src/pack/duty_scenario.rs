//! `duty-scenarios/*.toml`: facts and records in, tasks out.

use std::{collections::BTreeMap, sync::Arc};

use anlu_domain::{duty::TaskState, time::CivilDay};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Title, duty::SubjectKind};
use crate::facts::{Fact, FactKey, FactType};

/// One situation of one subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DutyScenario {
    /// Scenario id.
    pub id: String,
    /// What it shows.
    pub title: Title,
    /// The duty under test; tasks of others are left out.
    pub duty: String,
    /// Whom it is about.
    pub subject: SubjectKind,
    /// The day of planning.
    #[schemars(with = "String")]
    pub today: CivilDay,
    /// Since when the subject is under supervision.
    #[schemars(with = "String")]
    pub since: CivilDay,
    /// Known facts by name.
    pub facts: BTreeMap<String, FactValue>,
    /// Facts that have a value for each calendar period.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub periods: Vec<ScenarioPeriod>,
    /// Records handed in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<ScenarioRecord>,
    /// The tasks that must come out, by period. None: the duty must not apply.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expect: Vec<ExpectedTask>,
    /// Facts that must be reported as missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
}

/// A fact as a file writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum FactValue {
    /// true or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A word, or a day YYYY-MM-DD.
    Text(String),
    /// Words.
    Texts(Vec<String>),
}

impl FactValue {
    /// As a fact for `key`; `None` when it is of another type.
    pub fn fact(&self, key: FactKey) -> Option<Fact> {
        match (self, key.def().kind) {
            (Self::Bool(b), FactType::Bool) => Some(Fact::Bool(*b)),
            (Self::Int(n), FactType::Int) => Some(Fact::Int(*n)),
            (Self::Text(t), FactType::Day) => CivilDay::parse_iso(t).map(Fact::Day),
            (Self::Text(t), FactType::Word(words)) if words.contains(&t.as_str()) => {
                Some(Fact::Word(Arc::from(t.as_str())))
            }
            (Self::Texts(all), FactType::Words(words)) if all.iter().all(|t| words.contains(&t.as_str())) => {
                Some(Fact::Words(all.iter().map(|t| Arc::from(t.as_str())).collect()))
            }
            _ => None,
        }
    }
}

/// What is known of a calendar period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScenarioPeriod {
    /// First day.
    #[schemars(with = "String")]
    pub start: CivilDay,
    /// Last day.
    #[schemars(with = "String")]
    pub end: CivilDay,
    /// Known facts by name.
    pub facts: BTreeMap<String, FactValue>,
}

/// A record of a scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScenarioRecord {
    /// Kind of record.
    pub kind: String,
    /// Day on which the thing was done.
    #[schemars(with = "String")]
    pub day: CivilDay,
    /// Hours, yuan …
    #[serde(default)]
    pub quantity: i64,
}

/// A task that must come out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectedTask {
    /// First day of the period.
    #[schemars(with = "String")]
    pub start: CivilDay,
    /// Deadline.
    #[schemars(with = "String")]
    pub due: CivilDay,
    /// How it stands: open, due, late, done.
    #[schemars(with = "String")]
    pub state: TaskState,
}
