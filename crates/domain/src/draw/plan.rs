//! What is to be drawn, under which rules, by whom: fixed before anybody knows anything.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{hash::Hash, refusal::Refusal};
use crate::{hazard::PersonRef, ids::DrawId, party::sector::Sector, time::CivilDay};

/// Most subjects one draw picks.
pub const MAX_COUNT: u32 = 100_000;
/// Most inspectors who visit one subject together.
pub const MAX_TEAM: u32 = 5;
/// Largest weight of a subject.
pub const MAX_WEIGHT: u32 = 1_000;
/// Longest time a party may take, hours.
pub const MAX_HOURS: u32 = 720;
/// Most items of the list, and most characters of a text.
const MAX_ITEMS: usize = 100;
const MAX_CHARS: usize = 500;

/// A plan of a draw. Its canonical text is hashed and published, so every member stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The draw.
    pub id: DrawId,
    /// Number, e.g. `SSJ-20261125-0001`.
    pub no: String,
    /// 抽查计划名称.
    pub name: String,
    /// List of the pack it was made from: its yearly plan counts the draw.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// First day of the visits.
    pub from: CivilDay,
    /// Last day of the visits.
    pub to: CivilDay,
    /// 抽查事项清单.
    pub items: Vec<String>,
    /// Which subjects are in the pool.
    pub condition: Condition,
    /// How many subjects are drawn; all of the roster when it holds fewer.
    pub count: u32,
    /// How many inspectors visit one subject, 2 by law (行政处罚法 第四十二条: 执法人员不得少于两人).
    pub team: u32,
    /// The first two inspectors come from different departments (部门联合双随机).
    pub cross_department: bool,
    /// Whether each inspector must know every sector in which the subject is inspected.
    pub match_skills: bool,
    /// Weights of subjects.
    pub weighing: Weighing,
    /// Who hold the two secrets.
    pub parties: Parties,
    /// 监督人, who watch the draw.
    pub supervisors: Vec<String>,
    /// A public value mixed into the seed; named exactly before anybody can know it.
    pub beacon: Option<Beacon>,
    /// Hours each step of the two parties may take.
    pub hours: u32,
    /// The draw that this one repeats.
    pub predecessor: Option<Predecessor>,
}

/// Which enterprises are in the pool: in business, visible to the planner, and …
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// … in one of these sectors (any when empty),
    pub sectors: Vec<Sector>,
    /// … in this grid or below, by id and name (anywhere when absent).
    pub grid: Option<Place>,
    /// … and for which this condition over facts holds, as it is written in packs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub among: Option<String>,
}

/// A grid as the plan names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
}

/// Weights: that of the grade when listed, else the largest of the listed sectors, else the default. A subject of
/// weight 0 is excluded, visibly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weighing {
    /// Weight of what no other line names.
    pub default: u32,
    /// By grade, e.g. `A`.
    pub grades: BTreeMap<String, u32>,
    /// By sector.
    pub sectors: BTreeMap<Sector, u32>,
}

impl Weighing {
    /// Everybody alike.
    pub const fn even() -> Self {
        Self { default: 1, grades: BTreeMap::new(), sectors: BTreeMap::new() }
    }

    /// The weight of a subject.
    pub fn weight(&self, grade: Option<&str>, sectors: &[Sector]) -> u32 {
        let by_grade = grade.and_then(|g| self.grades.get(g)).copied();
        let by_sector = || sectors.iter().filter_map(|s| self.sectors.get(s)).copied().max();
        by_grade.or_else(by_sector).unwrap_or(self.default)
    }
}

/// The two persons whose secrets make the seed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parties {
    /// Seat a.
    pub a: PersonRef,
    /// Seat b.
    pub b: PersonRef,
}

/// A public value that nobody of the authority can choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beacon {
    /// Where the value is published, e.g. `双色球` or `drand quicknet`.
    pub source: String,
    /// Which value of it, exactly: issue, round or day; later than the commitments.
    pub round: String,
}

/// The draw that was repeated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Predecessor {
    /// The earlier draw.
    pub id: DrawId,
    /// Its number.
    pub no: String,
    /// Hash of its plan and roster.
    pub frozen_sha256: Hash,
    /// Hash of its result; `None` when a party never revealed.
    pub result_sha256: Option<Hash>,
    /// Why it is drawn again.
    pub reason: String,
}

impl Plan {
    /// Refuses a plan that cannot be drawn.
    pub fn check(&self) -> Result<(), Refusal> {
        let invalid = |pointer, code| Err(Refusal::Invalid { pointer, code });
        let words = |text: &str| {
            let n = text.trim().chars().count();
            if n == 0 {
                Err("required")
            } else if n > MAX_CHARS {
                Err("too_long")
            } else {
                Ok(())
            }
        };
        if let Err(code) = words(&self.name) {
            return invalid("/name", code);
        }
        if self.to < self.from {
            return invalid("/to", "period_reversed");
        }
        if self.items.is_empty() {
            return invalid("/items", "required");
        }
        if self.items.len() > MAX_ITEMS || self.items.iter().any(|i| words(i).is_err()) {
            return invalid("/items", "items_invalid");
        }
        if self.count == 0 || self.count > MAX_COUNT {
            return invalid("/count", "out_of_range");
        }
        if self.team == 0 || self.team > MAX_TEAM {
            return invalid("/team", "out_of_range");
        }
        if self.cross_department && self.team < 2 {
            return invalid("/team", "cross_needs_two");
        }
        if self.hours == 0 || self.hours > MAX_HOURS {
            return invalid("/hours", "out_of_range");
        }
        let w = &self.weighing;
        if w.sectors.values().chain(w.grades.values()).chain([&w.default]).any(|w| *w > MAX_WEIGHT) {
            return invalid("/weighing", "out_of_range");
        }
        if self.parties.a.id == self.parties.b.id {
            return Err(Refusal::SameParty);
        }
        if self.supervisors.len() > MAX_ITEMS || self.supervisors.iter().any(|s| words(s).is_err()) {
            return invalid("/supervisors", "items_invalid");
        }
        if let Some(beacon) = &self.beacon
            && (words(&beacon.source).is_err() || words(&beacon.round).is_err())
        {
            return invalid("/beacon", "required");
        }
        Ok(())
    }
}
