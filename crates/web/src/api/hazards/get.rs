//! `GET /hazards/{id}`: one hazard with everything that happened to it.

use anlu_app::hazard::{EvidenceView, ExtensionView, HazardView, get};
use anlu_domain::{hazard, ids::HazardId};
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::list::{HazardLevel, HazardSource, HazardState};
use crate::{
    api::{
        evidence::upload::EvidencePhase,
        signals::get::Activity,
        values::{Day, Named, Place, Time},
        vocabulary::mirror,
    },
    error::{OneProblems, Problem},
    extract::{Id, Session},
};

mirror! {
    /// A step of the loop.
    HazardAction = hazard::Action {
        Notify, Plan, Submit, Verify, Close,
        #[serde(rename = "extension")] RequestExtension,
        #[serde(rename = "extension_decision")] DecideExtension,
    }
}

/// 五落实.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HazardPlan {
    /// 措施.
    pub(crate) measure: String,
    /// 资金, whole yuan.
    pub(crate) money_yuan: u64,
    /// 责任.
    pub(crate) person_name: String,
    /// 时限.
    pub(crate) deadline: Day,
    /// 预案.
    pub(crate) emergency_plan: String,
}

/// A wish for a later deadline and what was decided.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HazardExtension {
    /// Deadline asked for.
    pub(crate) new_deadline: Day,
    /// Deadline when it was asked for.
    pub(crate) old_deadline: Day,
    /// Why.
    pub(crate) reason: String,
    /// Who asked.
    pub(crate) requested_by: String,
    /// When.
    pub(crate) requested_at: Time,
    /// Granted or refused; absent while it waits.
    pub(crate) approved: Option<bool>,
    /// Who decided.
    pub(crate) decided_by: Option<String>,
    /// When.
    pub(crate) decided_at: Option<Time>,
    /// Note of the decision.
    pub(crate) decision_note: Option<String>,
}

/// A piece of evidence as a hazard shows it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HazardEvidence {
    /// SHA-256 of the content; `GET /evidence/{hash}` has the file.
    pub(crate) hash: String,
    /// What it proves.
    pub(crate) phase: EvidencePhase,
    /// Name of the file.
    pub(crate) name: Option<String>,
    /// Media type.
    pub(crate) media_type: String,
    /// Bytes.
    pub(crate) size: u64,
    /// When it was taken, if known.
    pub(crate) captured_at: Option<Time>,
    /// Who uploaded it.
    pub(crate) uploaded_by: String,
}

/// One hazard in full.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HazardRecord {
    /// Id.
    pub(crate) id: Uuid,
    /// Human number.
    #[schema(example = "YH-20261124-0001")]
    pub(crate) no: String,
    /// The enterprise that must mend it.
    pub(crate) enterprise: Named,
    /// Grid node of the enterprise.
    pub(crate) grid: Option<Named>,
    /// How it came to be known.
    pub(crate) source: HazardSource,
    /// The signal it was made from.
    pub(crate) signal_id: Option<Uuid>,
    /// One line.
    pub(crate) title: String,
    /// What exactly.
    pub(crate) description: String,
    /// The clause it offends.
    pub(crate) clause: Option<String>,
    /// Level.
    pub(crate) level: HazardLevel,
    /// State.
    pub(crate) state: HazardState,
    /// Who found it.
    pub(crate) found_by: String,
    /// When it was found.
    pub(crate) found_at: Time,
    /// Where, in words.
    pub(crate) place: Option<String>,
    /// Where.
    pub(crate) location: Option<Place>,
    /// 五落实.
    pub(crate) plan: Option<HazardPlan>,
    /// Last day for mending.
    pub(crate) deadline: Option<Day>,
    /// The enterprise still owes work and the deadline has passed.
    pub(crate) overdue: bool,
    /// Days until the deadline, negative when late.
    pub(crate) days_left: Option<i32>,
    /// The newest extension.
    pub(crate) extension: Option<HazardExtension>,
    /// Evidence, oldest first.
    pub(crate) evidence: Vec<HazardEvidence>,
    /// Phases of evidence that must be there before it can be handed in.
    pub(crate) evidence_needed: Vec<EvidencePhase>,
    /// Who verifies (or verified) it.
    pub(crate) verifier: Option<Named>,
    /// Steps the viewer may do now, in screen order.
    pub(crate) actions: Vec<HazardAction>,
    /// Send it back with a step.
    pub(crate) version: i64,
    /// What happened, oldest first.
    pub(crate) timeline: Vec<Activity>,
}

impl From<hazard::Plan> for HazardPlan {
    fn from(p: hazard::Plan) -> Self {
        Self {
            measure: p.measure,
            money_yuan: p.money_yuan,
            person_name: p.person_name,
            deadline: p.deadline.into(),
            emergency_plan: p.emergency_plan,
        }
    }
}

impl From<ExtensionView> for HazardExtension {
    fn from(e: ExtensionView) -> Self {
        Self {
            new_deadline: e.new_deadline.into(),
            old_deadline: e.old_deadline.into(),
            reason: e.reason,
            requested_by: e.requested_by.name,
            requested_at: e.requested_at.into(),
            approved: e.approved,
            decided_by: e.decided_by.map(|p| p.name),
            decided_at: e.decided_at.map(Into::into),
            decision_note: e.decision_note,
        }
    }
}

impl From<EvidenceView> for HazardEvidence {
    fn from(e: EvidenceView) -> Self {
        Self {
            hash: e.hash.to_string(),
            phase: e.phase.into(),
            name: Some(e.name).filter(|n| !n.is_empty()),
            media_type: e.media_type.to_owned(),
            size: e.size,
            captured_at: e.captured_at.map(Into::into),
            uploaded_by: e.uploaded_by.name,
        }
    }
}

impl From<HazardView> for HazardRecord {
    fn from(v: HazardView) -> Self {
        Self {
            id: v.id.0,
            no: v.no,
            enterprise: v.enterprise.into(),
            grid: v.grid.map(Into::into),
            source: v.source.into(),
            signal_id: v.signal_id.map(|s| s.0),
            title: v.title,
            description: v.description,
            clause: v.clause,
            level: v.level.into(),
            state: v.state.into(),
            found_by: v.found_by.name,
            found_at: v.found_at.into(),
            place: v.place,
            location: v.location.map(Into::into),
            plan: v.plan.map(Into::into),
            deadline: v.deadline.map(Into::into),
            overdue: v.overdue,
            days_left: v.days_left,
            extension: v.extension.map(Into::into),
            evidence: v.evidence.into_iter().map(Into::into).collect(),
            evidence_needed: v.evidence_needed.into_iter().map(Into::into).collect(),
            verifier: v.verifier.map(Into::into),
            actions: v.actions.into_iter().map(Into::into).collect(),
            version: v.version,
            timeline: v.timeline.into_iter().map(Into::into).collect(),
        }
    }
}

/// One hazard the viewer may see.
#[utoipa::path(get, path = "/hazards/{id}", operation_id = "get_hazard", tag = "hazards",
    params(("id" = Uuid, Path, description = "Hazard")),
    responses((status = 200, body = HazardRecord), OneProblems))]
pub(crate) async fn get_hazard(session: Session, Id(id): Id) -> Result<Json<HazardRecord>, Problem> {
    Ok(Json(get::get(&session.ctx, HazardId(id)).await?.into()))
}
