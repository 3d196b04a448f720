//! `POST /session`: log in.

use axum::{extract::State, response::Response};
use serde::Deserialize;
use utoipa::ToSchema;

use super::me::Me;
use crate::{
    error::{LoginProblems, Problem},
    extract::Body,
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
pub(crate) async fn login(State(state): State<AppState>, Body(input): Body<Login>) -> Result<Response, Problem> {
    crate::error::pending((state, input.username, input.password))
}
