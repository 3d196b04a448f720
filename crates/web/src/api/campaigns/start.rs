//! `POST /campaigns`: starts a campaign; its list is frozen.

use anlu_app::campaign::start::{self, Choice};
use anlu_domain::{
    campaign::{Draft, Outcome, Text},
    ids::EnterpriseId,
};
use axum::{Json, http::StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::get::CampaignRecord;
use crate::{
    api::values::Day,
    error::{Problem, WriteProblems},
    extract::{Body, Session},
};

/// Words as they are typed; one language stands for both.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TypedWords {
    /// Chinese, or the only language there is.
    #[schema(min_length = 1, max_length = 2000)]
    zh: String,
    /// English.
    #[serde(default)]
    #[schema(max_length = 2000)]
    en: String,
}

impl From<TypedWords> for Text {
    fn from(w: TypedWords) -> Self {
        Self { zh: w.zh, en: w.en }
    }
}

/// An outcome as it is typed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OutcomeDraft {
    /// Code, unique in the campaign.
    #[schema(min_length = 1, max_length = 40)]
    code: String,
    /// Name.
    title: TypedWords,
    /// It has to be proved.
    #[serde(default)]
    evidence: bool,
}

/// A campaign as it is started.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CampaignDraft {
    /// Name.
    title: TypedWords,
    /// What is to be done at each enterprise.
    task: TypedWords,
    /// The template of the pack it comes from.
    #[schema(max_length = 100)]
    template: Option<String>,
    /// Condition over the facts of enterprises: those for which it holds are on the list.
    #[schema(max_length = 2000)]
    among: Option<String>,
    /// Enterprises on the list besides.
    #[serde(default)]
    #[schema(max_items = 5000)]
    enterprises: Vec<Uuid>,
    /// Where it stands.
    #[schema(max_length = 500)]
    basis: Option<String>,
    /// How it can end.
    #[schema(min_items = 1, max_items = 8)]
    outcomes: Vec<OutcomeDraft>,
    /// Last day.
    deadline: Day,
}

/// Starts a campaign.
#[utoipa::path(post, path = "/campaigns", operation_id = "start_campaign", tag = "campaigns",
    request_body = CampaignDraft, responses((status = 201, body = CampaignRecord), WriteProblems))]
pub(crate) async fn start_campaign(
    session: Session,
    Body(input): Body<CampaignDraft>,
) -> Result<(StatusCode, Json<CampaignRecord>), Problem> {
    let filled = |text: Option<String>| text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
    let among = filled(input.among);
    let choice = Choice {
        enterprises: input.enterprises.into_iter().map(EnterpriseId).collect(),
        by_condition: among.is_some(),
    };
    let outcomes = input.outcomes.into_iter();
    let draft = Draft {
        title: input.title.into(),
        task: input.task.into(),
        template: filled(input.template),
        among,
        basis: filled(input.basis),
        outcomes: outcomes.map(|o| Outcome { code: o.code, title: o.title.into(), evidence: o.evidence }).collect(),
        deadline: input.deadline.0,
    };
    let started = start::start(&session.ctx, &draft, &choice).await?;
    Ok((StatusCode::CREATED, Json(started.into())))
}
