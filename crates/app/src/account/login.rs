//! Log-in with name and password.

use anlu_domain::{
    ids::SessionId,
    time::{HOUR_MS, MINUTE_MS, UtcMs},
};
use anlu_store::{
    Tx,
    repo::account::{self as repo, Account, Session},
};

use super::{AccountError, OpenSession, password, token::Token};
use crate::ctx::Desk;

/// Failures in a row that lock an account.
pub const MAX_FAILURES: u32 = 5;
/// How long it stays locked, milliseconds.
pub const LOCK_MS: i64 = 15 * MINUTE_MS;
/// A session ends when it is not used for so long, milliseconds.
pub const IDLE_MS: i64 = 12 * HOUR_MS;
/// A session ends after so long in any case, milliseconds.
pub const ABSOLUTE_MS: i64 = 7 * 24 * HOUR_MS;

/// Opens a session. An unknown name, a wrong password and a disabled account get the same answer after the same work.
/// [`MAX_FAILURES`] wrong passwords in a row lock the account for [`LOCK_MS`], whatever is typed meanwhile.
pub async fn login(desk: &Desk, name: &str, password: String) -> Result<(Token, OpenSession), AccountError> {
    let now = desk.now();
    let found = repo::by_login(desk.store.read(), &normal(name)).await?;
    let phc = found.as_ref().map_or_else(|| password::NOBODY.to_owned(), |a| a.password_hash.clone());
    // Hashed before anything is decided, so that time tells nothing.
    let right = password::matches(password, phc).await?;
    let Some(account) = found else { return Err(AccountError::WrongPassword) };
    if right { open(desk, &account, now).await } else { Err(fail(desk, &account, now).await?) }
}

/// Asks for the password of a logged-in account again; failures count as those of a log-in.
pub(super) async fn confirm(desk: &Desk, account: &Account, password: String) -> Result<(), AccountError> {
    let now = desk.now();
    if let Some(until) = locked(account, now) {
        return Err(AccountError::LockedOut { until });
    }
    let right = password::matches(password, account.password_hash.clone()).await?;
    if right { Ok(()) } else { Err(fail(desk, account, now).await?) }
}

/// A log-in name as it is stored.
pub(super) fn normal(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Opens the session, unless the account was locked or disabled meanwhile (parallel guesses end here).
async fn open(desk: &Desk, account: &Account, now: UtcMs) -> Result<(Token, OpenSession), AccountError> {
    let token = Token::fresh()?;
    let session = Session {
        id: SessionId(desk.ids.next()),
        token_hash: token.stored(),
        user: account.id,
        created_at: now,
        idle_until: now.plus(IDLE_MS),
        expires_at: now.plus(ABSOLUTE_MS),
    };
    let account = desk
        .store
        .tx(async |tx: Tx| {
            let account = repo::get(tx.read(), account.id).await?.ok_or(AccountError::WrongPassword)?;
            if let Some(until) = locked(&account, now) {
                return Err(AccountError::LockedOut { until });
            }
            if account.disabled {
                return Err(AccountError::WrongPassword);
            }
            if account.failures > 0 || account.locked_until.is_some() {
                repo::set_lock(&tx, account.id, None).await?;
            }
            repo::open_session(&tx, &session).await?;
            Ok(account)
        })
        .await?;
    Ok((token, OpenSession::new(&session, account)))
}

/// Counts a failure; the refusal to answer with.
async fn fail(desk: &Desk, account: &Account, now: UtcMs) -> Result<AccountError, AccountError> {
    desk.store
        .tx(async |tx: Tx| {
            let account = repo::get(tx.read(), account.id).await?.ok_or(AccountError::WrongPassword)?;
            if let Some(until) = locked(&account, now) {
                return Ok(AccountError::LockedOut { until });
            }
            if account.locked_until.is_some() {
                // The lock has run out: counting starts anew.
                repo::set_lock(&tx, account.id, None).await?;
            }
            if repo::count_failure(&tx, account.id).await? < MAX_FAILURES {
                return Ok(AccountError::WrongPassword);
            }
            let until = now.plus(LOCK_MS);
            repo::set_lock(&tx, account.id, Some(until)).await?;
            tracing::warn!(account = %account.id, "locked after too many failed log-ins");
            Ok(AccountError::LockedOut { until })
        })
        .await
}

fn locked(account: &Account, now: UtcMs) -> Option<UtcMs> {
    account.locked_until.filter(|until| *until > now)
}
