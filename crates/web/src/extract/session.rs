//! Who asks: the session cookie.

use axum::{extract::FromRequestParts, http::request::Parts};

use crate::{error::Problem, state::AppState};

/// A logged-in account.
pub(crate) struct Session {}

impl FromRequestParts<AppState> for Session {
    type Rejection = Problem;

    async fn from_request_parts(_: &mut Parts, _: &AppState) -> Result<Self, Problem> {
        Err(Problem::new("not_logged_in"))
    }
}
