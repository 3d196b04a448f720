//! `POST /projects`, `PUT /projects/{id}`: a project and its parties. `POST /projects/{id}/items`: a work item.
//! `POST /projects/{id}/risks`: its risks go into the census of the contractor.

use std::collections::BTreeMap;

use anlu_app::project::{draw::draw, item, write};
use anlu_domain::{
    ids::{EnterpriseId, GridId, ProjectId, WorkItemId},
    project,
};
use axum::{Json, http::StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    get::{ProjectRecord, WorkItemState},
    list::{PartyRole, ProjectKind},
};
use crate::{
    api::values::Day,
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// A party as it is named.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PartyDraft {
    /// What it is.
    role: PartyRole,
    /// The enterprise.
    enterprise_id: Uuid,
    /// Who answers for it.
    #[schema(max_length = 100)]
    person: Option<String>,
}

/// A project as it is written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProjectDraft {
    /// Number.
    #[schema(min_length = 1, max_length = 100)]
    no: String,
    /// Name.
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// What is built.
    kind: ProjectKind,
    /// Where.
    #[schema(min_length = 1, max_length = 100)]
    place: String,
    /// Grid node.
    grid_id: Uuid,
    /// First day.
    start: Day,
    /// Last day planned.
    end: Day,
    /// Parties, one a role.
    parties: Vec<PartyDraft>,
}

/// A project as it is written anew.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ProjectChange {
    /// Version the change is based on.
    version: i64,
    /// What it shall be.
    #[serde(flatten)]
    draft: ProjectDraft,
}

/// A work item as it is written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WorkItemDraft {
    /// Version of the project that the change is based on.
    version: i64,
    /// The item it changes; absent: a new one.
    item_id: Option<Uuid>,
    /// Name.
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// Kind of work in the pack.
    #[schema(example = "pit.deep")]
    kind: String,
    /// Site or chainage.
    #[schema(min_length = 1, max_length = 100)]
    place: String,
    /// Beyond the size from which experts review the scheme.
    #[serde(default)]
    large: bool,
    /// First day planned.
    start: Day,
    /// Last day planned.
    end: Day,
    /// Where it stands.
    state: WorkItemState,
    /// How much is done, per cent.
    #[serde(default)]
    #[schema(maximum = 100)]
    progress: u8,
    /// Limits that the design sets, by measure.
    #[serde(default)]
    limits: BTreeMap<String, f64>,
}

/// Which item.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WorkItemChoice {
    /// The item.
    item_id: Uuid,
}

impl From<ProjectDraft> for project::ProjectDraft {
    fn from(d: ProjectDraft) -> Self {
        let party = |p: PartyDraft| project::Party {
            role: p.role.into(),
            enterprise: EnterpriseId(p.enterprise_id),
            person: p.person,
        };
        Self {
            no: d.no,
            name: d.name,
            kind: d.kind.into(),
            place: d.place,
            grid: GridId(d.grid_id),
            start: d.start.0,
            end: d.end.0,
            parties: d.parties.into_iter().map(party).collect(),
        }
    }
}

/// Enters a project.
#[utoipa::path(post, path = "/projects", operation_id = "create_project", tag = "projects", request_body = ProjectDraft,
    responses((status = 201, body = ProjectRecord), WriteProblems))]
pub(crate) async fn create_project(
    session: Session,
    Body(d): Body<ProjectDraft>,
) -> Result<(StatusCode, Json<ProjectRecord>), Problem> {
    let made = write::create(&session.ctx, d.into()).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}

/// Writes a project and its parties anew; its work items stay.
#[utoipa::path(put, path = "/projects/{id}", operation_id = "change_project", tag = "projects",
    params(("id" = Uuid, Path, description = "Project")), request_body = ProjectChange,
    responses((status = 200, body = ProjectRecord), WriteProblems))]
pub(crate) async fn change_project(
    session: Session,
    Id(id): Id,
    Body(c): Body<ProjectChange>,
) -> Result<Json<ProjectRecord>, Problem> {
    Ok(Json(write::change(&session.ctx, ProjectId(id), c.version, c.draft.into()).await?.into()))
}

/// Enters a work item, or writes one anew.
#[utoipa::path(post, path = "/projects/{id}/items", operation_id = "write_work_item", tag = "projects",
    params(("id" = Uuid, Path, description = "Project")), request_body = WorkItemDraft,
    responses((status = 200, body = ProjectRecord), WriteProblems))]
pub(crate) async fn write_work_item(
    session: Session,
    Id(id): Id,
    Body(d): Body<WorkItemDraft>,
) -> Result<Json<ProjectRecord>, Problem> {
    let draft = project::ItemDraft {
        name: d.name,
        kind: d.kind,
        place: d.place,
        large: d.large,
        start: d.start.0,
        end: d.end.0,
        state: d.state.into(),
        progress: d.progress,
        limits: d.limits,
    };
    let written = item::write(&session.ctx, ProjectId(id), d.version, d.item_id.map(WorkItemId), draft).await?;
    Ok(Json(written.into()))
}

/// Takes the risks of a work item into the census of the contractor; what is there already stays as it is.
#[utoipa::path(post, path = "/projects/{id}/risks", operation_id = "draw_work_risks", tag = "projects",
    params(("id" = Uuid, Path, description = "Project")), request_body = WorkItemChoice,
    responses((status = 200, body = ProjectRecord), WriteProblems))]
pub(crate) async fn draw_work_risks(
    session: Session,
    Id(id): Id,
    Body(c): Body<WorkItemChoice>,
) -> Result<Json<ProjectRecord>, Problem> {
    Ok(Json(draw(&session.ctx, ProjectId(id), WorkItemId(c.item_id)).await?.into()))
}
