//! One act for all who miss a target: each enterprise concerned sees it in its list of today, until it is fulfilled or the
//! reminder is taken back.

use anlu_domain::ids::EnterpriseId;
use anlu_store::{Tx, ledger::LedgerDraft, repo::target as repo};
use serde_json::json;

use super::{TargetError, get::in_force, standing::lists_held};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    live::event::LiveEvent,
};

/// What a bulk act did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// Those it is about.
    pub subjects: u64,
    /// Enterprises that see it, or see it no longer.
    pub enterprises: u64,
}

/// Reminds everybody who misses a target and was not reminded yet, of the enterprises the viewer may see. Again: only
/// those who came meanwhile.
pub async fn remind(ctx: &Ctx, id: &str) -> Result<Done, TargetError> {
    all(ctx, id, true).await
}

/// Takes the reminders of a target back, of the enterprises the viewer may see.
pub async fn take_back(ctx: &Ctx, id: &str) -> Result<Done, TargetError> {
    all(ctx, id, false).await
}

async fn all(ctx: &Ctx, id: &str, forth: bool) -> Result<Done, TargetError> {
    require(ctx, Action::TargetRemind)?;
    let (book, place) = in_force(ctx, id)?;
    if book.pack().targets.get(place).is_none_or(lists_held) {
        return Err(TargetError::State("target_of_count"));
    }
    let now = ctx.now();
    let (subjects, enterprises): (u64, Vec<EnterpriseId>) = ctx
        .store
        .tx(async |tx: Tx| {
            let (action, done) = if forth {
                ("target_reminded", repo::remind(&tx, &ctx.viewer, id, &ctx.viewer.name, now).await?)
            } else {
                ("target_reminders_taken_back", repo::take_back(&tx, &ctx.viewer, id).await?)
            };
            if done.0 > 0 {
                let draft = LedgerDraft {
                    actor: ctx.actor(),
                    action,
                    subject_kind: "target",
                    subject_id: id.to_owned(),
                    before: None,
                    after: Some(json!({"subjects": done.0, "enterprises": done.1.len()})),
                };
                tx.record([draft], now);
            }
            Ok::<_, TargetError>(done)
        })
        .await?;
    for enterprise in &enterprises {
        ctx.tell(LiveEvent::Duties { enterprise: *enterprise });
    }
    Ok(Done { subjects, enterprises: u64::try_from(enterprises.len()).unwrap_or(u64::MAX) })
}
