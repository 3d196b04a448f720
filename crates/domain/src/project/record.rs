//! A project as it is kept.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::role::{ItemState, PartyRole, ProjectKind};
use crate::{
    access::{Scope, Viewer},
    hazard::{PersonRef, Step},
    ids::{EnterpriseId, GridId, ProjectId, ProjectRecordId, WorkItemId},
    time::{CivilDay, UtcMs},
};

/// What the template of a risk begins with that a work item brought.
pub const WORK_PREFIX: &str = "work:";

/// An enterprise in a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// What it is in the project.
    pub role: PartyRole,
    /// The enterprise.
    pub enterprise: EnterpriseId,
    /// Who answers for it in this project, by name.
    pub person: Option<String>,
}

/// A work item (分部分项工程).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkItem {
    /// Id.
    pub id: WorkItemId,
    /// What it is called.
    pub name: String,
    /// Kind of work in the pack, e.g. `pit.deep`.
    pub kind: String,
    /// Site or chainage.
    pub place: String,
    /// Beyond the size from which experts review the scheme (超过一定规模).
    pub large: bool,
    /// First day planned.
    pub start: CivilDay,
    /// Last day planned.
    pub end: CivilDay,
    /// Where it stands.
    pub state: ItemState,
    /// How much is done, per cent.
    pub progress: u8,
    /// Since when it runs without a break; only while it is active.
    pub since: Option<CivilDay>,
    /// Limits of measured values that the design sets, by measure; the others are those of the pack.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub limits: BTreeMap<String, f64>,
}

/// A construction project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Project {
    /// Id.
    pub id: ProjectId,
    /// Number that the authority gives it.
    pub no: String,
    /// What it is called.
    pub name: String,
    /// What is built.
    pub kind: ProjectKind,
    /// Where.
    pub place: String,
    /// Grid node it lies in.
    pub grid: GridId,
    /// First day.
    pub start: CivilDay,
    /// Last day planned.
    pub end: CivilDay,
    /// Its parties, one a role.
    pub parties: Vec<Party>,
    /// Its work items, in the order in which they were entered.
    pub items: Vec<WorkItem>,
}

/// A value that was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// Measure of the pack, e.g. `settlement`.
    pub measure: String,
    /// Value in the unit of the measure.
    pub value: f64,
}

/// A party did what it owes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DutyDone {
    /// Id.
    pub id: ProjectRecordId,
    /// Project.
    pub project: ProjectId,
    /// Work item.
    pub item: WorkItemId,
    /// Duty: kind of work and key, e.g. `pit.deep/scheme`.
    pub duty: String,
    /// In which role.
    pub role: PartyRole,
    /// Which enterprise.
    pub enterprise: EnterpriseId,
    /// On which day.
    pub day: CivilDay,
    /// Words.
    pub note: String,
    /// What was measured.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<Reading>,
    /// The record whose excess it answers; the duty itself was not done by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<ProjectRecordId>,
    /// Who recorded it.
    pub by: PersonRef,
    /// When it was recorded.
    pub at: UtcMs,
    /// Who took it back, when, why: it proves nothing any more, and stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Step>,
}

impl Project {
    /// The party in a role.
    pub fn party(&self, role: PartyRole) -> Option<&Party> {
        self.parties.iter().find(|p| p.role == role)
    }

    /// Roles of the viewer's enterprise; the authority has none.
    pub fn roles_of(&self, viewer: &Viewer) -> Vec<PartyRole> {
        let Scope::Enterprise(own) = viewer.scope else { return Vec::new() };
        self.parties.iter().filter(|p| p.enterprise == own).map(|p| p.role).collect()
    }

    /// Whether the viewer may enter and move its work items: the authority, the owner, the contractor.
    pub fn takes_items_of(&self, viewer: &Viewer) -> bool {
        let own = self.roles_of(viewer);
        viewer.role.is_authority() || own.contains(&PartyRole::Owner) || own.contains(&PartyRole::Contractor)
    }

    /// A work item.
    pub fn item(&self, id: WorkItemId) -> Option<&WorkItem> {
        self.items.iter().find(|i| i.id == id)
    }
}

impl WorkItem {
    /// What risks of a census that belong to this item begin their template with.
    pub fn template(&self) -> String {
        format!("{WORK_PREFIX}{}", self.id)
    }
}
