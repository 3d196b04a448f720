//! `POST /talks`: plans an interview.

use anlu_app::talk::open::{NewTalk, open};
use anlu_domain::ids::EnterpriseId;
use axum::{Json, http::StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{get::TalkRecord, vocabulary::TalkSource};
use crate::{
    error::{Problem, WriteProblems},
    extract::{Body, Session},
};

/// An interview as it is planned.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TalkDraft {
    /// Enterprise.
    enterprise_id: Uuid,
    /// Why.
    source: TalkSource,
    /// The record it comes from; of a grade, none.
    source_id: Option<Uuid>,
    /// Why, in words.
    #[schema(min_length = 1, max_length = 1000)]
    reason: String,
}

/// Plans an interview. One record makes one.
#[utoipa::path(post, path = "/talks", operation_id = "plan_talk", tag = "talks", request_body = TalkDraft,
    responses((status = 201, body = TalkRecord), WriteProblems))]
pub(crate) async fn plan_talk(
    session: Session,
    Body(d): Body<TalkDraft>,
) -> Result<(StatusCode, Json<TalkRecord>), Problem> {
    let new = NewTalk {
        enterprise: EnterpriseId(d.enterprise_id),
        source: d.source.into(),
        source_id: d.source_id,
        reason: d.reason,
    };
    Ok((StatusCode::CREATED, Json(open(&session.ctx, new).await?.into())))
}
