//! `GET /campaigns/{id}`: one campaign with its progress by grid.

use anlu_app::campaign::{CampaignView, GridRow, get};
use anlu_domain::{campaign::Outcome, ids::CampaignId};
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::list::CampaignRow;
use crate::{
    api::{
        risks::get::Said,
        signals::get::{Activity, Words},
        values::Named,
    },
    error::{OneProblems, Problem},
    extract::{Id, Session},
};

/// How it can end for an enterprise.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignOutcome {
    /// Code, unique in the campaign.
    pub(crate) code: String,
    /// Name.
    pub(crate) title: Words,
    /// It has to be proved by a photo or a file.
    pub(crate) evidence: bool,
}

impl From<Outcome> for CampaignOutcome {
    fn from(o: Outcome) -> Self {
        Self { code: o.code, title: Words { zh: o.title.zh, en: o.title.en }, evidence: o.evidence }
    }
}

/// How the enterprises of one grid node stand.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignGrid {
    /// Street, or a node above; absent: enterprises in no node.
    grid: Option<Named>,
    /// Who owns them.
    owners: Vec<String>,
    /// Enterprises.
    total: u64,
    /// Without an outcome.
    open: u64,
    /// With each outcome, in the order of `outcomes`.
    outcomes: Vec<u64>,
}

impl From<GridRow> for CampaignGrid {
    fn from(r: GridRow) -> Self {
        Self { grid: r.grid.map(Into::into), owners: r.owners, total: r.total, open: r.open, outcomes: r.outcomes }
    }
}

/// How a campaign was closed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignClosing {
    /// Who, when, and what came of it.
    said: Said,
    /// Enterprises without an outcome.
    open: u64,
    /// Why it was closed with open enterprises.
    reason: Option<String>,
}

/// One campaign in full.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignRecord {
    /// The campaign.
    #[serde(flatten)]
    campaign: CampaignRow,
    /// Version.
    version: i64,
    /// What is to be done at each enterprise.
    task: Words,
    /// The template of the pack it came from.
    template: Option<String>,
    /// The condition that found the enterprises.
    among: Option<String>,
    /// Where it stands.
    basis: Option<String>,
    /// How it can end.
    outcomes: Vec<CampaignOutcome>,
    /// Progress by grid.
    grids: Vec<CampaignGrid>,
    /// How it was closed.
    closed: Option<CampaignClosing>,
    /// The viewer may add to it and close it.
    can_run: bool,
    /// The viewer may record outcomes.
    can_record: bool,
    /// History, oldest first.
    activity: Vec<Activity>,
}

impl From<CampaignView> for CampaignRecord {
    fn from(mut v: CampaignView) -> Self {
        let draft = v.campaign.draft.clone();
        let closed = v.campaign.closed.clone().map(|c| CampaignClosing {
            said: Said { by: c.step.by.name, at: c.step.at.into(), note: c.step.note },
            open: c.open,
            reason: c.reason,
        });
        Self {
            version: v.version,
            task: Words { zh: draft.task.zh, en: draft.task.en },
            template: draft.template,
            among: draft.among,
            basis: draft.basis,
            outcomes: draft.outcomes.into_iter().map(Into::into).collect(),
            grids: std::mem::take(&mut v.grids).into_iter().map(Into::into).collect(),
            closed,
            can_run: v.can_run,
            can_record: v.can_record,
            activity: std::mem::take(&mut v.timeline).into_iter().map(Into::into).collect(),
            campaign: v.into(),
        }
    }
}

/// One campaign; figures are of what the viewer may see.
#[utoipa::path(get, path = "/campaigns/{id}", operation_id = "get_campaign", tag = "campaigns",
    params(("id" = Uuid, Path, description = "Campaign")),
    responses((status = 200, body = CampaignRecord), OneProblems))]
pub(crate) async fn get_campaign(session: Session, Id(id): Id) -> Result<Json<CampaignRecord>, Problem> {
    Ok(Json(get::get(&session.ctx, CampaignId(id)).await?.into()))
}
