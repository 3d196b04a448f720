//! `pack.toml`: what the pack is.

use anlu_domain::time::CivilDay;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the pack is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Short name, e.g. `national`; lower-case letters, digits and `-`.
    pub id: String,
    /// Version, e.g. `2026.1`.
    pub version: String,
    /// Id of the pack this one lies over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extends: Option<String>,
    /// Name on screens.
    pub title: Title,
    /// First day on which it is used (YYYY-MM-DD).
    #[schemars(with = "String")]
    pub valid_from: CivilDay,
}

/// A name in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Title {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}
