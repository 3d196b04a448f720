//! Cases as screens show them.

use std::collections::BTreeSet;

use anlu_domain::{
    case::{
        ActKind, Case, PartyKind,
        clock::{Running, Unit},
        discretion::{Circumstance, Range},
    },
    ids::CaseId,
    time::CivilDay,
};

use crate::{
    hazard::{EvidenceView, Named},
    policy::Words,
    timeline::TimelineItem,
};

/// A clock with where it stands in law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockView {
    /// The clock.
    pub running: Running,
    /// How much.
    pub amount: u32,
    /// Of what.
    pub unit: Unit,
    /// Its last day has passed and it is not done.
    pub overdue: bool,
    /// It was done too late.
    pub missed: bool,
    /// Law and article.
    pub basis: Words,
    /// How sure we are of it.
    pub confidence: &'static str,
}

/// A case in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRow {
    /// The case.
    pub case: Case,
    /// Enterprise.
    pub enterprise: Named,
    /// The next last day.
    pub due: Option<CivilDay>,
    /// It has passed.
    pub overdue: bool,
    /// The obvious next step of the viewer.
    pub next: Option<ActKind>,
    /// Version.
    pub version: i64,
}

/// One case for one viewer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseView {
    /// What lists show.
    pub row: CaseRow,
    /// What the viewer may do now, the obvious next step first.
    pub actions: Vec<ActKind>,
    /// Clocks, in the order of the procedure.
    pub clocks: Vec<ClockView>,
    /// Circumstances that follow from the store.
    pub computed: BTreeSet<Circumstance>,
    /// What the table says of them alone.
    pub range: Option<Range>,
    /// What is owed on the fine today, with surcharge.
    pub owed_yuan: Option<u64>,
    /// The responsible person's violation that could be made a second case of.
    pub person_violation: Option<String>,
    /// The other case of the pair.
    pub pair: Option<(CaseId, String)>,
    /// Files.
    pub files: Vec<EvidenceView>,
    /// History, oldest first; empty for the party.
    pub timeline: Vec<TimelineItem>,
}

/// A violation as it is offered to whoever opens a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// Id.
    pub id: String,
    /// Name.
    pub title: Words,
    /// The clause that is violated.
    pub violates: String,
    /// Whom it punishes.
    pub party: PartyKind,
    /// The violation of the responsible person.
    pub person: Option<String>,
    /// Law and article that punish it.
    pub basis: Words,
    /// How sure we are of it.
    pub confidence: &'static str,
    /// Rows.
    pub tiers: Vec<OfferedTier>,
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferedTier {
    /// Name.
    pub title: Words,
    /// Circumstances that must hold.
    pub when: Vec<String>,
    /// Least.
    pub min: u64,
    /// Most.
    pub max: u64,
    /// Per mille of last year's income instead of yuan.
    pub of_income: bool,
    /// It may be spared.
    pub spare: bool,
}
