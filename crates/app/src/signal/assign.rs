//! 指派: names the officer who follows a signal.

use anlu_domain::{
    hazard::PersonRef,
    ids::{SignalId, UserId},
    signal::triage as step,
};
use anlu_store::repo::account;

use super::{SignalError, step::run, view::SignalView};
use crate::{
    access::{Action, may, require},
    ctx::Ctx,
    step_error::StepError,
};

/// Names `user`, who must be able to triage.
pub async fn assign(ctx: &Ctx, id: SignalId, version: i64, user: UserId) -> Result<SignalView, SignalError> {
    require(ctx, Action::SignalAssign)?;
    let known = account::get(ctx.store.read(), user).await?;
    let to = known
        .filter(|a| !a.disabled && may(a.role, Action::SignalTriage))
        .map(|a| PersonRef { id: a.id, name: a.name })
        .ok_or(StepError::invalid("/user_id", "cannot_follow"))?;
    run(ctx, id, version, "signal_assigned", "", |s, _| step::assign(s, &ctx.viewer, to)).await
}
