//! Makes an account. Done on the machine itself (`anlu user`, the demo) or by who may manage accounts.

use anlu_domain::{
    access::{Role, Scope},
    ids::{EnterpriseId, GridId, PersonId, UserId},
};
use anlu_store::{
    StoreError, Tx,
    ledger::LedgerDraft,
    repo::account::{self as repo, Account},
};
use serde_json::json;

use super::{AccountError, login::normal, password};
use crate::{
    access::{Action, require},
    ctx::Ctx,
};

/// Most characters of a log-in name, and of a name.
const MAX_NAME_CHARS: usize = 64;

/// An account to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAccount {
    /// Log-in name: letters, digits, `.`, `_`, `-`, `@`; stored in lower case.
    pub login: String,
    /// Name as people see it.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Territory; required for a grid chief, optional for the other roles of the authority.
    pub grid: Option<GridId>,
    /// Enterprise; required for the roles of an enterprise.
    pub enterprise: Option<EnterpriseId>,
    /// Person; required for a driver.
    pub person: Option<PersonId>,
    /// First password.
    pub password: String,
    /// The password is to be changed at the first log-in.
    pub must_change: bool,
}

/// Makes the account.
pub async fn create(ctx: &Ctx, new: NewAccount) -> Result<Account, AccountError> {
    require(ctx, Action::UserManage)?;
    let login = normal(&new.login);
    check(&login, &new)?;
    let now = ctx.now();
    let account = Account {
        id: UserId(ctx.ids.next()),
        login,
        name: new.name.trim().to_owned(),
        role: new.role,
        grid: new.grid,
        enterprise: new.enterprise,
        person: new.person,
        password_hash: password::hash(new.password).await?,
        disabled: false,
        must_change: new.must_change,
        failures: 0,
        locked_until: None,
        created_at: now,
        version: 1,
    };
    if account.scope() == Scope::Nothing {
        let pointer = if new.role.is_authority() { "/grid_id" } else { "/enterprise_id" };
        return Err(AccountError::Invalid { pointer, code: "required" });
    }
    ctx.store
        .tx(async |tx: Tx| {
            match repo::insert(&tx, &account).await {
                Err(StoreError::Duplicate(_)) => return Err(AccountError::LoginTaken),
                other => other?,
            }
            let after = json!({
                "login": account.login, "name": account.name, "role": account.role, "grid_id": account.grid,
                "enterprise_id": account.enterprise, "person_id": account.person,
            });
            let draft = LedgerDraft {
                actor: ctx.actor(),
                action: "account_created",
                subject_kind: "account",
                subject_id: account.id.to_string(),
                before: None,
                after: Some(after),
            };
            tx.record([draft], now);
            Ok(())
        })
        .await?;
    Ok(account)
}

fn check(login: &str, new: &NewAccount) -> Result<(), AccountError> {
    let invalid = |pointer, code| Err(AccountError::Invalid { pointer, code });
    let plain = login.chars().all(|c| c.is_ascii_alphanumeric() || ".-_@".contains(c));
    if login.is_empty() {
        return invalid("/login", "required");
    }
    if !plain || login.len() > MAX_NAME_CHARS {
        return invalid("/login", "format");
    }
    let name = new.name.trim().chars().count();
    if name == 0 {
        return invalid("/name", "required");
    }
    if name > MAX_NAME_CHARS {
        return invalid("/name", "too_long");
    }
    if new.role.is_authority() && (new.enterprise.is_some() || new.person.is_some()) {
        return invalid("/enterprise_id", "not_for_role");
    }
    if !new.role.is_authority() && new.grid.is_some() {
        return invalid("/grid_id", "not_for_role");
    }
    password::acceptable(login, &new.password)
}
