//! Accounts that can act, to be named as verifier or assignee.

use anlu_domain::access::Role;
use anlu_store::repo::account::{self as repo, Account};

use super::AccountError;
use crate::{
    access::{Action, require},
    ctx::Ctx,
};

/// Most accounts a list names.
pub const MAX_LISTED: u64 = 500;

/// Accounts that can act, by name, as the viewer may know them.
pub async fn able(ctx: &Ctx, role: Option<Role>) -> Result<Vec<Account>, AccountError> {
    require(ctx, Action::UserList)?;
    Ok(repo::able(ctx.store.read(), &ctx.viewer, role, MAX_LISTED).await?)
}
