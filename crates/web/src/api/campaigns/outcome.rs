//! `GET /campaign-subjects/{id}`: one enterprise on a list. `POST …/outcome`: records how it ended.

use anlu_app::campaign::{
    SubjectView,
    record::{Entry, record},
    subjects,
};
use anlu_domain::{evidence::EvidenceHash, ids::CampaignSubjectId};
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::subjects::CampaignSubjectRow;
use crate::{
    api::{evidence::attached::AttachedEvidence, signals::get::Activity},
    error::{OneProblems, Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// One enterprise on a list in full.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CampaignSubjectRecord {
    /// The enterprise.
    #[serde(flatten)]
    subject: CampaignSubjectRow,
    /// What proves the outcome.
    evidence: Vec<AttachedEvidence>,
    /// History, oldest first; states are codes of outcomes.
    activity: Vec<Activity>,
}

impl From<SubjectView> for CampaignSubjectRecord {
    fn from(mut v: SubjectView) -> Self {
        Self {
            evidence: std::mem::take(&mut v.evidence).into_iter().map(Into::into).collect(),
            activity: std::mem::take(&mut v.timeline).into_iter().map(Into::into).collect(),
            subject: v.into(),
        }
    }
}

/// An outcome as it is recorded.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OutcomeEntry {
    /// Version the step is based on.
    version: i64,
    /// Code of the outcome; absent: it is taken back.
    #[schema(max_length = 40)]
    outcome: Option<String>,
    /// Words; required when an outcome is changed or taken back.
    #[schema(max_length = 2000)]
    note: Option<String>,
    /// Hashes of files uploaded before.
    #[serde(default)]
    #[schema(max_items = 20)]
    evidence: Vec<String>,
}

/// One enterprise on a list, with evidence and history.
#[utoipa::path(get, path = "/campaign-subjects/{id}", operation_id = "get_campaign_subject", tag = "campaigns",
    params(("id" = Uuid, Path, description = "Enterprise on a list")),
    responses((status = 200, body = CampaignSubjectRecord), OneProblems))]
pub(crate) async fn get_campaign_subject(session: Session, Id(id): Id) -> Result<Json<CampaignSubjectRecord>, Problem> {
    Ok(Json(subjects::get(&session.ctx, CampaignSubjectId(id)).await?.into()))
}

/// Records the outcome of an enterprise, changes it, or takes it back.
#[utoipa::path(post, path = "/campaign-subjects/{id}/outcome", operation_id = "record_campaign_outcome",
    tag = "campaigns", params(("id" = Uuid, Path, description = "Enterprise on a list")),
    request_body = OutcomeEntry, responses((status = 200, body = CampaignSubjectRecord), WriteProblems))]
pub(crate) async fn record_campaign_outcome(
    session: Session,
    Id(id): Id,
    Body(input): Body<OutcomeEntry>,
) -> Result<Json<CampaignSubjectRecord>, Problem> {
    let hash =
        |text: &String| EvidenceHash::parse(text).ok_or_else(|| Problem::invalid("/evidence", "evidence_unknown"));
    let entry = Entry {
        version: input.version,
        outcome: input.outcome,
        note: input.note.unwrap_or_default(),
        evidence: input.evidence.iter().map(hash).collect::<Result<_, _>>()?,
    };
    Ok(Json(record(&session.ctx, CampaignSubjectId(id), &entry).await?.into()))
}
