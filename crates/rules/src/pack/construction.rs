//! `construction/*.toml`: kinds of work of a construction project, one a file: the risks that come with it, and what
//! each party owes while it runs.

use std::collections::BTreeMap;

use anlu_domain::{project::PartyRole, time::CivilDay};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Basis, Confidence, Pack, TemplatePoint, Title};

/// A kind of work (分部分项工程).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkKind {
    /// Id, e.g. `pit.deep`.
    pub id: String,
    /// Name on screens.
    pub title: Title,
    /// Its duties hold for every kind of work; it is none itself and has no points.
    #[serde(default)]
    pub every: bool,
    /// From which size on duties with `large` hold (超过一定规模), in words; without it, there is no such size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub large: Option<Title>,
    /// Method its points are graded by.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub method: String,
    /// Risks that come with it, as those of the templates of a census.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub points: Vec<TemplatePoint>,
    /// What each party owes.
    pub duties: Vec<PartyDuty>,
    /// Situations with the blind spots they must give: the scenarios of the kind.
    pub examples: Vec<WorkExample>,
    /// Where it stands.
    pub basis: Basis,
    /// First day in force (YYYY-MM-DD).
    #[schemars(with = "String")]
    pub valid_from: CivilDay,
    /// Last day in force; without it, until further notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub valid_to: Option<CivilDay>,
    /// How sure we are of it.
    pub confidence: Confidence,
}

/// What one party owes while a kind of work runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PartyDuty {
    /// Key within the kind.
    pub key: String,
    /// Who: `owner`, `contractor`, `supervisor`, `designer` or `monitor`.
    #[schemars(with = "String")]
    pub role: PartyRole,
    /// What, on screens.
    pub title: Title,
    /// When.
    pub time: DutyTime,
    /// Nothing may begin without it: a scheme, its review.
    #[serde(default)]
    pub gate: bool,
    /// Only beyond the size of the kind.
    #[serde(default)]
    pub large: bool,
    /// What is measured with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<Measure>,
    /// Who answers a value beyond its limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub answered_by: Option<PartyRole>,
    /// The clause.
    pub clause: Title,
    /// How sure we are of it.
    pub confidence: Confidence,
}

/// When a duty is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum DutyTime {
    /// Once, so many days before the work begins.
    BeforeStart(u16),
    /// Again at the latest after so many days, while the work runs.
    EveryDays(u16),
}

/// A measured value with its limit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Key within the duty, e.g. `settlement`.
    pub key: String,
    /// Name on screens.
    pub title: Title,
    /// Unit.
    pub unit: String,
    /// From this value on somebody has to answer; the design of an item may set another.
    pub limit: f64,
}

/// A situation of an item of this kind that runs, and its blind spots.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkExample {
    /// What it shows.
    pub title: Title,
    /// The day.
    #[schemars(with = "String")]
    pub day: CivilDay,
    /// Since when it runs; without it, it has not begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub since: Option<CivilDay>,
    /// Beyond the size of the kind.
    #[serde(default)]
    pub large: bool,
    /// Parties with an enterprise and a person.
    #[schemars(with = "Vec<String>")]
    pub named: Vec<PartyRole>,
    /// Parties with an enterprise and no person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<String>")]
    pub nameless: Vec<PartyRole>,
    /// The census of the contractor has the risks.
    #[serde(default)]
    pub listed: bool,
    /// What was done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub done: Vec<ExampleDone>,
    /// Blind spots that must come of it, as kind and what it is about: `overdue pit.deep/patrol`, `no_party monitor`.
    pub expect: Vec<String>,
}

/// Something done in an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExampleDone {
    /// Duty: kind and key.
    pub duty: String,
    /// Day.
    #[schemars(with = "String")]
    pub day: CivilDay,
    /// What was measured.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub readings: BTreeMap<String, f64>,
    /// Somebody answered what was beyond its limit.
    #[serde(default)]
    pub answered: bool,
}

impl WorkKind {
    /// Whether it is in force on `day`.
    pub fn valid_on(&self, day: CivilDay) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|to| day <= to)
    }

    /// How records name a duty of it.
    pub fn duty_id(&self, duty: &PartyDuty) -> String {
        format!("{}/{}", self.id, duty.key)
    }
}

/// A kind of work with what holds for every kind.
#[derive(Clone, Debug)]
pub struct Work<'p> {
    /// The kind.
    pub kind: &'p WorkKind,
    /// What holds for every kind.
    pub every: Vec<&'p WorkKind>,
}

impl<'p> Work<'p> {
    /// Kind `id` among `all`.
    pub fn of(all: &'p [WorkKind], id: &str, day: CivilDay) -> Option<Self> {
        let kind = all.iter().find(|k| k.id == id && !k.every && k.valid_on(day))?;
        Some(Self { kind, every: all.iter().filter(|k| k.every && k.valid_on(day)).collect() })
    }

    /// What the parties owe, with the id of each duty: what is special to the kind first.
    pub fn duties(&self, large: bool) -> impl Iterator<Item = (String, &'p PartyDuty)> {
        let kinds = std::iter::once(self.kind).chain(self.every.iter().copied());
        let of =
            move |k: &'p WorkKind| k.duties.iter().filter(move |d| large || !d.large).map(move |d| (k.duty_id(d), d));
        kinds.flat_map(of).collect::<Vec<_>>().into_iter()
    }

    /// A duty by its id, whatever the size.
    pub fn duty(&self, id: &str) -> Option<&'p PartyDuty> {
        self.duties(true).find(|(known, _)| known == id).map(|(_, duty)| duty)
    }
}

impl Pack {
    /// The kinds of work in force on `day`, by id; what holds for every kind is none.
    pub fn works_on(&self, day: CivilDay) -> impl Iterator<Item = &WorkKind> {
        self.construction.iter().filter(move |k| !k.every && k.valid_on(day))
    }

    /// One of them with its duties.
    pub fn work_on(&self, id: &str, day: CivilDay) -> Option<Work<'_>> {
        Work::of(&self.construction, id, day)
    }
}
