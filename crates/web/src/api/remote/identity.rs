//! `/public/remote/{token}/code` and `/identity`: the person of a link shows who he is.

use anlu_app::remote::visit as app;
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    links::RemoteProof,
    visit::{Attempt, Visitor, set_cookie},
};
use crate::{
    error::{Problem, VisitProblems},
    extract::Body,
    state::AppState,
};

/// How he shows who he is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Identity {
    /// By what.
    proof: RemoteProof,
    /// The last four characters of the identity number, or the six digits of the code.
    #[schema(max_length = 6)]
    answer: String,
}

/// Sends a code to the person's phone.
#[utoipa::path(post, path = "/public/remote/{token}/code", operation_id = "send_link_code", tag = "public",
    security(()), params(("token" = String, Path, description = "Token of the link")),
    responses((status = 204, description = "It is on its way."), VisitProblems))]
pub(crate) async fn send_link_code(
    State(state): State<AppState>,
    attempt: Attempt,
    visitor: Visitor,
) -> Result<StatusCode, Problem> {
    app::send_code(&state.server().desk, &visitor.token).await?;
    attempt.succeeded();
    Ok(StatusCode::NO_CONTENT)
}

/// Lets the person in for half an hour: sets the cookie `anlu_remote` (`HttpOnly`, `SameSite=Strict`). Wrong answers are
/// counted; the fifth locks the link.
#[utoipa::path(post, path = "/public/remote/{token}/identity", operation_id = "identify_on_link", tag = "public",
    security(()), params(("token" = String, Path, description = "Token of the link")), request_body = Identity,
    responses((status = 204, description = "He is let in.", headers(("set-cookie" = String, description = "The grant."))), VisitProblems))]
pub(crate) async fn identify_on_link(
    State(state): State<AppState>,
    attempt: Attempt,
    visitor: Visitor,
    Body(shown): Body<Identity>,
) -> Result<Response, Problem> {
    let desk = &state.server().desk;
    let grant = app::identify(desk, &visitor.token, shown.proof.into(), &shown.answer).await?;
    attempt.succeeded();
    let cookie = set_cookie(&grant, state.settings().https);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}
