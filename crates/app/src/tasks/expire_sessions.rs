//! Repairs: sessions that are over but still stand in the table. They let nobody in; they only take room.

use anlu_store::{StoreError, Tx, repo::account};

use super::{TaskCtx, TaskError};

pub(super) async fn run(ctx: &TaskCtx) -> Result<u64, TaskError> {
    let now = ctx.desk.now();
    let removed = ctx.desk.store.tx(async |tx: Tx| account::remove_ended_sessions(&tx, now).await).await;
    removed.map_err(|e: StoreError| e.into())
}
