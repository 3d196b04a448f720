//! Lets an account log in no more, or again.

use anlu_store::{Tx, ledger::LedgerDraft, repo::account as repo};
use serde_json::json;

use super::{AccountError, login::normal};
use crate::{
    access::{Action, require},
    ctx::Ctx,
};

/// Disables (or enables) the account of a log-in name and ends its sessions.
pub async fn disable(ctx: &Ctx, login: &str, disabled: bool) -> Result<(), AccountError> {
    require(ctx, Action::UserManage)?;
    let (login, now) = (normal(login), ctx.now());
    ctx.store
        .tx(async |tx: Tx| {
            let mut account = repo::by_login(tx.read(), &login).await?.ok_or(AccountError::NotFound)?;
            let before = account.disabled;
            account.disabled = disabled;
            repo::update(&tx, &account).await?;
            repo::end_sessions_of(&tx, account.id, None).await?;
            let draft = LedgerDraft {
                actor: ctx.actor(),
                action: if disabled { "account_disabled" } else { "account_enabled" },
                subject_kind: "account",
                subject_id: account.id.to_string(),
                before: Some(json!({ "disabled": before })),
                after: Some(json!({ "disabled": disabled })),
            };
            tx.record([draft], now);
            Ok(())
        })
        .await
}
