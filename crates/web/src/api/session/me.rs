//! `GET /session`: who is logged in and what the account may do.

use anlu_app::account::me as account;
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
    extract::OwnSession,
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
    /// The password was given by somebody else: until it is changed every operation but those of the session answers 403
    /// `password_change_required`.
    pub(crate) must_change_password: bool,
    /// When the session ends if it is not used.
    pub(crate) expires_at: Time,
}

/// The account of the present session.
#[utoipa::path(get, path = "/session", operation_id = "me", tag = "session",
    responses((status = 200, body = Me), ReadProblems))]
pub(crate) async fn me(OwnSession(session): OwnSession) -> Result<Json<Me>, Problem> {
    Ok(Json(account::me(&session.ctx, &session.open).await?.into()))
}

impl From<account::Me> for Me {
    fn from(me: account::Me) -> Self {
        Self {
            id: me.id.0,
            username: me.login,
            name: me.name,
            role: me.role.into(),
            enterprise: me.enterprise.map(Named::from),
            grid: me.grid.map(Named::from),
            person_id: me.person.map(|p| p.0),
            can: me.can.into_iter().map(str::to_owned).collect(),
            must_change_password: me.must_change_password,
            expires_at: me.ends_at.into(),
        }
    }
}
