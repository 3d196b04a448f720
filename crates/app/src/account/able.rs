//! Accounts that can act, to be named as verifier or assignee.

use anlu_domain::{
    access::Role,
    ids::{EnterpriseId, UserId},
};
use anlu_store::repo::{account as repo, grid, names};

use super::AccountError;
use crate::{
    access::{Action, require},
    ctx::Ctx,
    hazard::Named,
};

/// Most accounts a list names.
pub const MAX_LISTED: u64 = 500;

/// An account by name and role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Able {
    /// Account.
    pub id: UserId,
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Enterprise of an enterprise account.
    pub enterprise: Option<Named>,
    /// Territory.
    pub grid: Option<Named>,
}

/// Accounts that can act, by name: the authority knows all of them, an enterprise its own.
pub async fn able(ctx: &Ctx, role: Option<Role>, enterprise: Option<EnterpriseId>) -> Result<Vec<Able>, AccountError> {
    require(ctx, Action::UserList)?;
    let db = ctx.store.read();
    let found = repo::able(db, &ctx.viewer, role, enterprise, MAX_LISTED).await?;
    let firms = names::enterprises(db, found.iter().filter_map(|a| a.enterprise)).await?;
    let grids = grid::names(db, found.iter().filter_map(|a| a.grid)).await?;
    let able = |a: repo::Account| Able {
        id: a.id,
        name: a.name,
        role: a.role,
        enterprise: a.enterprise.and_then(|id| Some(Named { id: id.0, name: firms.get(&id)?.name.clone() })),
        grid: a.grid.and_then(|id| Some(Named { id: id.0, name: grids.get(&id)?.clone() })),
    };
    Ok(found.into_iter().map(able).collect())
}
