//! Major risks: registration, notes of watching, striking off.

use anlu_app::risk::major;
use anlu_domain::{ids::RiskId, risk::major::Registration};
use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;

use super::get::RiskRecord;
use crate::{
    error::{Problem, WriteProblems},
    extract::{Body, Id, Session},
};

/// What a registration says.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegistrationDraft {
    /// Version the step is based on.
    version: i64,
    /// Who watches it.
    #[schema(min_length = 1, max_length = 2000)]
    monitor: String,
    /// How it is watched.
    #[schema(min_length = 1, max_length = 2000)]
    measures: String,
    /// What is done when it happens.
    #[schema(min_length = 1, max_length = 2000)]
    emergency: String,
}

/// What was seen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RiskNote {
    /// Version the step is based on.
    version: i64,
    /// What was seen.
    #[schema(min_length = 1, max_length = 2000)]
    note: String,
}

/// The wish to strike a major risk off.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CancellationWish {
    /// Version the step is based on.
    version: i64,
    /// The place or activity is no longer there; otherwise the risk was lowered.
    #[serde(default)]
    gone: bool,
    /// Why.
    #[schema(min_length = 1, max_length = 2000)]
    reason: String,
}

/// What was decided.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CancellationDecision {
    /// Version the step is based on.
    version: i64,
    /// Granted or refused.
    approved: bool,
    /// Words; required when it is refused.
    #[schema(max_length = 2000)]
    note: Option<String>,
}

/// Registers a major risk, or corrects its registration.
#[utoipa::path(post, path = "/risks/{id}/registration", operation_id = "register_risk", tag = "risks",
    params(("id" = Uuid, Path, description = "Risk")), request_body = RegistrationDraft,
    responses((status = 200, body = RiskRecord), WriteProblems))]
pub(crate) async fn register_risk(
    session: Session,
    Id(id): Id,
    Body(input): Body<RegistrationDraft>,
) -> Result<Json<RiskRecord>, Problem> {
    let RegistrationDraft { version, monitor, measures, emergency } = input;
    let says = Registration { monitor, measures, emergency };
    Ok(Json(major::register(&session.ctx, RiskId(id), version, &says).await?.into()))
}

/// Notes how a registered risk is watched.
#[utoipa::path(post, path = "/risks/{id}/notes", operation_id = "note_risk", tag = "risks",
    params(("id" = Uuid, Path, description = "Risk")), request_body = RiskNote,
    responses((status = 200, body = RiskRecord), WriteProblems))]
pub(crate) async fn note_risk(
    session: Session,
    Id(id): Id,
    Body(input): Body<RiskNote>,
) -> Result<Json<RiskRecord>, Problem> {
    Ok(Json(major::note(&session.ctx, RiskId(id), input.version, &input.note).await?.into()))
}

/// Asks to strike a major risk off.
#[utoipa::path(post, path = "/risks/{id}/cancellation", operation_id = "ask_risk_cancellation", tag = "risks",
    params(("id" = Uuid, Path, description = "Risk")), request_body = CancellationWish,
    responses((status = 200, body = RiskRecord), WriteProblems))]
pub(crate) async fn ask_risk_cancellation(
    session: Session,
    Id(id): Id,
    Body(input): Body<CancellationWish>,
) -> Result<Json<RiskRecord>, Problem> {
    let CancellationWish { version, gone, reason } = input;
    Ok(Json(major::ask_cancel(&session.ctx, RiskId(id), version, gone, &reason).await?.into()))
}

/// Decides whether a major risk is struck off.
#[utoipa::path(post, path = "/risks/{id}/cancellation/decision", operation_id = "decide_risk_cancellation",
    tag = "risks", params(("id" = Uuid, Path, description = "Risk")), request_body = CancellationDecision,
    responses((status = 200, body = RiskRecord), WriteProblems))]
pub(crate) async fn decide_risk_cancellation(
    session: Session,
    Id(id): Id,
    Body(input): Body<CancellationDecision>,
) -> Result<Json<RiskRecord>, Problem> {
    let words = input.note.unwrap_or_default();
    Ok(Json(major::decide_cancel(&session.ctx, RiskId(id), input.version, input.approved, &words).await?.into()))
}
