//! The snapshot of both pools: sorted, so that the order in which rows were read changes nothing.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::plan::Plan;
use crate::{party::sector::Sector, time::CivilDay};

/// A subject that may be drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectRow {
    /// Id, lower-case ASCII.
    pub id: String,
    /// 统一社会信用代码.
    pub code: String,
    /// Name.
    pub name: String,
    /// Grade, when it has one.
    pub grade: Option<String>,
    /// Sectors, sorted.
    pub sectors: Vec<Sector>,
    /// Sectors in which it is inspected: what an inspector must know when skills count; sorted.
    pub needs: Vec<Sector>,
    /// Weight, at least 1.
    pub weight: u32,
}

/// An inspector who may be drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectorRow {
    /// Id, lower-case ASCII.
    pub id: String,
    /// Name.
    pub name: String,
    /// Department.
    pub department: String,
    /// Sectors the inspector knows, sorted.
    pub skills: Vec<Sector>,
    /// Ids of subjects of this roster the inspector may not visit (回避), sorted.
    pub conflicts: Vec<String>,
}

/// Which pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pool {
    /// Subjects.
    Subject,
    /// Inspectors.
    Inspector,
}

/// Why a row is not drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Taken out by an officer, with words.
    Named,
    /// The inspector is on leave in the period.
    Leave,
    /// The plan gives it weight 0.
    NoWeight,
}

/// A row taken out of a pool, visibly and with the reason.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Excluded {
    /// Which pool.
    pub pool: Pool,
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Why.
    pub cause: Cause,
    /// Words of the officer; empty for the other causes.
    pub note: String,
}

/// Both pools as they were when they were frozen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roster {
    /// Subjects, ascending by id.
    pub subjects: Vec<SubjectRow>,
    /// Inspectors, ascending by id.
    pub inspectors: Vec<InspectorRow>,
    /// What was taken out, ascending by pool and id.
    pub excluded: Vec<Excluded>,
}

/// An enterprise of the pool, as the registry has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Id.
    pub id: String,
    /// 统一社会信用代码.
    pub code: String,
    /// Name.
    pub name: String,
    /// Grade.
    pub grade: Option<String>,
    /// Sectors.
    pub sectors: Vec<Sector>,
}

/// Days on which an inspector is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leave {
    /// First day.
    pub from: CivilDay,
    /// Last day.
    pub to: CivilDay,
}

impl Leave {
    /// Whether the leave touches the period (first and last day included).
    pub fn touches(self, from: CivilDay, to: CivilDay) -> bool {
        self.from <= to && from <= self.to
    }
}

/// An inspector of the pool, with the facts about the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspector {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Department.
    pub department: String,
    /// Sectors the inspector knows.
    pub skills: Vec<Sector>,
    /// Leave.
    pub leaves: Vec<Leave>,
    /// Ids of subjects the inspector may not visit.
    pub conflicts: Vec<String>,
}

fn sorted<T: Ord>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    items.into_iter().collect::<BTreeSet<_>>().into_iter().collect()
}

impl Roster {
    /// Freezes the pools under the plan. Rows named in `named`, inspectors on leave and subjects without weight go to
    /// `excluded`; a row that comes twice counts once.
    pub fn freeze(plan: &Plan, subjects: Vec<Subject>, inspectors: Vec<Inspector>, named: &[Excluded]) -> Self {
        let out = |pool, id: &str| named.iter().find(|e| e.pool == pool && e.id == id);
        let mut roster = Self::default();
        for subject in subjects {
            if let Some(found) = out(Pool::Subject, &subject.id) {
                roster.excluded.push(Excluded { name: subject.name, ..found.clone() });
                continue;
            }
            let row = subject_row(plan, subject);
            if row.weight == 0 {
                let (id, name) = (row.id, row.name);
                let cause = Cause::NoWeight;
                roster.excluded.push(Excluded { pool: Pool::Subject, id, name, cause, note: String::new() });
            } else {
                roster.subjects.push(row);
            }
        }
        roster.subjects.sort_by(|a, b| a.id.cmp(&b.id));
        roster.subjects.dedup_by(|a, b| a.id == b.id);
        let known: BTreeSet<&str> = roster.subjects.iter().map(|s| s.id.as_str()).collect();
        for i in inspectors {
            if let Some(found) = out(Pool::Inspector, &i.id) {
                roster.excluded.push(Excluded { name: i.name, ..found.clone() });
            } else if i.leaves.iter().any(|l| l.touches(plan.from, plan.to)) {
                let cause = Cause::Leave;
                roster.excluded.push(Excluded {
                    pool: Pool::Inspector,
                    id: i.id,
                    name: i.name,
                    cause,
                    note: String::new(),
                });
            } else {
                roster.inspectors.push(InspectorRow {
                    id: i.id,
                    name: i.name,
                    department: i.department,
                    skills: sorted(i.skills),
                    conflicts: sorted(i.conflicts.into_iter().filter(|c| known.contains(c.as_str()))),
                });
            }
        }
        roster.inspectors.sort_by(|a, b| a.id.cmp(&b.id));
        roster.inspectors.dedup_by(|a, b| a.id == b.id);
        roster.excluded.sort();
        roster.excluded.dedup();
        roster
    }
}

/// The row of a subject under the plan; its weight may be 0.
fn subject_row(plan: &Plan, subject: Subject) -> SubjectRow {
    let sectors = sorted(subject.sectors);
    let wanted = &plan.condition.sectors;
    let needs = sectors.iter().copied().filter(|s| wanted.is_empty() || wanted.contains(s)).collect();
    let weight = plan.weighing.weight(subject.grade.as_deref(), &sectors);
    SubjectRow { id: subject.id, code: subject.code, name: subject.name, grade: subject.grade, sectors, needs, weight }
}
