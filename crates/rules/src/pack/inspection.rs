//! `inspection/*.toml`: lists of what is inspected by double-random draws (抽查事项清单), with the plan of a year and how
//! often each grade is visited.

use anlu_domain::time::CivilDay;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Basis, Confidence, Title};

/// A list. One id may stand in several files for different periods of validity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InspectionList {
    /// Id, e.g. `double_random.hazmat`.
    pub id: String,
    /// Name on screens.
    pub title: Title,
    /// CEL condition over the facts of an enterprise: the pool of subjects.
    pub among: String,
    /// Departments that inspect; more than one makes a joint draw (部门联合双随机).
    pub departments: Vec<String>,
    /// The plan of a year.
    pub plan: YearPlan,
    /// What is inspected.
    pub items: Vec<InspectionItem>,
    /// How often an enterprise of each grade is visited; the weight in the draw follows from it.
    pub frequency: Vec<Frequency>,
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

/// When a list is drawn in a year, and how many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct YearPlan {
    /// Months in which a draw is made, 1 to 12, ascending.
    pub months: Vec<u8>,
    /// Share of the pool that one draw picks, percent, 1 to 100.
    pub percent: u8,
    /// Inspectors who visit one subject together.
    pub team: u8,
    /// Days of the visits from the draw on.
    pub days: u16,
}

/// One item of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InspectionItem {
    /// Code, unique in the list.
    pub code: String,
    /// What has to hold.
    pub title: Title,
    /// The clause it follows.
    pub clause: String,
}

/// How often one grade is visited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Frequency {
    /// Grade, a word of the fact `enterprise.grade`.
    pub grade: String,
    /// Months between two visits.
    pub months: u8,
    /// Weight in the draw.
    pub weight: u32,
}

impl InspectionList {
    /// Whether it is in force on `day`.
    pub fn valid_on(&self, day: CivilDay) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|to| day <= to)
    }
}
