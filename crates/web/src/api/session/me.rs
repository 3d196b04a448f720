//! `GET /session`: who is logged in and what the account may do.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{
        values::{Named, Time},
        vocabulary::Role,
    },
    error::{Problem, ReadProblems},
    extract::Session,
};

/// The account behind a session.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Me {
    /// Account id.
    pub(crate) id: Uuid,
    /// Log-in name.
    pub(crate) username: String,
    /// Name as it appears in records.
    pub(crate) name: String,
    /// Role.
    pub(crate) role: Role,
    /// The enterprise the account belongs to, for enterprise roles.
    pub(crate) enterprise: Option<Named>,
    /// The territory the account is limited to, for grid chiefs.
    pub(crate) grid: Option<Named>,
    /// The person the account stands for, for drivers.
    pub(crate) person_id: Option<Uuid>,
    /// Codes of the actions the role may take at all (rows may narrow them further).
    #[schema(example = json!(["hazard.create", "signal.triage"]))]
    pub(crate) can: Vec<String>,
    /// When the session ends if it is not used.
    pub(crate) expires_at: Time,
}

/// The account of the present session.
#[utoipa::path(get, path = "/session", operation_id = "me", tag = "session",
    responses((status = 200, body = Me), ReadProblems))]
pub(crate) async fn me(session: Session) -> Result<Json<Me>, Problem> {
    crate::error::pending(session)
}
