//! `POST /partners/{partner}/watches/{id}/answers`: a partner answers a watch.

use anlu_app::watch::{
    answer::{NewAnswer, answer},
    signature::{Headers, verify},
};
use anlu_domain::ids::WatchId;
use axum::{
    Json,
    body::Bytes,
    extract::{Path, State, rejection::PathRejection},
    http::HeaderMap,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        values::Time,
        watches::{get::WatchOutcome, list::WatchState},
    },
    error::{PartnerProblems, Problem},
    state::AppState,
};

/// What a partner found.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PartnerAnswer {
    /// Outcome.
    pub(crate) outcome: WatchOutcome,
    /// When it happened.
    pub(crate) at: Time,
    /// Where, in words.
    #[schema(max_length = 500)]
    pub(crate) place: Option<String>,
    /// By whom, e.g. a unit.
    #[schema(max_length = 500)]
    pub(crate) by: Option<String>,
    /// Note.
    #[schema(max_length = 500)]
    pub(crate) note: Option<String>,
}

/// What became of the answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AnswerTaken {
    /// The watch.
    pub(crate) watch_id: Uuid,
    /// Its state now.
    pub(crate) state: WatchState,
    /// This answer was taken before; nothing has changed.
    pub(crate) known: bool,
}

/// Takes the answer of a partner to a watch it was told of. The request is signed like what we send (Standard Webhooks:
/// `webhook-id`, `webhook-timestamp`, `webhook-signature`); `webhook-id` names the answer, and sent again it changes
/// nothing.
#[utoipa::path(post, path = "/partners/{partner}/watches/{id}/answers", operation_id = "answer_watch", tag = "watches",
    params(
        ("partner" = String, Path, description = "Id of the partner"),
        ("id" = Uuid, Path, description = "Watch"),
        ("webhook-id" = String, Header, description = "The partner's own id of the answer"),
        ("webhook-timestamp" = String, Header, description = "Unix seconds, at most five minutes off"),
        ("webhook-signature" = String, Header, description = "`v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`"),
    ),
    request_body = PartnerAnswer, security(()),
    responses((status = 200, body = AnswerTaken), PartnerProblems))]
pub(crate) async fn answer_watch(
    State(state): State<AppState>,
    path: Result<Path<(String, Uuid)>, PathRejection>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<AnswerTaken>, Problem> {
    let desk = &state.server().desk;
    let Path((partner, id)) = path.map_err(|_no_id| Problem::new("not_found"))?;
    let refused = || Problem::new("bad_signature");
    // Whether there is such a partner is told to nobody who cannot sign for him.
    let partner = desk.partners.get(&partner).ok_or_else(refused)?;
    let secret = partner.secret.as_ref().ok_or_else(refused)?;
    let header = |name| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let signed = Headers {
        id: header("webhook-id"),
        timestamp: header("webhook-timestamp"),
        signature: header("webhook-signature"),
    };
    verify(secret, signed, &body, desk.now()).map_err(|why| refused().detail(why.to_string()))?;
    let given: PartnerAnswer =
        serde_json::from_slice(&body).map_err(|e| Problem::new("invalid_json").detail(e.to_string()))?;
    let new = NewAnswer {
        id: signed.id.to_owned(),
        outcome: given.outcome.into(),
        at: given.at.0,
        place: given.place.unwrap_or_default(),
        by: given.by.unwrap_or_default(),
        note: given.note.unwrap_or_default(),
    };
    let (now, known) = answer(desk, partner, WatchId(id), &new).await?;
    Ok(Json(AnswerTaken { watch_id: id, state: now.into(), known }))
}
