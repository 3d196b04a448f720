//! A hazard as screens show it.

use anlu_domain::{
    access::Viewer,
    evidence::{EvidenceHash, EvidencePhase},
    hazard::{Action, Hazard, PersonRef, actions},
    time::UtcMs,
};
use anlu_store::repo::{evidence::Attached, hazard::StoredHazard, names::EnterpriseName};
use serde::Serialize;
use uuid::Uuid;

use crate::timeline::TimelineItem;

/// An id with the name people know it by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// Id.
    pub id: Uuid,
    /// Name.
    pub name: String,
}

/// A piece of evidence as screens show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EvidenceView {
    /// Content hash: the file is at `/evidence/{hash}`.
    pub hash: EvidenceHash,
    /// What it proves.
    pub phase: EvidencePhase,
    /// File name.
    pub name: String,
    /// Media type.
    pub media_type: &'static str,
    /// Bytes.
    pub size: u64,
    /// When it was taken.
    pub captured_at: Option<UtcMs>,
    /// Who attached it.
    pub uploaded_by: PersonRef,
    /// When it was attached.
    pub attached_at: UtcMs,
}

impl From<Attached> for EvidenceView {
    fn from(a: Attached) -> Self {
        Self {
            hash: a.content.hash,
            phase: a.phase,
            name: a.name,
            media_type: a.content.media_type.mime(),
            size: a.content.size,
            captured_at: a.captured_at,
            uploaded_by: a.by,
            attached_at: a.at,
        }
    }
}

/// One hazard for one viewer at one instant. In lists `evidence` and `timeline` are empty.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HazardView {
    /// The hazard.
    pub hazard: Hazard,
    /// Version to send with a step.
    pub version: i64,
    /// Enterprise.
    pub enterprise: Named,
    /// Grid node of the enterprise.
    pub grid: Option<Named>,
    /// Late now.
    pub overdue: bool,
    /// Civil days left, negative when late.
    pub days_left: Option<i32>,
    /// Evidence, in order.
    pub evidence: Vec<EvidenceView>,
    /// Phases of evidence a hand-in must have.
    pub evidence_needed: Vec<EvidencePhase>,
    /// Steps the viewer may do now.
    pub actions: Vec<Action>,
    /// History, oldest first.
    pub timeline: Vec<TimelineItem>,
}

/// The view of a stored hazard, without evidence and history.
pub(super) fn view(stored: StoredHazard, name: Option<&EnterpriseName>, viewer: &Viewer, now: UtcMs) -> HazardView {
    let hazard = stored.hazard;
    HazardView {
        version: stored.version,
        enterprise: Named { id: hazard.enterprise.0, name: name.map(|n| n.name.clone()).unwrap_or_default() },
        grid: name.and_then(|n| n.grid.clone()).map(|(id, name)| Named { id: id.0, name }),
        overdue: hazard.overdue(now),
        days_left: hazard.days_left(now),
        evidence: Vec::new(),
        evidence_needed: hazard.evidence_needed().to_vec(),
        actions: actions(&hazard, viewer),
        timeline: Vec::new(),
        hazard,
    }
}
