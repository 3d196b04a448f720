//! Log-out.

use anlu_store::{StoreError, Tx, repo::account as repo};

use super::token::Token;
use crate::ctx::Desk;

/// Ends the session of a token, and removes sessions that ended by themselves.
pub async fn logout(desk: &Desk, token: &Token) -> Result<(), StoreError> {
    let now = desk.now();
    desk.store
        .tx(async |tx: Tx| {
            repo::end_session(&tx, &token.stored()).await?;
            repo::remove_ended_sessions(&tx, now).await?;
            Ok(())
        })
        .await
}
