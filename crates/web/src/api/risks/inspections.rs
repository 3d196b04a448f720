//! Self-inspections by controls: the checklist, handing in, reading.

use anlu_app::risk::{
    census,
    inspect::{self, NewAnswer, NewInspection},
    inspections::{self, InspectionView},
};
use anlu_domain::{
    duty::record,
    evidence::EvidenceHash,
    ids::{ControlId, EnterpriseId, InspectionId},
    risk::{
        self,
        inspection::{AnswerDraft, Inspection, Outcome},
    },
};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    get::RiskControl,
    list::{RiskGrade, RiskKind},
};
use crate::{
    api::{
        paging::{PageParams, Paged},
        values::{Day, Named, Time},
        vocabulary::mirror,
    },
    error::{OneProblems, Problem, WriteProblems},
    extract::{Body, Id, Params, Session},
};

mirror! {
    /// Whether a control is kept.
    ControlOutcome = Outcome { Kept, Failed, NotApplicable }
}

/// What an inspection found, counted.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct Inspected {
    /// Controls that were kept.
    pub(crate) kept: u32,
    /// Controls that were not.
    pub(crate) failed: u32,
    /// Controls that did not apply.
    pub(crate) not_applicable: u32,
}

impl From<record::Inspected> for Inspected {
    fn from(i: record::Inspected) -> Self {
        Self { kept: i.kept, failed: i.failed, not_applicable: i.not_applicable }
    }
}

impl From<&Inspection> for Inspected {
    fn from(i: &Inspection) -> Self {
        let n = |outcome| i.count(outcome);
        Self { kept: n(Outcome::Kept), failed: n(Outcome::Failed), not_applicable: n(Outcome::NotApplicable) }
    }
}

/// A risk with the controls to answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChecklistRisk {
    /// Risk.
    pub(crate) id: Uuid,
    /// Number within the enterprise.
    pub(crate) no: String,
    /// Name.
    pub(crate) name: String,
    /// What it is.
    pub(crate) kind: RiskKind,
    /// Where, in words.
    pub(crate) place: Option<String>,
    /// What may happen.
    pub(crate) accident: String,
    /// Colour.
    pub(crate) grade: RiskGrade,
    /// Controls in force.
    pub(crate) controls: Vec<RiskControl>,
}

/// What a self-inspection asks.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Checklist {
    /// Enterprise.
    pub(crate) enterprise: Named,
    /// The day.
    pub(crate) today: Day,
    /// Risks, gravest first.
    pub(crate) risks: Vec<ChecklistRisk>,
}

/// An answer as it is handed in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InspectionAnswerDraft {
    /// Control.
    control_id: Uuid,
    /// Whether it is kept.
    outcome: ControlOutcome,
    /// Words; required when it failed.
    #[serde(default)]
    #[schema(max_length = 500)]
    note: String,
    /// Hashes of pictures uploaded before.
    #[serde(default)]
    #[schema(max_items = 9)]
    evidence: Vec<String>,
    /// Last day for mending, when it failed.
    deadline: Option<Day>,
}

/// A self-inspection as it is handed in. Sending the same again changes nothing.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InspectionDraft {
    /// Id, made where it was done: a UUID of version 7.
    id: Uuid,
    /// When it began.
    started_at: Time,
    /// When it ended.
    finished_at: Time,
    /// Words.
    #[serde(default)]
    #[schema(max_length = 2000)]
    note: String,
    /// An answer for each control that stood on the list when it began.
    #[schema(min_items = 1)]
    answers: Vec<InspectionAnswerDraft>,
}

/// An answer of an inspection.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InspectionAnswer {
    /// Control.
    pub(crate) control_id: Uuid,
    /// Risk.
    pub(crate) risk_id: Uuid,
    /// Name of the risk then.
    pub(crate) risk: String,
    /// What had to hold.
    pub(crate) text: String,
    /// Whether it was kept.
    pub(crate) outcome: ControlOutcome,
    /// Words.
    pub(crate) note: String,
    /// Hashes of pictures: `GET /evidence/{hash}`.
    pub(crate) evidence: Vec<String>,
    /// The hazard that it became.
    pub(crate) hazard: Option<Named>,
}

/// A self-inspection.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InspectionRecord {
    /// Id, also of the record it is.
    pub(crate) id: Uuid,
    /// Enterprise.
    pub(crate) enterprise: Named,
    /// When it began, by the device.
    pub(crate) started_at: Time,
    /// When it ended, by the device.
    pub(crate) finished_at: Time,
    /// When it was received.
    pub(crate) received_at: Time,
    /// SHA-256 of what was handed in, hex: with the time the receipt for the device that sent it.
    pub(crate) sha256: String,
    /// Who did it.
    pub(crate) by: String,
    /// Words.
    pub(crate) note: String,
    /// What it found, counted.
    pub(crate) inspected: Inspected,
    /// Answers.
    pub(crate) answers: Vec<InspectionAnswer>,
}

/// A self-inspection in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InspectionRow {
    /// Id.
    pub(crate) id: Uuid,
    /// When it ended, by the device.
    pub(crate) finished_at: Time,
    /// Who did it.
    pub(crate) by: String,
    /// What it found, counted.
    pub(crate) inspected: Inspected,
}

impl From<&Inspection> for InspectionRow {
    fn from(i: &Inspection) -> Self {
        Self { id: i.id.0, finished_at: i.finished_at.into(), by: i.by.name.clone(), inspected: i.into() }
    }
}

impl From<InspectionView> for InspectionRecord {
    fn from(v: InspectionView) -> Self {
        let (i, numbers) = (v.inspection, v.hazards);
        let answer = |a: risk::inspection::Answer| InspectionAnswer {
            control_id: a.control.0,
            risk_id: a.risk.0,
            risk: a.name,
            text: a.text,
            outcome: a.outcome.into(),
            note: a.note,
            evidence: a.evidence.iter().map(ToString::to_string).collect(),
            hazard: a.hazard.map(|id| Named { id: id.0, name: numbers.get(&id).cloned().unwrap_or_default() }),
        };
        Self {
            id: i.id.0,
            enterprise: v.enterprise.into(),
            started_at: i.started_at.into(),
            finished_at: i.finished_at.into(),
            received_at: i.received_at.into(),
            sha256: v.sha256,
            by: i.by.name.clone(),
            note: i.note.clone(),
            inspected: (&i).into(),
            answers: i.answers.into_iter().map(answer).collect(),
        }
    }
}

impl InspectionDraft {
    fn read(self) -> Result<NewInspection, Problem> {
        let mut answers = Vec::new();
        for (i, a) in self.answers.into_iter().enumerate() {
            let hash = |h: &String| {
                EvidenceHash::parse(h)
                    .ok_or_else(|| Problem::invalid(format!("/answers/{i}/evidence"), "evidence_unknown"))
            };
            let answer = AnswerDraft {
                control: ControlId(a.control_id),
                outcome: a.outcome.into(),
                note: a.note,
                evidence: a.evidence.iter().map(hash).collect::<Result<_, _>>()?,
            };
            answers.push(NewAnswer { answer, deadline: a.deadline.map(|d| d.0) });
        }
        Ok(NewInspection {
            id: InspectionId(self.id),
            started_at: self.started_at.0,
            finished_at: self.finished_at.0,
            note: self.note,
            answers,
        })
    }
}

/// What a self-inspection of the enterprise asks.
#[utoipa::path(get, path = "/enterprises/{id}/risks/checklist", operation_id = "get_risk_checklist", tag = "risks",
    params(("id" = Uuid, Path, description = "Enterprise")),
    responses((status = 200, body = Checklist), OneProblems))]
pub(crate) async fn get_risk_checklist(session: Session, Id(id): Id) -> Result<Json<Checklist>, Problem> {
    let list = census::checklist(&session.ctx, EnterpriseId(id)).await?;
    let risk = |r: risk::Risk| ChecklistRisk {
        controls: r.kept().map(RiskControl::from).collect(),
        id: r.id.0,
        no: r.no,
        name: r.name,
        kind: r.kind.into(),
        place: r.place,
        accident: r.accident,
        grade: r.assessment.grade.into(),
    };
    Ok(Json(Checklist {
        enterprise: list.enterprise.into(),
        today: list.today.into(),
        risks: list.risks.into_iter().map(risk).collect(),
    }))
}

/// Hands in a self-inspection; 201 when it is new, 200 when the same stood here already.
#[utoipa::path(post, path = "/enterprises/{id}/inspections", operation_id = "hand_in_inspection", tag = "risks",
    params(("id" = Uuid, Path, description = "Enterprise")), request_body = InspectionDraft,
    responses((status = 201, body = InspectionRecord), (status = 200, body = InspectionRecord), WriteProblems))]
pub(crate) async fn hand_in_inspection(
    session: Session,
    Id(id): Id,
    Body(input): Body<InspectionDraft>,
) -> Result<(StatusCode, Json<InspectionRecord>), Problem> {
    let (view, made) = inspect::inspect(&session.ctx, EnterpriseId(id), input.read()?).await?;
    Ok((if made { StatusCode::CREATED } else { StatusCode::OK }, Json(view.into())))
}

/// Self-inspections of the enterprise, newest first.
#[utoipa::path(get, path = "/enterprises/{id}/inspections", operation_id = "list_enterprise_inspections", tag = "risks",
    params(("id" = Uuid, Path, description = "Enterprise"), PageParams),
    responses((status = 200, body = Paged<InspectionRow>), OneProblems))]
pub(crate) async fn list_enterprise_inspections(
    session: Session,
    Id(id): Id,
    Params(page): Params<PageParams>,
) -> Result<Json<Paged<InspectionRow>>, Problem> {
    let found = inspections::list(&session.ctx, EnterpriseId(id), page.page()).await?;
    Ok(Json(Paged::of(found, |i| InspectionRow::from(&i))))
}

/// One self-inspection the viewer may see.
#[utoipa::path(get, path = "/inspections/{id}", operation_id = "get_inspection", tag = "risks",
    params(("id" = Uuid, Path, description = "Self-inspection")),
    responses((status = 200, body = InspectionRecord), OneProblems))]
pub(crate) async fn get_inspection(session: Session, Id(id): Id) -> Result<Json<InspectionRecord>, Problem> {
    Ok(Json(inspections::get(&session.ctx, InspectionId(id)).await?.into()))
}
