//! Repairs: a watch that stands although its last instant has passed. It becomes expired, with an entry in the ledger.

use anlu_domain::watch::transition::expire;
use anlu_store::{StoreError, Tx, repo::watch as repo};

use super::{TaskCtx, TaskError};
use crate::{
    live::event::LiveEvent,
    watch::step::{WatchChange, write},
};

/// Watches looked at in one run.
const LIMIT: u64 = 500;

pub(super) async fn run(ctx: &TaskCtx) -> Result<u64, TaskError> {
    let desk = &ctx.desk;
    let now = desk.now();
    let mut expired = 0;
    for stored in repo::to_expire(desk.store.read(), now, LIMIT).await? {
        let Some(after) = expire(stored.watch.clone(), now) else { continue };
        let event = LiveEvent::of_watch(&after, stored.enterprise);
        let change = WatchChange { actor: String::from("clock"), action: "watch_expired", note: "" };
        let done = desk
            .store
            .tx(async |tx: Tx| {
                write(desk, &tx, stored, after, change, now).await?;
                Ok::<_, StoreError>(())
            })
            .await;
        match done {
            Ok(()) => {
                expired += 1;
                desk.tell(event);
            }
            // Somebody acted in this moment: the next run sees what is left to do.
            Err(StoreError::Conflict { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(expired)
}
