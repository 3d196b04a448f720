//! Gives an account a new password, for somebody who forgot his.

use anlu_store::{Tx, ledger::LedgerDraft, repo::account as repo};

use super::{AccountError, login::normal, password};
use crate::{
    access::{Action, require},
    ctx::Ctx,
};

/// Sets the password of a log-in name, forgets failures and lock, and ends every session of the account. The owner
/// must choose another one at the next log-in.
pub async fn set_password(ctx: &Ctx, login: &str, new: String) -> Result<(), AccountError> {
    require(ctx, Action::UserManage)?;
    let login = normal(login);
    password::acceptable(&login, &new)?;
    let hash = password::hash(new).await?;
    let now = ctx.now();
    ctx.store
        .tx(async |tx: Tx| {
            let mut account = repo::by_login(tx.read(), &login).await?.ok_or(AccountError::NotFound)?;
            account.password_hash.clone_from(&hash);
            account.must_change = true;
            account.failures = 0;
            account.locked_until = None;
            repo::update(&tx, &account).await?;
            repo::end_sessions_of(&tx, account.id, None).await?;
            let draft = LedgerDraft {
                actor: ctx.actor(),
                action: "account_password_set",
                subject_kind: "account",
                subject_id: account.id.to_string(),
                before: None,
                after: None,
            };
            tx.record([draft], now);
            Ok(())
        })
        .await
}
