//! `GET /users`: accounts to choose a verifier or owner from.

use anlu_app::account::able::{Able, able};
use anlu_domain::ids::EnterpriseId;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    api::{values::Named, vocabulary::Role},
    error::{ListProblems, Problem},
    extract::{Params, Session},
};

/// Filters of the list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct UserParams {
    /// Only this role.
    #[param(inline)]
    pub(crate) role: Option<Role>,
    /// Only of this enterprise.
    pub(crate) enterprise_id: Option<Uuid>,
}

/// An account by name and role; no personal data.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UserRow {
    /// Account id.
    pub(crate) id: Uuid,
    /// Name as it appears in records.
    pub(crate) name: String,
    /// Role.
    pub(crate) role: Role,
    /// Enterprise of an enterprise account.
    pub(crate) enterprise: Option<Named>,
    /// Territory of a grid chief.
    pub(crate) grid: Option<Named>,
}

impl From<Able> for UserRow {
    fn from(a: Able) -> Self {
        let (enterprise, grid) = (a.enterprise.map(Into::into), a.grid.map(Into::into));
        Self { id: a.id.0, name: a.name, role: a.role.into(), enterprise, grid }
    }
}

/// Active accounts the viewer may name, by name: the authority knows all (the first 500), an enterprise its own.
#[utoipa::path(get, path = "/users", operation_id = "list_users", tag = "users", params(UserParams),
    responses((status = 200, body = Vec<UserRow>), ListProblems))]
pub(crate) async fn list_users(
    session: Session,
    Params(filter): Params<UserParams>,
) -> Result<Json<Vec<UserRow>>, Problem> {
    let (role, enterprise) = (filter.role.map(Into::into), filter.enterprise_id.map(EnterpriseId));
    let found = able(&session.ctx, role, enterprise).await?;
    Ok(Json(found.into_iter().map(UserRow::from).collect()))
}
