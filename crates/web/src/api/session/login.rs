//! `POST /session`: log in.

use anlu_app::account::{login, me};
use axum::{
    Json,
    extract::State,
    http::{Extensions, HeaderMap, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::me::Me;
use crate::{
    error::{LoginProblems, Problem},
    extract::{Body, set_cookie},
    guard::address,
    state::AppState,
};

/// Name and password.
#[derive(Deserialize, ToSchema)]
#[schema(example = json!({"username": "officer", "password": "correct horse battery staple"}))]
pub(crate) struct Login {
    /// Log-in name.
    #[schema(max_length = 64)]
    pub(crate) username: String,
    /// Password.
    #[schema(format = Password, max_length = 256)]
    pub(crate) password: String,
}

/// Logs in. Answers the account and sets the session cookie `anlu_session` (`HttpOnly`, `SameSite=Lax`, `Secure` over
/// HTTPS). The same answer for a wrong name and a wrong password; 423 after too many failures of one account, 429 after
/// too many attempts from one address.
#[utoipa::path(post, path = "/session", operation_id = "login", tag = "session", security(()),
    request_body = Login,
    responses((status = 200, body = Me, headers(("set-cookie" = String, description = "The session cookie."))), LoginProblems))]
pub(crate) async fn login(
    State(state): State<AppState>,
    extensions: Extensions,
    headers: HeaderMap,
    Body(input): Body<Login>,
) -> Result<Response, Problem> {
    let (server, https) = (state.server(), state.settings().https);
    let from = address::network(address::client(&extensions, &headers, https));
    let waiting = |seconds| Problem::new("too_many_requests").retry_after(seconds);
    state.attempts().begin(from, server.now()).map_err(waiting)?;
    let (token, open) = login::login(&server.desk, &input.username, input.password).await?;
    state.attempts().succeeded(from);
    let me = me::me(&state.ctx(open.viewer()), &open).await?;
    Ok(([(header::SET_COOKIE, set_cookie(Some(&token), https))], Json(Me::from(me))).into_response())
}
