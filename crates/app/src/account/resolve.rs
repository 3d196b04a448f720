//! From a token to the account behind it.

use anlu_domain::{
    access::Viewer,
    ids::SessionId,
    time::{MINUTE_MS, UtcMs},
};
use anlu_store::{
    StoreError, Tx,
    repo::account::{self as repo, Account, Session},
};

use super::{login::IDLE_MS, token::Token};
use crate::ctx::Desk;

/// How stale the idle limit of a session may be before it is written again, milliseconds: a busy session costs one
/// write in this time, not one per request.
const TOUCH_MS: i64 = 5 * MINUTE_MS;

/// A live session and its account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSession {
    /// Session.
    pub id: SessionId,
    /// When it ends if it is not used.
    pub ends_at: UtcMs,
    /// Account.
    pub account: Account,
}

impl OpenSession {
    pub(super) fn new(session: &Session, account: Account) -> Self {
        Self { id: session.id, ends_at: session.idle_until.min(session.expires_at), account }
    }

    /// The account as a viewer.
    pub fn viewer(&self) -> Viewer {
        self.account.viewer()
    }
}

/// The live session of a token; `None` when it ended, never was, or its account may not log in any more. Moves the
/// idle limit.
pub async fn resolve(desk: &Desk, token: &Token) -> Result<Option<OpenSession>, StoreError> {
    let now = desk.now();
    let Some((mut session, account)) = repo::session(desk.store.read(), &token.stored(), now).await? else {
        return Ok(None);
    };
    if account.disabled {
        return Ok(None);
    }
    let idle_until = now.plus(IDLE_MS);
    if idle_until.0.saturating_sub(session.idle_until.0) >= TOUCH_MS {
        desk.store.tx(async |tx: Tx| repo::touch_session(&tx, session.id, idle_until).await).await?;
        session.idle_until = idle_until;
    }
    Ok(Some(OpenSession::new(&session, account)))
}
