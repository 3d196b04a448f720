//! `GET /projects`: construction projects. `GET /projects.xlsx`: the dynamic list of what runs.

use anlu_app::project::{
    export::export,
    list::{ProjectFilter, list},
    view,
};
use anlu_domain::{
    ids::{EnterpriseId, GridId},
    project,
};
use axum::{Json, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        attachment::workbook,
        paging::{Paged, page},
        values::{Day, Named},
        vocabulary::mirror,
    },
    error::{ListProblems, Problem},
    extract::{Params, Session},
};

mirror! {
    /// What an enterprise is in a project.
    PartyRole = project::PartyRole { Owner, Contractor, Supervisor, Designer, Monitor }
}
mirror! {
    /// What is built.
    ProjectKind = project::ProjectKind { Highway, Bridge, Tunnel, Waterway, Maintenance }
}

/// A party of a project.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProjectParty {
    /// What it is.
    role: PartyRole,
    /// The enterprise.
    enterprise: Named,
    /// Who answers for it.
    person: Option<String>,
}

/// A project in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProjectRow {
    /// Id.
    id: Uuid,
    /// Number.
    no: String,
    /// Name.
    name: String,
    /// What is built.
    kind: ProjectKind,
    /// Where.
    place: String,
    /// Grid node.
    grid: Named,
    /// First day.
    start: Day,
    /// Last day planned.
    end: Day,
    /// Parties, one a role.
    parties: Vec<ProjectParty>,
    /// Work items.
    items_total: usize,
    /// Work items that run.
    items_active: usize,
    /// Blind spots.
    blind: u32,
    /// Version.
    version: i64,
}

impl From<view::ProjectRow> for ProjectRow {
    fn from(r: view::ProjectRow) -> Self {
        let p = r.project;
        let party = |p: view::PartyView| ProjectParty {
            role: p.role.into(),
            enterprise: p.enterprise.into(),
            person: p.person,
        };
        Self {
            id: p.id.0,
            no: p.no,
            name: p.name,
            kind: p.kind.into(),
            place: p.place,
            grid: r.grid.into(),
            start: p.start.into(),
            end: p.end.into(),
            parties: r.parties.into_iter().map(party).collect(),
            items_active: p.items.iter().filter(|i| i.state == project::ItemState::Active).count(),
            items_total: p.items.len(),
            blind: r.blind,
            version: r.version,
        }
    }
}

/// Filters of the list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ProjectParams {
    /// Only this kind.
    #[param(inline)]
    kind: Option<ProjectKind>,
    /// Only in this grid node and below.
    grid_id: Option<Uuid>,
    /// Only those in which this enterprise is a party.
    enterprise_id: Option<Uuid>,
    /// Only with (`true`) or without blind spots (`false`).
    blind: Option<bool>,
    /// Only with (`true`) or without work items that run (`false`).
    active: Option<bool>,
    /// Part of number, name or place.
    #[param(max_length = 100)]
    q: Option<String>,
    /// Page, from 1.
    #[param(minimum = 1)]
    page: Option<u32>,
    /// Rows per page.
    #[param(minimum = 1, maximum = 100)]
    page_size: Option<u32>,
}

impl From<ProjectParams> for ProjectFilter {
    fn from(p: ProjectParams) -> Self {
        Self {
            kind: p.kind.map(Into::into),
            grid: p.grid_id.map(GridId),
            enterprise: p.enterprise_id.map(EnterpriseId),
            blind: p.blind,
            active: p.active,
            q: p.q,
        }
    }
}

/// Projects in the viewer's scope, most blind spots first. An enterprise sees those in which it is a party.
#[utoipa::path(get, path = "/projects", operation_id = "list_projects", tag = "projects", params(ProjectParams),
    responses((status = 200, body = Paged<ProjectRow>), ListProblems))]
pub(crate) async fn list_projects(
    session: Session,
    Params(p): Params<ProjectParams>,
) -> Result<Json<Paged<ProjectRow>>, Problem> {
    let wanted = page(p.page, p.page_size);
    let found = list(&session.ctx, &p.into(), wanted).await?;
    Ok(Json(Paged::of(found, ProjectRow::from)))
}

/// The dynamic list of today of the filtered projects as a workbook.
#[utoipa::path(get, path = "/projects.xlsx", operation_id = "export_projects", tag = "projects",
    params(ProjectParams),
    responses((status = 200, description = "Workbook.",
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = crate::api::Bytes), ListProblems))]
pub(crate) async fn export_projects(session: Session, Params(p): Params<ProjectParams>) -> Result<Response, Problem> {
    let bytes = export(&session.ctx, &p.into()).await?;
    Ok(workbook("动态风险清单", bytes))
}
