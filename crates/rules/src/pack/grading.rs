//! `grading/*.toml`: scoring models of graded supervision (分级分类). A model says which facts cost how many points, and
//! which score is which grade; there is nothing else in it, so a city changes a number and sees who moves.
//!
//! A file has exactly one method: `[[steps]]` (points off or on a base), `[eu]` (the formula of Regulation (EU) 2022/695)
//! or `[sms]` (the Safety Measurement System of the FMCSA).

use std::collections::BTreeMap;

use anlu_domain::{grade::Grade, time::CivilDay};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Basis, Confidence, Title, grading_step::GradingStep, grading_step::Per, grading_step::Times};
use crate::{
    condition::Condition,
    grading::{EventKind, Figure},
};

/// A model file. One id may stand in several files for different periods of validity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GradingFile {
    /// Model id, e.g. `hazmat.dynamic`.
    pub id: String,
    /// Name on screens.
    pub title: Title,
    /// CEL condition over the facts of an enterprise: who is rated by it.
    pub among: String,
    /// Its grade becomes the fact `enterprise.grade`; where several such models rate one enterprise the worst counts.
    #[serde(default)]
    pub gives_grade: bool,
    /// Months back from the day of rating that are looked at.
    pub months: u16,
    /// Score before the first step.
    #[serde(default)]
    pub base: f64,
    /// Which scores are good.
    pub better: Better,
    /// The score never falls below this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<f64>,
    /// The score never rises above this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<f64>,
    /// Steps from the base to the score.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<GradingStep>,
    /// Regulation (EU) 2022/695.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eu: Option<EuFormula>,
    /// FMCSA Safety Measurement System.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sms: Option<SmsMethod>,
    /// What keeps the grade from being better, whatever the score: vetoes (一票否决) and caps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub caps: Vec<GradeCap>,
    /// Scores and grades, best first; the last has no limit.
    pub bands: Vec<GradeBand>,
    /// What has to be known before anybody is graded.
    #[serde(default)]
    pub minimum: Minimum,
    /// Groups of like enterprises, among which the place of a score is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peers: Option<Peers>,
    /// How often each grade is visited, and its weight in draws.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(with = "BTreeMap<String, Visit>")]
    pub visits: BTreeMap<Grade, Visit>,
    /// Clocks of objections.
    #[serde(default)]
    pub objection: ObjectionClocks,
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

/// Which scores are good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// High ones: steps take points away unless they are gains.
    High,
    /// Low ones: steps add points unless they are gains.
    Low,
}

/// A grade and the worst score that still has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GradeBand {
    /// Grade.
    #[schemars(with = "String")]
    pub grade: Grade,
    /// Worst score; without it, any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
    /// How the method itself calls it, e.g. `AAA` or `amber`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// What keeps the grade from being better.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GradeCap {
    /// Id, unique in the model.
    pub id: String,
    /// Name on screens.
    pub title: Title,
    /// Best grade that is left.
    #[schemars(with = "String")]
    pub best: Grade,
    /// Such facts, in this number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<CapEvents>,
    /// Or: a CEL condition over the facts of the enterprise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The clause it rests on.
    pub clause: String,
}

/// Facts that cap a grade.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CapEvents {
    /// What they are.
    pub kind: EventKind,
    /// Of these classes; none: of any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<String>,
    /// In the last so many months.
    pub months: u16,
    /// Only those that are not settled.
    #[serde(default)]
    pub open: bool,
    /// So many at least.
    #[serde(default = "one")]
    pub at_least: u32,
}

const fn one() -> u32 {
    1
}

/// What has to be known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Minimum {
    /// Days under supervision.
    #[serde(default)]
    pub days: u16,
    /// Least value of figures.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub figures: BTreeMap<Figure, f64>,
}

/// Groups of like enterprises.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Peers {
    /// What makes them alike.
    pub by: Figure,
    /// Least value of each group after the first, ascending.
    pub edges: Vec<f64>,
}

impl Peers {
    /// The group of a value.
    pub fn group(&self, value: f64) -> usize {
        self.edges.iter().take_while(|edge| **edge <= value).count()
    }
}

/// How often a grade is visited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Visit {
    /// Months between inspections.
    pub months: u16,
    /// Weight in double-random draws.
    pub weight: u32,
}

/// Clocks of objections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectionClocks {
    /// Calendar days from the day of the grade in which one may object.
    pub within_days: u16,
    /// Working days for the decision.
    pub decide_working_days: u16,
}

impl Default for ObjectionClocks {
    fn default() -> Self {
        Self { within_days: 15, decide_working_days: 15 }
    }
}

/// Regulation (EU) 2022/695, Annex: the sum over checks of n·v/N, divided by the number of checks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EuFormula {
    /// Weight of each class of infringement.
    pub weights: BTreeMap<String, f64>,
    /// Factor for a fleet that a check at the premises has found with smart tachographs throughout.
    pub smart_fleet_factor: f64,
}

/// FMCSA Safety Measurement System, a version of its methodology.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SmsMethod {
    /// Time weights, youngest first.
    pub times: Vec<Times>,
    /// Added to the severity of a violation that put vehicle or driver out of service.
    pub out_of_service: f64,
    /// Severity is 1, or 2 out of service (2023), instead of 1 to 10.
    #[serde(default)]
    pub simple_severity: bool,
    /// Most severity of one check in one category.
    pub check_cap: f64,
    /// A place is given only to who has a violation in the last so many months.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recent_months: Option<u16>,
    /// Places are taken between the two nearest groups, in proportion (2023), instead of within one.
    #[serde(default)]
    pub proportionate: bool,
    /// Categories.
    pub categories: Vec<SmsCategory>,
}

/// A category (BASIC).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SmsCategory {
    /// Id, as violations name it.
    pub id: String,
    /// Name on screens.
    pub title: Title,
    /// What is measured.
    pub counts: SmsCounts,
    /// What a measure is divided by; without it, by the time-weighted number of relevant checks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<Per>,
    /// The part of a check that makes it relevant, e.g. `driver`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// Least number of each group of like carriers, ascending; who has fewer than the first gets no place.
    pub groups: Vec<u32>,
    /// Places from which it is an alert.
    pub alert: SmsAlert,
    /// The clause it rests on.
    pub clause: String,
}

/// What a category counts, and what makes carriers alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SmsCounts {
    /// Violations; alike by relevant checks.
    Checks,
    /// Violations; alike by checks with a violation.
    ChecksWithViolation,
    /// Accidents; alike by their number.
    Accidents,
}

/// Places (0 to 100, worst 100) from which a category is an alert.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SmsAlert {
    /// Of everybody else.
    pub general: f64,
    /// Of carriers of hazardous materials.
    pub hazmat: f64,
    /// Of passenger carriers.
    pub passenger: f64,
}

/// A model, compiled.
#[derive(Clone, Debug, PartialEq)]
pub struct GradingModel {
    /// As written, all layers merged.
    pub file: GradingFile,
    pub(crate) among: Condition,
    /// Conditions of steps and caps, by their text.
    pub(crate) conditions: Vec<Condition>,
}

impl GradingModel {
    /// Whether it is in force on `day`.
    pub fn valid_on(&self, day: CivilDay) -> bool {
        self.file.valid_from <= day && self.file.valid_to.is_none_or(|to| day <= to)
    }

    /// The grade of a score, by the bands alone.
    pub fn grade_of(&self, score: f64) -> Option<&GradeBand> {
        self.file.band(score)
    }
}

impl GradingFile {
    /// The band of a score.
    pub fn band(&self, score: f64) -> Option<&GradeBand> {
        band_of(&self.bands, self.better, score)
    }
}

/// The first of `bands`, best first, whose limit a score holds.
pub fn band_of(bands: &[GradeBand], better: Better, score: f64) -> Option<&GradeBand> {
    let within = |limit: f64| match better {
        Better::High => score >= limit,
        Better::Low => score <= limit,
    };
    bands.iter().find(|b| b.limit.is_none_or(within))
}
