//! Interviews as screens show them.

use anlu_domain::{
    talk::{ActKind, Talk},
    time::CivilDay,
};

use crate::{
    hazard::{EvidenceView, Named},
    timeline::TimelineItem,
};

/// An interview in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TalkRow {
    /// The interview.
    pub talk: Talk,
    /// Enterprise.
    pub enterprise: Named,
    /// The next last day.
    pub due: Option<CivilDay>,
    /// It has passed.
    pub overdue: bool,
    /// What it waits for from the viewer.
    pub next: Option<ActKind>,
    /// Version.
    pub version: i64,
}

/// One interview for one viewer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TalkView {
    /// What lists show.
    pub row: TalkRow,
    /// What the viewer may do now, the obvious next step first.
    pub actions: Vec<ActKind>,
    /// Principal of the register.
    pub principal: Option<String>,
    /// First day for which a notice given today is early enough.
    pub notice_from: Option<CivilDay>,
    /// Longest deadline of demands: made at the appointment that has passed, or today.
    pub mend_by: Option<CivilDay>,
    /// Proofs of the enterprise.
    pub files: Vec<EvidenceView>,
    /// History, oldest first; empty for the enterprise.
    pub timeline: Vec<TimelineItem>,
}
