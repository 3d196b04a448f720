//! Erases what is kept of a person who has left: on the machine itself, when he asks for it or nothing is left for which
//! it must be kept.
//!
//! Gone are: name, numbers and certificate in the register, what was told of him, name and log-in name of his accounts,
//! and what the ledger says of both. Records of what was done keep his id and whoever signed them: they are kept for as
//! long as the law says for each.

use anlu_domain::{access::Viewer, ids::PersonId};
use anlu_store::{
    Db, StoreError, Tx,
    ledger::{self, LedgerDraft, Subject},
    repo::{
        By,
        account::{self, Account},
        person as repo,
    },
};
use thiserror::Error;

use super::REASON_CHARS;
use crate::{
    access::{Action, Denied, require},
    account::password::NOBODY,
    ctx::Ctx,
};

/// A refused or failed erasure.
#[derive(Debug, Error)]
pub enum EraseError {
    /// The role may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// No such person, or erased before.
    #[error("no such person in the register")]
    NotFound,
    /// The person works for an enterprise of the register.
    #[error("the person has not left the enterprise: the register needs what it says of him")]
    Employed,
    /// The reason is too short or too long.
    #[error("give a reason of {} to {} characters", REASON_CHARS.start(), REASON_CHARS.end())]
    Reason,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl EraseError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Denied(d) => d.code(),
            Self::NotFound => "not_found",
            Self::Employed => "person_employed",
            Self::Reason => "reason_required",
            Self::Store(e) => e.code(),
        }
    }
}

/// What an erasure takes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// Accounts of the person.
    pub accounts: usize,
    /// Entries of the ledger about him and his accounts.
    pub entries: usize,
}

/// What [`erase`] would take away.
pub async fn foresee(ctx: &Ctx, id: PersonId) -> Result<Erasure, EraseError> {
    require(ctx, Action::UserManage)?;
    let db = ctx.store.read();
    let accounts = erasable(db, &ctx.viewer, id).await?;
    let entries = ledger::erasable(db, &subjects(id, &accounts)).await?.len();
    Ok(Erasure { accounts: accounts.len(), entries })
}

/// Erases the person. There is no way back.
pub async fn erase(ctx: &Ctx, id: PersonId, reason: &str) -> Result<Erasure, EraseError> {
    require(ctx, Action::UserManage)?;
    let reason = reason.trim();
    if !REASON_CHARS.contains(&reason.chars().count()) {
        return Err(EraseError::Reason);
    }
    let (actor, at, erasure) = (ctx.actor(), ctx.now(), ctx.ids.next());
    let by = By { actor: &actor, at };
    ctx.store
        .tx(async |tx: Tx| {
            let accounts = erasable(tx.read(), &ctx.viewer, id).await?;
            if !repo::erase(&tx, id, at).await? {
                return Err(EraseError::NotFound);
            }
            for account in &accounts {
                let nobody = Account {
                    login: format!("erased-{}", account.id),
                    name: repo::ERASED_NAME.to_owned(),
                    password_hash: NOBODY.to_owned(),
                    disabled: true,
                    ..account.clone()
                };
                account::update(&tx, &nobody).await?;
                account::end_sessions_of(&tx, account.id, None).await?;
            }
            let subjects = subjects(id, &accounts);
            let entries = ledger::erase(&tx, erasure, &subjects, reason, by).await?;
            let note = |(kind, id): &Subject| LedgerDraft {
                actor: actor.clone(),
                action: if *kind == "person" { "person_erased" } else { "account_erased" },
                subject_kind: kind,
                subject_id: id.to_string(),
                before: None,
                after: None,
            };
            tx.record(subjects.iter().map(note), at);
            Ok(Erasure { accounts: accounts.len(), entries })
        })
        .await
}

async fn erasable(db: Db<'_>, viewer: &Viewer, id: PersonId) -> Result<Vec<Account>, EraseError> {
    let person = repo::get(db, viewer, id).await?.ok_or(EraseError::NotFound)?;
    if !person.value.left {
        return Err(EraseError::Employed);
    }
    Ok(account::of_person(db, id).await?)
}

fn subjects(id: PersonId, accounts: &[Account]) -> Vec<Subject> {
    core::iter::once(("person", id.0)).chain(accounts.iter().map(|a| ("account", a.id.0))).collect()
}
