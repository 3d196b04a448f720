//! `GET /projects/{id}/records`: what the parties did. `POST`: the viewer's enterprise did what it owes;
//! `POST /project-records/{id}/withdrawal` takes that back.

use anlu_app::project::{record, view, withdraw};
use anlu_domain::{
    evidence::EvidenceHash,
    ids::{ProjectId, ProjectRecordId, WorkItemId},
    project,
};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{get::ProjectRecord, list::PartyRole};
use crate::{
    api::{
        backtests::values::Bilingual,
        duties::withdrawal::Withdrawal,
        evidence::attached::AttachedEvidence,
        paging::{Paged, page},
        values::{Day, Named, Time},
    },
    error::{OneProblems, Problem, WriteProblems},
    extract::{Body, Id, Params, Session},
};

/// A value that was measured.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WorkReading {
    /// Key of the measure.
    measure: String,
    /// Value in its unit.
    value: f64,
}

/// What a party did.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartyRecord {
    /// Id.
    id: Uuid,
    /// The work item.
    item: Named,
    /// Duty.
    duty: String,
    /// The duty in words.
    title: Bilingual,
    /// In which role.
    role: PartyRole,
    /// The enterprise.
    enterprise: Named,
    /// On which day.
    day: Day,
    /// Words.
    note: String,
    /// What was measured.
    readings: Vec<WorkReading>,
    /// The record whose excess it answers.
    answers: Option<Uuid>,
    /// Who recorded it.
    by: String,
    /// When it was recorded.
    at: Time,
    /// Why it was taken back.
    withdrawn: Option<String>,
    /// The viewer can take it back.
    may_withdraw: bool,
    /// Files.
    files: Vec<AttachedEvidence>,
}

impl From<view::DoneView> for PartyRecord {
    fn from(v: view::DoneView) -> Self {
        let d = v.done;
        let reading = |r: project::Reading| WorkReading { measure: r.measure, value: r.value };
        Self {
            id: d.id.0,
            item: Named { id: d.item.0, name: v.item },
            duty: d.duty,
            title: v.title.into(),
            role: d.role.into(),
            enterprise: v.enterprise.into(),
            day: d.day.into(),
            note: d.note,
            readings: d.readings.into_iter().map(reading).collect(),
            answers: d.answers.map(|a| a.0),
            by: d.by.name,
            at: d.at.into(),
            withdrawn: d.withdrawn.map(|step| step.note),
            may_withdraw: v.may_withdraw,
            files: v.files.into_iter().map(Into::into).collect(),
        }
    }
}

/// What a party did, as it is recorded.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PartyRecordDraft {
    /// The work item.
    item_id: Uuid,
    /// Duty.
    #[schema(example = "every/patrol")]
    duty: String,
    /// On which day.
    day: Day,
    /// Words.
    #[schema(min_length = 1, max_length = 2000)]
    note: String,
    /// What was measured: each measure of the duty once.
    #[serde(default)]
    readings: Vec<WorkReading>,
    /// The record whose excess it answers.
    answers: Option<Uuid>,
    /// Files of the viewer, uploaded before.
    #[serde(default)]
    evidence: Vec<String>,
}

/// Which records.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PartyRecordParams {
    /// Only of this work item.
    item_id: Option<Uuid>,
    /// Only of this duty.
    #[param(max_length = 100)]
    duty: Option<String>,
    /// Page, from 1.
    #[param(minimum = 1)]
    page: Option<u32>,
    /// Rows per page.
    #[param(minimum = 1, maximum = 100)]
    page_size: Option<u32>,
}

/// What was done in a project, newest first.
#[utoipa::path(get, path = "/projects/{id}/records", operation_id = "list_project_records", tag = "projects",
    params(("id" = Uuid, Path, description = "Project"), PartyRecordParams),
    responses((status = 200, body = Paged<PartyRecord>), OneProblems))]
pub(crate) async fn list_project_records(
    session: Session,
    Id(id): Id,
    Params(p): Params<PartyRecordParams>,
) -> Result<Json<Paged<PartyRecord>>, Problem> {
    let (item, wanted) = (p.item_id.map(WorkItemId), page(p.page, p.page_size));
    let found = record::records(&session.ctx, ProjectId(id), item, p.duty.as_deref(), wanted).await?;
    Ok(Json(Paged::of(found, PartyRecord::from)))
}

/// Records what the viewer's enterprise did of what it owes, or how it answered a value beyond its limit.
#[utoipa::path(post, path = "/projects/{id}/records", operation_id = "hand_in_project_record", tag = "projects",
    params(("id" = Uuid, Path, description = "Project")), request_body = PartyRecordDraft,
    responses((status = 201, body = ProjectRecord), WriteProblems))]
pub(crate) async fn hand_in_project_record(
    session: Session,
    Id(id): Id,
    Body(d): Body<PartyRecordDraft>,
) -> Result<(StatusCode, Json<ProjectRecord>), Problem> {
    let hash = |h: &String| EvidenceHash::parse(h).ok_or_else(|| Problem::invalid("/evidence", "evidence_unknown"));
    let files = d.evidence.iter().map(hash).collect::<Result<_, _>>()?;
    let draft = project::DoneDraft {
        item: WorkItemId(d.item_id),
        duty: d.duty,
        day: d.day.0,
        note: d.note,
        readings: d.readings.into_iter().map(|r| project::Reading { measure: r.measure, value: r.value }).collect(),
        answers: d.answers.map(ProjectRecordId),
    };
    let view = record::hand_in(&session.ctx, ProjectId(id), draft, files).await?;
    Ok((StatusCode::CREATED, Json(view.into())))
}

/// Takes a record of the viewer's enterprise back: it proves nothing any more, and stays in the list.
#[utoipa::path(post, path = "/project-records/{id}/withdrawal", operation_id = "withdraw_project_record",
    tag = "projects", params(("id" = Uuid, Path, description = "Record")), request_body = Withdrawal, responses((status = 200, body = ProjectRecord), WriteProblems))]
pub(crate) async fn withdraw_project_record(
    session: Session,
    Id(id): Id,
    Body(input): Body<Withdrawal>,
) -> Result<Json<ProjectRecord>, Problem> {
    let view = withdraw::withdraw(&session.ctx, ProjectRecordId(id), &input.reason).await?;
    Ok(Json(view.into()))
}
