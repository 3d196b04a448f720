//! `campaigns/*.toml`: templates of campaigns (专项行动): which enterprises, which outcomes, in how many days.

use anlu_domain::time::CivilDay;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Basis, Confidence, Title};

/// A template. One id may stand in several files for different periods of validity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CampaignTemplate {
    /// Template id, e.g. `rental.filing`.
    pub id: String,
    /// Name on screens.
    pub title: Title,
    /// What is to be done at each enterprise.
    pub task: Title,
    /// CEL condition over the facts of an enterprise: the subjects.
    pub among: String,
    /// Days from the start to the deadline, as proposed.
    pub days: u16,
    /// How it can end for a subject.
    pub outcomes: Vec<TemplateOutcome>,
    /// Where it stands.
    pub basis: Basis,
    /// First day in force (YYYY-MM-DD).
    #[schemars(with = "String")]
    pub valid_from: CivilDay,
    /// Last day in force; without it, until further notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub valid_to: Option<CivilDay>,
    /// How sure we are that the basis says so.
    pub confidence: Confidence,
}

/// How it can end for a subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateOutcome {
    /// Code, unique in the campaign.
    pub code: String,
    /// Name on screens.
    pub title: Title,
    /// It has to be proved by a photo or a file.
    #[serde(default)]
    pub evidence: bool,
}

impl CampaignTemplate {
    /// Whether it is in force on `day`.
    pub fn valid_on(&self, day: CivilDay) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|to| day <= to)
    }
}
