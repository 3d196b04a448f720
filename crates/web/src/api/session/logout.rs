//! `DELETE /session`: log out.

use axum::response::Response;

use crate::{
    error::{Problem, ReadProblems},
    extract::Session,
};

/// Ends the session and clears its cookie.
#[utoipa::path(delete, path = "/session", operation_id = "logout", tag = "session",
    responses((status = 204, description = "Logged out."), ReadProblems))]
pub(crate) async fn logout(session: Session) -> Result<Response, Problem> {
    crate::error::pending(session)
}
