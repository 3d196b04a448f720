//! `GET /hazards/{id}`: one hazard with everything that happened to it.

use anlu_app::hazard::{HazardView, get};
use anlu_domain::{hazard, ids::HazardId};
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    govern::{Done, Governance},
    list::{HazardLevel, HazardSource, HazardState},
    rejudge::HazardJudgement,
};
use crate::{
    api::{
        evidence::{attached::AttachedEvidence, upload::EvidencePhase},
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
        #[serde(rename = "notice_receipt")] ConfirmNotice,
        #[serde(rename = "plan_approval")] ApprovePlan,
        Progress,
        #[serde(rename = "acceptance")] Accept,
        #[serde(rename = "listing")] List,
        #[serde(rename = "listing_lift")] Lift,
        #[serde(rename = "publication")] Publish,
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
    /// 治理目标, of a major hazard.
    pub(crate) goal: Option<String>,
    /// The principal's approval, of a major hazard.
    pub(crate) approved: Option<Done>,
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

/// The control whose failure became a hazard.
#[derive(Debug, Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "three records that it points back to")]
pub(crate) struct FailedControl {
    /// Risk point: `GET /risks/{id}`.
    pub(crate) risk_id: Uuid,
    /// Control.
    pub(crate) control_id: Uuid,
    /// Self-inspection that found it: `GET /inspections/{id}`.
    pub(crate) inspection_id: Uuid,
}

impl From<hazard::FailedControl> for FailedControl {
    fn from(f: hazard::FailedControl) -> Self {
        Self { risk_id: f.risk.0, control_id: f.control.0, inspection_id: f.inspection.0 }
    }
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
    /// The control that was not kept, when an inspection by controls found it.
    pub(crate) failed_control: Option<FailedControl>,
    /// One line.
    pub(crate) title: String,
    /// What exactly.
    pub(crate) description: String,
    /// The clause it offends.
    pub(crate) clause: Option<String>,
    /// What the criteria in force said of it when they were asked last.
    pub(crate) judged: Option<HazardJudgement>,
    /// What a major hazard has beyond its loop.
    pub(crate) governance: Governance,
    /// The hazard of the same enterprise against the same clause that it repeats.
    pub(crate) repeats_id: Option<Uuid>,
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
    pub(crate) evidence: Vec<AttachedEvidence>,
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
            goal: p.goal,
            approved: p.approved.map(Into::into),
        }
    }
}

impl From<hazard::Extension> for HazardExtension {
    fn from(e: hazard::Extension) -> Self {
        let (decided_by, decided_at, note) = e.decided.map_or((None, None, None), |d| {
            (Some(d.by.name), Some(d.at), Some(d.note).filter(|note| !note.is_empty()))
        });
        Self {
            new_deadline: e.new_deadline.into(),
            old_deadline: e.old_deadline.into(),
            reason: e.requested.note,
            requested_by: e.requested.by.name,
            requested_at: e.requested.at.into(),
            approved: e.approved,
            decided_by,
            decided_at: decided_at.map(Into::into),
            decision_note: note,
        }
    }
}

impl From<HazardView> for HazardRecord {
    fn from(v: HazardView) -> Self {
        let h = v.hazard;
        Self {
            id: h.id.0,
            no: h.no,
            enterprise: v.enterprise.into(),
            grid: v.grid.map(Into::into),
            source: h.source.into(),
            signal_id: h.signal.map(|s| s.0),
            failed_control: h.failed.map(Into::into),
            title: h.title,
            description: h.description,
            clause: h.clause,
            judged: h.judged.map(Into::into),
            governance: h.governance.into(),
            repeats_id: h.repeats.map(|r| r.0),
            level: h.level.into(),
            state: h.state.into(),
            found_by: h.found_by.name,
            found_at: h.found_at.into(),
            place: h.place,
            location: h.location.map(Into::into),
            plan: h.plan.map(Into::into),
            deadline: h.deadline.map(Into::into),
            overdue: v.overdue,
            days_left: v.days_left,
            extension: h.extension.map(Into::into),
            evidence: v.evidence.into_iter().map(Into::into).collect(),
            evidence_needed: v.evidence_needed.into_iter().map(Into::into).collect(),
            verifier: h.verifier.map(Into::into),
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
