//! The census of an enterprise at a glance; begin it from a template, say that it holds, add pictures.

use anlu_app::risk::{assessed, census, pictures, start};
use anlu_domain::{evidence::EvidenceHash, ids::EnterpriseId};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    inspections::InspectionRow,
    list::RiskGrade,
    methods::{MethodRow, TemplateRow},
};
use crate::{
    api::{evidence::attached::AttachedEvidence, values::Named},
    error::{OneProblems, Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// How many risks have a colour.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GradeCount {
    /// Colour.
    pub(crate) grade: RiskGrade,
    /// Risks on the list.
    pub(crate) count: u64,
}

/// A census at a glance.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RiskCensus {
    /// Enterprise.
    pub(crate) enterprise: Named,
    /// Risks on the list by colour, gravest first.
    pub(crate) grades: Vec<GradeCount>,
    /// Methods to grade by.
    pub(crate) methods: Vec<MethodRow>,
    /// Templates, those that fit first.
    pub(crate) templates: Vec<TemplateRow>,
    /// Plan and map pictures.
    pub(crate) pictures: Vec<AttachedEvidence>,
    /// The newest self-inspection by controls.
    pub(crate) last_inspection: Option<InspectionRow>,
    /// The viewer may write the census.
    pub(crate) may_edit: bool,
    /// The viewer may inspect by its controls.
    pub(crate) may_inspect: bool,
}

/// Which template to begin with.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CensusStart {
    /// Template.
    #[schema(example = "repair")]
    template: String,
}

/// What was added.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CensusStarted {
    /// Risks that were added; those that were there stay as they are.
    added: usize,
}

/// A record that was kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AssessmentKept {
    /// The record.
    record: Uuid,
}

/// A picture that was uploaded before.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RiskPicture {
    /// SHA-256 of the picture.
    #[schema(min_length = 64, max_length = 64)]
    hash: String,
}

/// The census of an enterprise at a glance.
#[utoipa::path(get, path = "/enterprises/{id}/risks", operation_id = "get_risk_census", tag = "risks",
    params(("id" = Uuid, Path, description = "Enterprise")),
    responses((status = 200, body = RiskCensus), OneProblems))]
pub(crate) async fn get_risk_census(session: Session, Id(id): Id) -> Result<Json<RiskCensus>, Problem> {
    let c = census::census(&session.ctx, EnterpriseId(id)).await?;
    Ok(Json(RiskCensus {
        enterprise: c.enterprise.into(),
        grades: c.grades.into_iter().map(|(grade, count)| GradeCount { grade: grade.into(), count }).collect(),
        methods: c.methods.into_iter().map(Into::into).collect(),
        templates: c.templates.into_iter().map(Into::into).collect(),
        pictures: c.pictures.into_iter().map(Into::into).collect(),
        last_inspection: c.last.as_ref().map(Into::into),
        may_edit: c.may_edit,
        may_inspect: c.may_inspect,
    }))
}

/// Begins the census from a template: adds the points that are not there yet.
#[utoipa::path(post, path = "/enterprises/{id}/risks/start", operation_id = "start_risk_census", tag = "risks",
    params(("id" = Uuid, Path, description = "Enterprise")), request_body = CensusStart,
    responses((status = 200, body = CensusStarted), WriteProblems))]
pub(crate) async fn start_risk_census(
    session: Session,
    Id(id): Id,
    Body(input): Body<CensusStart>,
) -> Result<Json<CensusStarted>, Problem> {
    let added = start::start(&session.ctx, EnterpriseId(id), &input.template).await?;
    Ok(Json(CensusStarted { added }))
}

/// Says that the census was gone through and holds: the record of the year's risk assessment.
#[utoipa::path(post, path = "/enterprises/{id}/risks/assessment", operation_id = "keep_risk_assessment", tag = "risks",
    params(("id" = Uuid, Path, description = "Enterprise")),
    responses((status = 201, body = AssessmentKept), WriteProblems))]
pub(crate) async fn keep_risk_assessment(
    session: Session,
    Id(id): Id,
) -> Result<(StatusCode, Json<AssessmentKept>), Problem> {
    let record = assessed::assessed(&session.ctx, EnterpriseId(id)).await?.0;
    Ok((StatusCode::CREATED, Json(AssessmentKept { record })))
}

/// Adds a plan or map picture to the census.
#[utoipa::path(post, path = "/enterprises/{id}/risks/pictures", operation_id = "add_risk_picture", tag = "risks",
    params(("id" = Uuid, Path, description = "Enterprise")), request_body = RiskPicture,
    responses((status = 204, description = "It is there."), WriteProblems))]
pub(crate) async fn add_risk_picture(
    session: Session,
    Id(id): Id,
    Body(input): Body<RiskPicture>,
) -> Result<StatusCode, Problem> {
    let hash = EvidenceHash::parse(&input.hash).ok_or_else(|| Problem::invalid("/hash", "evidence_unknown"))?;
    pictures::add(&session.ctx, EnterpriseId(id), hash).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a picture off the census. Risks keep their places on it: added again, it shows them as before.
#[utoipa::path(post, path = "/enterprises/{id}/risks/pictures/removal", operation_id = "remove_risk_picture",
    tag = "risks", params(("id" = Uuid, Path, description = "Enterprise")), request_body = RiskPicture,
    responses((status = 204, description = "It is gone from the census."), WriteProblems))]
pub(crate) async fn remove_risk_picture(
    session: Session,
    Id(id): Id,
    Body(input): Body<RiskPicture>,
) -> Result<StatusCode, Problem> {
    let hash = EvidenceHash::parse(&input.hash).ok_or_else(|| Problem::invalid("/hash", "evidence_unknown"))?;
    pictures::remove(&session.ctx, EnterpriseId(id), hash).await?;
    Ok(StatusCode::NO_CONTENT)
}
