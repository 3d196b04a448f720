//! The enterprise confirms that it has read the notice of its grade.

use anlu_domain::ids::EnterpriseId;
use anlu_store::{
    Tx,
    ledger::LedgerDraft,
    repo::{names, rating as repo},
};
use serde_json::json;

use super::GradeError;
use crate::{
    access::{Action, require},
    ctx::Ctx,
    live::event::LiveEvent,
    step_error::StepError,
};

/// Confirms the notices of an enterprise; how many it had not.
pub async fn confirm(ctx: &Ctx, enterprise: EnterpriseId) -> Result<u64, GradeError> {
    require(ctx, Action::GradeAnswer)?;
    let now = ctx.now();
    let done = ctx
        .store
        .tx(async |tx: Tx| {
            if !names::visible_enterprise(tx.read(), &ctx.viewer, enterprise).await? {
                return Err(StepError::NotFound.into());
            }
            let done = repo::confirm(&tx, enterprise).await?;
            if done > 0 {
                let draft = LedgerDraft {
                    actor: ctx.actor(),
                    action: "grade_notice_confirmed",
                    subject_kind: "enterprise",
                    subject_id: enterprise.to_string(),
                    before: None,
                    after: Some(json!({ "notices": done })),
                };
                tx.record([draft], now);
            }
            Ok::<_, GradeError>(done)
        })
        .await?;
    ctx.tell(LiveEvent::Duties { enterprise });
    Ok(done)
}
