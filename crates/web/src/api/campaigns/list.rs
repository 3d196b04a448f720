//! `GET /campaigns`: campaigns, running ones first.

use anlu_app::campaign::{CampaignView, list};
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        paging::{Paged, page},
        signals::get::Words,
        values::{Day, Time},
    },
    error::{ListProblems, Problem},
    extract::{Params, Session},
};

/// Filters of the list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CampaignParams {
    /// Only closed ones (`true`) or running ones (`false`).
    closed: Option<bool>,
    /// Part of number or name.
    #[param(max_length = 100)]
    q: Option<String>,
    /// Page, from 1.
    #[param(minimum = 1)]
    page: Option<u32>,
    /// Rows per page.
    #[param(minimum = 1, maximum = 100)]
    page_size: Option<u32>,
}

/// One campaign in a list. Figures are of what the viewer may see.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignRow {
    /// Id.
    pub(crate) id: Uuid,
    /// Human number.
    #[schema(example = "ZX-20261126-0001")]
    pub(crate) no: String,
    /// Name.
    pub(crate) title: Words,
    /// Last day.
    pub(crate) deadline: Day,
    /// Days until the deadline, negative when it has passed.
    pub(crate) days_left: i32,
    /// When it was started.
    pub(crate) started_at: Time,
    /// Who started it.
    pub(crate) started_by: String,
    /// When it was closed; absent while it runs.
    pub(crate) closed_at: Option<Time>,
    /// Enterprises on its list.
    pub(crate) total: u64,
    /// Without an outcome.
    pub(crate) open: u64,
}

impl From<CampaignView> for CampaignRow {
    fn from(v: CampaignView) -> Self {
        let c = v.campaign;
        Self {
            id: c.id.0,
            no: c.no,
            title: Words { zh: c.draft.title.zh, en: c.draft.title.en },
            deadline: c.draft.deadline.into(),
            days_left: v.days_left,
            started_at: c.started.at.into(),
            started_by: c.started.by.name,
            closed_at: c.closed.map(|closing| closing.step.at.into()),
            total: v.total,
            open: v.open,
        }
    }
}

/// Campaigns with an enterprise in the viewer's scope: running ones by deadline, then closed ones.
#[utoipa::path(get, path = "/campaigns", operation_id = "list_campaigns", tag = "campaigns", params(CampaignParams),
    responses((status = 200, body = Paged<CampaignRow>), ListProblems))]
pub(crate) async fn list_campaigns(
    session: Session,
    Params(p): Params<CampaignParams>,
) -> Result<Json<Paged<CampaignRow>>, Problem> {
    let filter = list::Filter { closed: p.closed, q: p.q };
    let found = list::list(&session.ctx, &filter, page(p.page, p.page_size)).await?;
    Ok(Json(Paged::of(found, CampaignRow::from)))
}
