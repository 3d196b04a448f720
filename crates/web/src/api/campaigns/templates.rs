//! `GET /campaign-templates`: what the pack has. `POST /campaign-previews`: who would be on the list.

use anlu_app::campaign::{
    CampaignTemplate, Title,
    find::{self, Preview},
    start,
};
use anlu_domain::ids::GridId;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{signals::get::Words, values::Named},
    error::{Problem, ReadProblems, WriteProblems},
    extract::{Body, Session},
};

/// An outcome of a template.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TemplateOutcomeRow {
    /// Code.
    code: String,
    /// Name.
    title: Words,
    /// It has to be proved.
    evidence: bool,
}

/// A template of the policy pack.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignTemplateRow {
    /// Id.
    #[schema(example = "rental.filing")]
    id: String,
    /// Name.
    title: Words,
    /// What is to be done at each enterprise.
    task: Words,
    /// The condition that finds the enterprises.
    among: String,
    /// Days to the deadline, as proposed.
    days: u16,
    /// How it can end.
    outcomes: Vec<TemplateOutcomeRow>,
    /// Law.
    law: String,
    /// Article, and what it says.
    article: String,
}

impl From<CampaignTemplate> for CampaignTemplateRow {
    fn from(t: CampaignTemplate) -> Self {
        let words = |t: Title| Words { zh: t.zh, en: t.en };
        let outcomes = t.outcomes.into_iter();
        Self {
            id: t.id,
            title: words(t.title),
            task: words(t.task),
            among: t.among,
            days: t.days,
            outcomes: outcomes
                .map(|o| TemplateOutcomeRow { code: o.code, title: words(o.title), evidence: o.evidence })
                .collect(),
            law: t.basis.law,
            article: t.basis.article,
        }
    }
}

/// A condition to try out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CampaignCondition {
    /// Condition over the facts of enterprises, as packs have it.
    #[schema(min_length = 1, max_length = 2000, example = "\"rental\" in enterprise.sectors")]
    among: String,
    /// In this grid or below; anywhere when absent.
    grid_id: Option<Uuid>,
}

/// Who would be on the list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignPreview {
    /// How many.
    count: u64,
    /// The first of them.
    first: Vec<Named>,
    /// How many are left open by unknown facts.
    unknown: u64,
    /// The first of these.
    first_unknown: Vec<Named>,
}

impl From<Preview> for CampaignPreview {
    fn from(p: Preview) -> Self {
        let named = |all: Vec<anlu_app::hazard::Named>| all.into_iter().map(Into::into).collect();
        Self { count: p.count, first: named(p.first), unknown: p.unknown, first_unknown: named(p.first_unknown) }
    }
}

/// Templates in force.
#[utoipa::path(get, path = "/campaign-templates", operation_id = "list_campaign_templates", tag = "campaigns",
    responses((status = 200, body = Vec<CampaignTemplateRow>), ReadProblems))]
pub(crate) async fn list_campaign_templates(session: Session) -> Result<Json<Vec<CampaignTemplateRow>>, Problem> {
    Ok(Json(start::templates(&session.ctx)?.into_iter().map(Into::into).collect()))
}

/// Who would be on the list of a campaign, or in the pool of a draw, with this condition.
#[utoipa::path(post, path = "/campaign-previews", operation_id = "preview_campaign", tag = "campaigns",
    request_body = CampaignCondition, responses((status = 200, body = CampaignPreview), WriteProblems))]
pub(crate) async fn preview_campaign(
    session: Session,
    Body(input): Body<CampaignCondition>,
) -> Result<Json<CampaignPreview>, Problem> {
    Ok(Json(find::preview(&session.ctx, &input.among, input.grid_id.map(GridId)).await?.into()))
}
