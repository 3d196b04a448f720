//! `POST /session/password`: change one's own password.

use anlu_app::account::{AccountError, change_password};
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    error::{Problem, WriteProblems},
    extract::{Body, OwnSession},
};

/// The password in use and the one to use from now on.
#[derive(Deserialize, ToSchema)]
pub(crate) struct PasswordChange {
    /// Password in use.
    #[schema(format = Password, max_length = 256)]
    pub(crate) current: String,
    /// New password.
    #[schema(format = Password, min_length = 10, max_length = 256)]
    pub(crate) new: String,
}

/// Changes the password of the present account and ends its other sessions.
#[utoipa::path(post, path = "/session/password", operation_id = "change_password", tag = "session",
    request_body = PasswordChange,
    responses((status = 204, description = "Changed."), WriteProblems))]
pub(crate) async fn change_password(
    OwnSession(session): OwnSession,
    Body(input): Body<PasswordChange>,
) -> Result<StatusCode, Problem> {
    let done = change_password::change_password(&session.ctx, &session.open, input.current, input.new).await;
    match done {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        // 401 would mean that the session has ended.
        Err(AccountError::WrongPassword) => Err(Problem::invalid("/current", "wrong_password")),
        Err(other) => Err(other.into()),
    }
}
