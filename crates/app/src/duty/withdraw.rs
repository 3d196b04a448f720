//! Takes back a record that was wrong: it proves nothing any more, and stays.

use anlu_domain::{duty::record::Withdrawn, hazard::PersonRef, ids::RecordId};
use anlu_store::{
    Tx,
    ledger::LedgerDraft,
    repo::{duty_record as repo, plan},
};
use serde_json::json;

use super::{DutyError, reconcile};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    live::event::LiveEvent,
    step_error::{self, StepError},
};

/// Most characters of a reason.
const MAX_REASON_CHARS: usize = 500;

/// Takes a record back, with a reason; its tasks are planned again.
pub async fn withdraw(ctx: &Ctx, id: RecordId, reason: &str) -> Result<(), DutyError> {
    require(ctx, Action::RecordAdd)?;
    let reason = step_error::reason(reason, MAX_REASON_CHARS)?;
    let now = ctx.now();
    let enterprise = ctx
        .store
        .tx(async |tx: Tx| {
            let mut record = repo::get(tx.read(), &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
            let by = PersonRef::from(&ctx.viewer);
            record.withdrawn = Some(Withdrawn { by, at: now, reason: reason.to_owned() });
            if !repo::withdraw(&tx, &record).await? {
                return Err(DutyError::State("already_withdrawn"));
            }
            plan::mark(&tx, [record.enterprise], now).await?;
            let draft = LedgerDraft {
                actor: ctx.actor(),
                action: "record_withdrawn",
                subject_kind: "duty_record",
                subject_id: id.to_string(),
                before: None,
                after: Some(json!({"reason": reason})),
            };
            tx.record([draft], now);
            Ok::<_, DutyError>(record.enterprise)
        })
        .await?;
    reconcile::enterprises(ctx, &[enterprise]).await?;
    ctx.tell(LiveEvent::Duties { enterprise });
    Ok(())
}
