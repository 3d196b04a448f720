//! Who asks: the session cookie.

use anlu_app::ctx::Ctx;
use axum::{extract::FromRequestParts, http::request::Parts};

use crate::{error::Problem, state::AppState};

/// A logged-in account.
pub(crate) struct Session {
    /// The context of this request: use cases are called with it.
    pub(crate) ctx: Ctx,
}

impl FromRequestParts<AppState> for Session {
    type Rejection = Problem;

    async fn from_request_parts(_: &mut Parts, _: &AppState) -> Result<Self, Problem> {
        Err(Problem::new("not_logged_in"))
    }
}
