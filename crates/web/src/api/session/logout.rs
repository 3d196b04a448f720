//! `DELETE /session`: log out.

use anlu_app::account::logout;
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::{
    error::{Problem, ReadProblems},
    extract::{OwnSession, set_cookie},
    state::AppState,
};

/// Ends the session and clears its cookie.
#[utoipa::path(delete, path = "/session", operation_id = "logout", tag = "session",
    responses((status = 204, description = "Logged out."), ReadProblems))]
pub(crate) async fn logout(
    State(state): State<AppState>,
    OwnSession(session): OwnSession,
) -> Result<Response, Problem> {
    logout::logout(&session.ctx.desk, &session.token).await?;
    let cookie = set_cookie(None, state.settings().https);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}
