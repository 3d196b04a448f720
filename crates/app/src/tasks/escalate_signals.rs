//! Repairs: a signal whose owner's clock has run out and which nobody above has been shown. It is marked, so that the
//! leader sees it, with an entry in the ledger.

use anlu_domain::signal::triage::escalate;
use anlu_store::{
    StoreError, Tx,
    ledger::LedgerDraft,
    repo::{signal as repo, signal::StoredSignal, signal_list},
};

use super::{TaskCtx, TaskError};
use crate::{changes::differing, live::event::LiveEvent};

/// Signals looked at in one run.
const LIMIT: u64 = 500;

pub(super) async fn run(ctx: &TaskCtx) -> Result<u64, TaskError> {
    let desk = &ctx.desk;
    let now = desk.now();
    let mut marked = 0;
    for stored in signal_list::to_escalate(desk.store.read(), now, LIMIT).await? {
        let before = stored.signal.clone();
        let Some(after) = escalate(before.clone(), now) else { continue };
        let row = StoredSignal { signal: after.clone(), ..stored };
        let (old, new) = differing(&before, &after);
        let draft = LedgerDraft {
            actor: String::from("clock"),
            action: "signal_escalated",
            subject_kind: "signal",
            subject_id: before.id.to_string(),
            before: Some(old),
            after: Some(new),
        };
        let done = desk
            .store
            .tx(async |tx: Tx| {
                repo::update(&tx, &row).await?;
                tx.record([draft], now);
                Ok::<_, StoreError>(())
            })
            .await;
        match done {
            Ok(()) => {
                desk.tell(LiveEvent::of_signal(&after));
                marked += 1;
            }
            // Somebody acted in this moment: nothing is overdue any more, or the next run sees it.
            Err(StoreError::Conflict { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(marked)
}
