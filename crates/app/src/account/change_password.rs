//! Change one's own password.

use anlu_store::{Tx, ledger::LedgerDraft, repo::account as repo};

use super::{AccountError, OpenSession, login, password};
use crate::{
    access::{Action, require},
    ctx::Ctx,
};

/// Changes the password and ends the other sessions of the account. A wrong present password counts as a failed
/// log-in would: whoever finds an open screen cannot guess on.
pub async fn change_password(
    ctx: &Ctx,
    session: &OpenSession,
    current: String,
    new: String,
) -> Result<(), AccountError> {
    require(ctx, Action::OwnSession)?;
    let account = &session.account;
    login::confirm(&ctx.desk, account, current).await?;
    password::acceptable(&account.login, &new)?;
    let hash = password::hash(new).await?;
    let now = ctx.now();
    ctx.store
        .tx(async |tx: Tx| {
            let mut fresh = repo::get(tx.read(), account.id).await?.ok_or(AccountError::NotFound)?;
            fresh.password_hash.clone_from(&hash);
            fresh.must_change = false;
            repo::update(&tx, &fresh).await?;
            repo::end_sessions_of(&tx, account.id, Some(session.id)).await?;
            let draft = LedgerDraft {
                actor: ctx.actor(),
                action: "account_password_changed",
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
