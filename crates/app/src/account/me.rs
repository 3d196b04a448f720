//! Who is logged in, and what the account may do.

use anlu_domain::{
    access::Role,
    ids::{PersonId, UserId},
    time::UtcMs,
};
use anlu_store::repo::{grid, names};

use super::{AccountError, OpenSession};
use crate::{
    access::{Action, may, require},
    ctx::Ctx,
    hazard::Named,
};

/// The account behind a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Me {
    /// Account.
    pub id: UserId,
    /// Log-in name.
    pub login: String,
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Enterprise of an enterprise account.
    pub enterprise: Option<Named>,
    /// Territory.
    pub grid: Option<Named>,
    /// Person of a driver's account.
    pub person: Option<PersonId>,
    /// Codes of the actions of the role.
    pub can: Vec<&'static str>,
    /// The password was given by somebody else and is to be changed.
    pub must_change_password: bool,
    /// When the session ends if it is not used.
    pub ends_at: UtcMs,
}

/// The account of the session.
pub async fn me(ctx: &Ctx, session: &OpenSession) -> Result<Me, AccountError> {
    require(ctx, Action::OwnSession)?;
    let (db, account) = (ctx.store.read(), &session.account);
    let enterprise = match account.enterprise {
        Some(id) => names::enterprises(db, [id]).await?.remove(&id).map(|n| Named { id: id.0, name: n.name }),
        None => None,
    };
    let grid = match account.grid {
        Some(id) => grid::names(db, [id]).await?.remove(&id).map(|name| Named { id: id.0, name }),
        None => None,
    };
    Ok(Me {
        id: account.id,
        login: account.login.clone(),
        name: account.name.clone(),
        role: account.role,
        enterprise,
        grid,
        person: account.person,
        can: Action::ALL.iter().copied().filter(|&a| may(account.role, a)).map(Action::as_str).collect(),
        must_change_password: account.must_change,
        ends_at: session.ends_at,
    })
}
