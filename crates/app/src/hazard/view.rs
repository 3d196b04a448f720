//! A hazard as screens show it.

use anlu_domain::{
    access::Viewer,
    evidence::{EvidenceHash, EvidencePhase},
    geo::Point,
    hazard::{Action, Extension, Hazard, Level, PersonRef, Plan, Source, State, actions},
    ids::{HazardId, SignalId},
    time::{CivilDay, UtcMs},
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

/// An extension as screens show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExtensionView {
    /// The deadline asked for.
    pub new_deadline: CivilDay,
    /// The deadline when it was asked for.
    pub old_deadline: CivilDay,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub requested_by: PersonRef,
    /// When.
    pub requested_at: UtcMs,
    /// Granted, refused, or pending.
    pub approved: Option<bool>,
    /// Who decided.
    pub decided_by: Option<PersonRef>,
    /// When.
    pub decided_at: Option<UtcMs>,
    /// Note of the decision.
    pub decision_note: Option<String>,
}

impl From<Extension> for ExtensionView {
    fn from(e: Extension) -> Self {
        let decided = e.decided;
        Self {
            new_deadline: e.new_deadline,
            old_deadline: e.old_deadline,
            reason: e.requested.note,
            requested_by: e.requested.by,
            requested_at: e.requested.at,
            approved: e.approved,
            decided_by: decided.as_ref().map(|d| d.by.clone()),
            decided_at: decided.as_ref().map(|d| d.at),
            decision_note: decided.map(|d| d.note).filter(|n| !n.is_empty()),
        }
    }
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

/// One hazard. In lists `evidence` and `timeline` are empty.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HazardView {
    /// Id.
    pub id: HazardId,
    /// Human number.
    pub no: String,
    /// Enterprise.
    pub enterprise: Named,
    /// Grid node of the enterprise.
    pub grid: Option<Named>,
    /// How it came to be known.
    pub source: Source,
    /// The signal it was made from.
    pub signal_id: Option<SignalId>,
    /// One line.
    pub title: String,
    /// What exactly.
    pub description: String,
    /// Clause.
    pub clause: Option<String>,
    /// Level.
    pub level: Level,
    /// State.
    pub state: State,
    /// Who found it.
    pub found_by: PersonRef,
    /// When.
    pub found_at: UtcMs,
    /// Where, in words.
    pub place: Option<String>,
    /// Where.
    pub location: Option<Point>,
    /// 五落实.
    pub plan: Option<Plan>,
    /// Last day.
    pub deadline: Option<CivilDay>,
    /// Late now.
    pub overdue: bool,
    /// Civil days left, negative when late.
    pub days_left: Option<i32>,
    /// Newest extension.
    pub extension: Option<ExtensionView>,
    /// Evidence, in order.
    pub evidence: Vec<EvidenceView>,
    /// Phases of evidence a hand-in must have.
    pub evidence_needed: Vec<EvidencePhase>,
    /// Named (or actual) verifier.
    pub verifier: Option<PersonRef>,
    /// Steps the viewer may do now.
    pub actions: Vec<Action>,
    /// Version to send with a step.
    pub version: i64,
    /// History, oldest first.
    pub timeline: Vec<TimelineItem>,
}

/// The view of a stored hazard for one viewer at one instant, without evidence and history.
pub(super) fn view(stored: StoredHazard, name: Option<&EnterpriseName>, viewer: &Viewer, now: UtcMs) -> HazardView {
    let actions = actions(&stored.hazard, viewer);
    let (overdue, days_left) = (stored.hazard.overdue(now), stored.hazard.days_left(now));
    let evidence_needed = stored.hazard.evidence_needed().to_vec();
    let h: Hazard = stored.hazard;
    HazardView {
        id: h.id,
        no: h.no,
        enterprise: Named { id: h.enterprise.0, name: name.map(|n| n.name.clone()).unwrap_or_default() },
        grid: name.and_then(|n| n.grid.clone()).map(|(id, name)| Named { id: id.0, name }),
        source: h.source,
        signal_id: h.signal,
        title: h.title,
        description: h.description,
        clause: h.clause,
        level: h.level,
        state: h.state,
        found_by: h.found_by,
        found_at: h.found_at,
        place: h.place,
        location: h.location,
        plan: h.plan,
        deadline: h.deadline,
        overdue,
        days_left,
        extension: h.extension.map(ExtensionView::from),
        evidence: Vec::new(),
        evidence_needed,
        verifier: h.verifier,
        actions,
        version: stored.version,
        timeline: Vec::new(),
    }
}
