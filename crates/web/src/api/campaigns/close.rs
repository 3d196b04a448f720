//! `POST /campaigns/{id}/closing`: closes a campaign.

use anlu_app::campaign::close::close;
use anlu_domain::ids::CampaignId;
use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;

use super::get::CampaignRecord;
use crate::{
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// What the closing report says.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClosingDraft {
    /// Version the step is based on.
    version: i64,
    /// What came of it.
    #[schema(min_length = 1, max_length = 2000)]
    summary: String,
    /// Why it is closed although enterprises are open; required then.
    #[schema(max_length = 2000)]
    reason: Option<String>,
}

/// Closes a campaign: it stays as it is.
#[utoipa::path(post, path = "/campaigns/{id}/closing", operation_id = "close_campaign", tag = "campaigns",
    params(("id" = Uuid, Path, description = "Campaign")), request_body = ClosingDraft,
    responses((status = 200, body = CampaignRecord), WriteProblems))]
pub(crate) async fn close_campaign(
    session: Session,
    Id(id): Id,
    Body(input): Body<ClosingDraft>,
) -> Result<Json<CampaignRecord>, Problem> {
    let reason = input.reason.unwrap_or_default();
    Ok(Json(close(&session.ctx, CampaignId(id), input.version, &input.summary, &reason).await?.into()))
}
