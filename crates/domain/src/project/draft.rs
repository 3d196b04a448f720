//! Projects, work items and records as somebody writes them, and what must hold of them.

use std::collections::BTreeMap;

use thiserror::Error;

use super::{
    record::{Party, Project, Reading, WorkItem},
    role::{ItemState, PartyRole, ProjectKind},
};
use crate::{
    ids::{GridId, ProjectId, ProjectRecordId, WorkItemId},
    time::CivilDay,
};

/// Most work items of a project.
pub const MAX_ITEMS: usize = 500;
/// Most characters of a name or a place.
const MAX_NAME: usize = 100;
/// Most characters of a note.
const MAX_NOTE: usize = 2_000;

/// A field does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{pointer}: {code}")]
pub struct Fault {
    /// JSON pointer.
    pub pointer: String,
    /// Stable code.
    pub code: &'static str,
}

impl Fault {
    /// What is wrong, and where.
    pub fn at(pointer: impl Into<String>, code: &'static str) -> Self {
        Self { pointer: pointer.into(), code }
    }
}

/// A project as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectDraft {
    /// See [`Project::no`].
    pub no: String,
    /// See [`Project::name`].
    pub name: String,
    /// See [`Project::kind`].
    pub kind: ProjectKind,
    /// See [`Project::place`].
    pub place: String,
    /// See [`Project::grid`].
    pub grid: GridId,
    /// See [`Project::start`].
    pub start: CivilDay,
    /// See [`Project::end`].
    pub end: CivilDay,
    /// See [`Project::parties`].
    pub parties: Vec<Party>,
}

/// A work item as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemDraft {
    /// See [`WorkItem::name`].
    pub name: String,
    /// See [`WorkItem::kind`].
    pub kind: String,
    /// See [`WorkItem::place`].
    pub place: String,
    /// See [`WorkItem::large`].
    pub large: bool,
    /// See [`WorkItem::start`].
    pub start: CivilDay,
    /// See [`WorkItem::end`].
    pub end: CivilDay,
    /// See [`WorkItem::state`].
    pub state: ItemState,
    /// See [`WorkItem::progress`].
    pub progress: u8,
    /// See [`WorkItem::limits`].
    pub limits: BTreeMap<String, f64>,
}

/// What a party did, as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct DoneDraft {
    /// Work item.
    pub item: WorkItemId,
    /// Duty.
    pub duty: String,
    /// Day.
    pub day: CivilDay,
    /// Words.
    pub note: String,
    /// What was measured.
    pub readings: Vec<Reading>,
    /// The record whose excess it answers.
    pub answers: Option<ProjectRecordId>,
}

fn line(pointer: &str, text: &str, most: usize) -> Result<String, Fault> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(Fault::at(pointer, "required")),
        n if n > most => Err(Fault::at(pointer, "too_long")),
        _ => Ok(text.to_owned()),
    }
}

fn in_order(start: CivilDay, end: CivilDay) -> Result<(), Fault> {
    if end < start { Err(Fault::at("/end", "before_start")) } else { Ok(()) }
}

impl ProjectDraft {
    /// The project it makes, with the items it has already.
    pub fn project(self, id: ProjectId, items: Vec<WorkItem>) -> Result<Project, Fault> {
        in_order(self.start, self.end)?;
        let mut parties = Vec::new();
        for (i, party) in self.parties.into_iter().enumerate() {
            if parties.iter().any(|p: &Party| p.role == party.role) {
                return Err(Fault::at(format!("/parties/{i}/role"), "project_role_twice"));
            }
            let name = party.person.as_deref().map(str::trim).filter(|n| !n.is_empty());
            let person = name.map(|n| line(&format!("/parties/{i}/person"), n, MAX_NAME)).transpose()?;
            parties.push(Party { person, ..party });
        }
        let place = |role: PartyRole| PartyRole::ALL.iter().position(|r| r.0 == role);
        parties.sort_by_key(|p| place(p.role));
        Ok(Project {
            id,
            no: line("/no", &self.no, MAX_NAME)?,
            name: line("/name", &self.name, MAX_NAME)?,
            kind: self.kind,
            place: line("/place", &self.place, MAX_NAME)?,
            grid: self.grid,
            start: self.start,
            end: self.end,
            parties,
            items,
        })
    }
}

impl ItemDraft {
    /// The item it makes of `old`, or a new one. Whether the pack knows its kind and limits is asked by the caller.
    pub fn item(self, id: WorkItemId, old: Option<&WorkItem>, today: CivilDay) -> Result<WorkItem, Fault> {
        in_order(self.start, self.end)?;
        if self.progress > 100 {
            return Err(Fault::at("/progress", "out_of_range"));
        }
        if let Some((measure, _)) = self.limits.iter().find(|(_, v)| !v.is_finite()) {
            return Err(Fault::at(format!("/limits/{measure}"), "out_of_range"));
        }
        let since = match (self.state, old) {
            (ItemState::Active, Some(old)) if old.state == ItemState::Active => old.since,
            // One that is entered late runs since its first day.
            (ItemState::Active, None) => Some(self.start.min(today)),
            (ItemState::Active, Some(_)) => Some(today),
            _ => None,
        };
        Ok(WorkItem {
            id,
            name: line("/name", &self.name, MAX_NAME)?,
            kind: self.kind,
            place: line("/place", &self.place, MAX_NAME)?,
            large: self.large,
            start: self.start,
            end: self.end,
            state: self.state,
            progress: if self.state == ItemState::Done { 100 } else { self.progress },
            since,
            limits: self.limits,
        })
    }
}

impl DoneDraft {
    /// What must hold whatever the duty is; the words that are kept.
    pub fn check(&self, today: CivilDay) -> Result<String, Fault> {
        if self.day > today {
            return Err(Fault::at("/day", "future"));
        }
        if let Some(i) = self.readings.iter().position(|r| !r.value.is_finite()) {
            return Err(Fault::at(format!("/readings/{i}/value"), "out_of_range"));
        }
        line("/note", &self.note, MAX_NOTE)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::ids::EnterpriseId;

    fn day(n: i32) -> CivilDay {
        CivilDay(20_000 + n)
    }

    fn item(state: ItemState) -> ItemDraft {
        ItemDraft {
            name: String::from("2号墩基坑"),
            kind: String::from("pit.deep"),
            place: String::from("K1+200"),
            large: true,
            start: day(0),
            end: day(30),
            state,
            progress: 10,
            limits: BTreeMap::new(),
        }
    }

    #[test]
    fn an_item_runs_since_it_was_begun_and_a_break_begins_it_anew() {
        let id = WorkItemId(Uuid::nil());
        let begun = item(ItemState::Active).item(id, None, day(5)).unwrap();
        assert_eq!(begun.since, Some(day(0)), "entered late");
        let on = item(ItemState::Active).item(id, Some(&begun), day(9)).unwrap();
        assert_eq!(on.since, Some(day(0)));
        let halted = item(ItemState::Suspended).item(id, Some(&on), day(10)).unwrap();
        assert_eq!(halted.since, None);
        let again = item(ItemState::Active).item(id, Some(&halted), day(12)).unwrap();
        assert_eq!(again.since, Some(day(12)));
        let done = item(ItemState::Done).item(id, Some(&again), day(20)).unwrap();
        assert_eq!((done.progress, done.since), (100, None));
    }

    #[test]
    fn faults_name_their_field() {
        let id = WorkItemId(Uuid::nil());
        let reversed = ItemDraft { end: day(-1), ..item(ItemState::Planned) };
        assert_eq!(reversed.item(id, None, day(0)).unwrap_err(), Fault::at("/end", "before_start"));
        let odd = ItemDraft { limits: [(String::from("x"), f64::NAN)].into(), ..item(ItemState::Planned) };
        assert_eq!(odd.item(id, None, day(0)).unwrap_err(), Fault::at("/limits/x", "out_of_range"));
        let party = Party { role: PartyRole::Owner, enterprise: EnterpriseId(Uuid::nil()), person: None };
        let draft = ProjectDraft {
            no: String::from("JT-1"),
            name: String::from("示例大桥"),
            kind: ProjectKind::Bridge,
            place: String::from("示例镇"),
            grid: GridId(Uuid::nil()),
            start: day(0),
            end: day(1),
            parties: vec![party.clone(), party],
        };
        let fault = draft.clone().project(ProjectId(Uuid::nil()), Vec::new()).unwrap_err();
        assert_eq!(fault, Fault::at("/parties/1/role", "project_role_twice"));
        let nameless = ProjectDraft { name: String::from("  "), parties: Vec::new(), ..draft };
        let fault = nameless.project(ProjectId(Uuid::nil()), Vec::new()).unwrap_err();
        assert_eq!(fault, Fault::at("/name", "required"));
    }
}
