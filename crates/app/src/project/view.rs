//! Projects as screens show them.

use anlu_domain::{
    ids::{ProjectRecordId, RiskId},
    project::{DutyDone, PartyRole, Project, WorkItem},
    risk::Grade,
    time::CivilDay,
};
use anlu_rules::construction::{BlindKind, RowState};

use crate::{
    hazard::{EvidenceView, Named},
    policy::Words,
    timeline::TimelineItem,
};

/// A party with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyView {
    /// What it is.
    pub role: PartyRole,
    /// The enterprise.
    pub enterprise: Named,
    /// Who answers for it.
    pub person: Option<String>,
}

/// A project in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ProjectRow {
    /// The project.
    pub project: Project,
    /// Its parties.
    pub parties: Vec<PartyView>,
    /// Grid node.
    pub grid: Named,
    /// Blind spots.
    pub blind: u32,
    /// Version.
    pub version: i64,
}

/// A measured value of a duty.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasureView {
    /// Key.
    pub key: String,
    /// Name.
    pub title: Words,
    /// Unit.
    pub unit: String,
    /// From this value on somebody has to answer.
    pub limit: f64,
}

/// A duty of a party.
#[derive(Clone, Debug, PartialEq)]
pub struct RowView {
    /// Id, e.g. `pit.deep/scheme`.
    pub id: String,
    /// What.
    pub title: Words,
    /// Who.
    pub role: PartyRole,
    /// Again after so many days; absent: once, before the work begins.
    pub every_days: Option<u16>,
    /// How it stands.
    pub state: RowState,
    /// When it was done last.
    pub last: Option<CivilDay>,
    /// Until when it is to be done.
    pub due: Option<CivilDay>,
    /// Nothing may begin without it.
    pub gate: bool,
    /// What is measured with it.
    pub measures: Vec<MeasureView>,
    /// The clause.
    pub clause: Words,
    /// How sure we are of it.
    pub confidence: &'static str,
    /// The viewer may record it.
    pub mine: bool,
}

/// A blind spot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlindView {
    /// What kind.
    pub kind: BlindKind,
    /// Who has to act.
    pub role: PartyRole,
    /// The enterprise in that role.
    pub enterprise: Option<Named>,
    /// Who answers for it.
    pub person: Option<String>,
    /// The duty it is about.
    pub duty: Option<String>,
    /// What it is about, in words.
    pub title: Words,
    /// Since when.
    pub since: Option<CivilDay>,
    /// The record whose excess waits for an answer.
    pub record: Option<ProjectRecordId>,
    /// The viewer may answer it.
    pub mine: bool,
}

/// A risk of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemRisk {
    /// Name.
    pub name: String,
    /// What may happen.
    pub accident: String,
    /// Its grade: in the census, else as the pack proposes.
    pub grade: Option<Grade>,
    /// The risk of the census.
    pub risk: Option<RiskId>,
    /// The viewer may open it.
    pub opens: bool,
}

/// A work item on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemView {
    /// The item.
    pub item: WorkItem,
    /// Its kind, in words; the id when the pack does not have it any more.
    pub kind: Words,
    /// Its risks, gravest first.
    pub risks: Vec<ItemRisk>,
    /// What each party owes.
    pub rows: Vec<RowView>,
    /// Where nobody looks.
    pub blind: Vec<BlindView>,
    /// The viewer may take its risks into the census.
    pub may_draw: bool,
}

/// One project for one viewer.
#[derive(Clone, Debug, PartialEq)]
pub struct ProjectView {
    /// What lists show.
    pub row: ProjectRow,
    /// Its work items.
    pub items: Vec<ItemView>,
    /// Roles of the viewer's enterprise.
    pub roles: Vec<PartyRole>,
    /// The viewer may change it.
    pub may_edit: bool,
    /// The viewer may enter and move work items.
    pub may_work: bool,
    /// History, oldest first.
    pub timeline: Vec<TimelineItem>,
}

/// Something done, with names and files.
#[derive(Clone, Debug, PartialEq)]
pub struct DoneView {
    /// The record.
    pub done: DutyDone,
    /// The duty, in words.
    pub title: Words,
    /// The item.
    pub item: String,
    /// The enterprise.
    pub enterprise: Named,
    /// The viewer can take it back.
    pub may_withdraw: bool,
    /// Files.
    pub files: Vec<EvidenceView>,
}
