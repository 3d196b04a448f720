//! `GET /campaigns/{id}/subjects`: the list; `.xlsx`: as a workbook; `POST`: adds to it.

use anlu_app::campaign::{
    SubjectView,
    add::add,
    export::export,
    start::Choice,
    subjects::{self, Filter, Which},
};
use anlu_domain::ids::{CampaignId, EnterpriseId, GridId};
use axum::{Json, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        attachment::workbook,
        paging::{Paged, page},
        risks::get::Said,
        values::{Named, Time},
    },
    error::{OneProblems, Problem, WriteProblems},
    extract::{Body, Id, Params, Session},
};

/// Filters of the list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SubjectParams {
    /// Only without (`true`) or with an outcome (`false`).
    open: Option<bool>,
    /// Only with this outcome.
    #[param(max_length = 40)]
    outcome: Option<String>,
    /// Only of enterprises in this grid node and below.
    grid_id: Option<Uuid>,
    /// Only of enterprises in no grid node.
    no_grid: Option<bool>,
    /// Only those that came after the start (`true`) or were there (`false`).
    later: Option<bool>,
    /// Part of the enterprise's name or credit code.
    #[param(max_length = 100)]
    q: Option<String>,
    /// Page, from 1.
    #[param(minimum = 1)]
    page: Option<u32>,
    /// Rows per page.
    #[param(minimum = 1, maximum = 100)]
    page_size: Option<u32>,
}

impl From<SubjectParams> for Filter {
    fn from(p: SubjectParams) -> Self {
        let which = match (p.outcome, p.open) {
            (Some(code), _) => Some(Which::Outcome(code)),
            (None, Some(true)) => Some(Which::Open),
            (None, Some(false)) => Some(Which::Recorded),
            (None, None) => None,
        };
        Self { which, grid: p.grid_id.map(GridId), no_grid: p.no_grid == Some(true), later: p.later, q: p.q }
    }
}

/// One enterprise on the list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignSubjectRow {
    /// Id.
    pub(crate) id: Uuid,
    /// Campaign.
    pub(crate) campaign_id: Uuid,
    /// Enterprise.
    pub(crate) enterprise: Named,
    /// Grid node of the enterprise.
    pub(crate) grid: Option<Named>,
    /// It came after the start.
    pub(crate) later: bool,
    /// When it came on the list.
    pub(crate) added_at: Time,
    /// Code of its outcome; absent while it is open.
    pub(crate) outcome: Option<String>,
    /// Who recorded it.
    pub(crate) recorded: Option<Said>,
    /// Version.
    pub(crate) version: i64,
}

impl From<SubjectView> for CampaignSubjectRow {
    fn from(v: SubjectView) -> Self {
        let s = v.subject;
        let (outcome, step) = s.recorded.map_or((None, None), |r| (Some(r.outcome), Some(r.step)));
        Self {
            id: s.id.0,
            campaign_id: s.campaign.0,
            enterprise: v.enterprise.into(),
            grid: v.grid.map(Into::into),
            later: s.later,
            added_at: s.added_at.into(),
            outcome,
            recorded: step.map(|s| Said { by: s.by.name, at: s.at.into(), note: s.note }),
            version: v.version,
        }
    }
}

/// Who is added.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SubjectsWish {
    /// These enterprises.
    #[serde(default)]
    #[schema(max_items = 5000)]
    enterprises: Vec<Uuid>,
    /// Those for which the condition of the campaign holds now.
    #[serde(default)]
    by_condition: bool,
}

/// How many came.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SubjectsAdded {
    /// New on the list.
    added: u64,
}

/// The list of a campaign, open ones first.
#[utoipa::path(get, path = "/campaigns/{id}/subjects", operation_id = "list_campaign_subjects", tag = "campaigns",
    params(("id" = Uuid, Path, description = "Campaign"), SubjectParams),
    responses((status = 200, body = Paged<CampaignSubjectRow>), OneProblems))]
pub(crate) async fn list_campaign_subjects(
    session: Session,
    Id(id): Id,
    Params(p): Params<SubjectParams>,
) -> Result<Json<Paged<CampaignSubjectRow>>, Problem> {
    let page = page(p.page, p.page_size);
    let found = subjects::list(&session.ctx, CampaignId(id), &p.into(), page).await?;
    Ok(Json(Paged::of(found, CampaignSubjectRow::from)))
}

/// The list and the progress as a workbook.
#[utoipa::path(get, path = "/campaigns/{id}/subjects.xlsx", operation_id = "export_campaign_subjects",
    tag = "campaigns", params(("id" = Uuid, Path, description = "Campaign"), SubjectParams),
    responses((status = 200, description = "Workbook.",
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = crate::api::Bytes), OneProblems))]
pub(crate) async fn export_campaign_subjects(
    session: Session,
    Id(id): Id,
    Params(p): Params<SubjectParams>,
) -> Result<Response, Problem> {
    let (title, bytes) = export(&session.ctx, CampaignId(id), &p.into()).await?;
    Ok(workbook(&title, bytes))
}

/// Adds enterprises to the list; those on it stay as they are.
#[utoipa::path(post, path = "/campaigns/{id}/subjects", operation_id = "add_campaign_subjects", tag = "campaigns",
    params(("id" = Uuid, Path, description = "Campaign")), request_body = SubjectsWish,
    responses((status = 200, body = SubjectsAdded), WriteProblems))]
pub(crate) async fn add_campaign_subjects(
    session: Session,
    Id(id): Id,
    Body(input): Body<SubjectsWish>,
) -> Result<Json<SubjectsAdded>, Problem> {
    let enterprises = input.enterprises.into_iter().map(EnterpriseId).collect();
    let choice = Choice { enterprises, by_condition: input.by_condition };
    Ok(Json(SubjectsAdded { added: add(&session.ctx, CampaignId(id), &choice).await? }))
}
