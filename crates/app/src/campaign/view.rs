//! Campaigns and their subjects as screens show them.

use anlu_domain::campaign::{Campaign, Subject};

use crate::{
    hazard::{EvidenceView, Named},
    timeline::TimelineItem,
};

/// How the subjects of one grid node stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridRow {
    /// Street (or the node itself, above it); `None`: enterprises in no node.
    pub grid: Option<Named>,
    /// Who owns them: the grid chiefs of the node.
    pub owners: Vec<String>,
    /// Subjects.
    pub total: u64,
    /// Without an outcome.
    pub open: u64,
    /// With each outcome, in the order of the campaign.
    pub outcomes: Vec<u64>,
}

/// One campaign for one viewer; figures are of what the viewer may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CampaignView {
    /// The campaign.
    pub campaign: Campaign,
    /// Version to send with a step.
    pub version: i64,
    /// Subjects.
    pub total: u64,
    /// Without an outcome.
    pub open: u64,
    /// Days until the deadline, negative when it has passed.
    pub days_left: i32,
    /// By grid node. Empty in lists.
    pub grids: Vec<GridRow>,
    /// The viewer may add to it and close it.
    pub can_run: bool,
    /// The viewer may record outcomes.
    pub can_record: bool,
    /// History, oldest first. Empty in lists.
    pub timeline: Vec<TimelineItem>,
}

/// One enterprise on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectView {
    /// The subject.
    pub subject: Subject,
    /// Version to send with a step.
    pub version: i64,
    /// Enterprise.
    pub enterprise: Named,
    /// Grid node of the enterprise.
    pub grid: Option<Named>,
    /// What proves the outcome. Empty in lists.
    pub evidence: Vec<EvidenceView>,
    /// History, oldest first. Empty in lists.
    pub timeline: Vec<TimelineItem>,
}
