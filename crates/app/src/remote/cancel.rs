//! Takes a link back.

use anlu_domain::{ids::CaseLinkId, watch::DeliveryState};
use anlu_store::{
    Tx,
    repo::{
        case as cases, remote as repo,
        sms::{self, OutboxSms},
    },
};

use super::{
    RemoteError,
    entry::entry,
    view::{LinkView, views},
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    step_error::StepError,
};

/// Takes a link back, with a reason. Whoever opens it from now on learns that, and nothing else.
pub async fn cancel(ctx: &Ctx, id: CaseLinkId, reason: &str) -> Result<LinkView, RemoteError> {
    require(ctx, Action::CaseWork)?;
    let now = ctx.now();
    let link = ctx
        .store
        .tx(async |tx: Tx| {
            let mut stored = repo::get(tx.read(), id).await?.ok_or(StepError::NotFound)?;
            let case = cases::get(tx.read(), &ctx.viewer, stored.link.case).await?.ok_or(StepError::NotFound)?;
            stored.link.cancel(&case.case, &ctx.viewer, reason, now)?;
            repo::update(&tx, &stored).await?;
            // What is still to be sent of it is not sent any more.
            for sms in sms::of_links(tx.read(), &[id]).await? {
                if sms.state == DeliveryState::Queued {
                    let (state, problem) = (DeliveryState::Failed, Some(String::from("cancelled")));
                    let gone = OutboxSms { state, problem, message: None, next_at: None, done_at: Some(now), ..sms };
                    sms::update(&tx, &gone).await?;
                }
            }
            tx.record([entry(ctx.actor(), "remote_cancelled", &stored.link)], now);
            Ok::<_, RemoteError>(stored.link)
        })
        .await?;
    Ok(views(ctx.store.read(), vec![link], true, now).await?.pop().ok_or(StepError::NotFound)?)
}
