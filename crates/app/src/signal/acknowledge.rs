//! 确认收到: the driver (or his enterprise) has read the reminder.

use anlu_domain::{ids::SignalId, signal::triage as step};

use super::{SignalError, step::run, view::SignalView};
use crate::{
    access::{Action, require},
    ctx::Ctx,
};

/// reminded → acknowledged.
pub async fn acknowledge(ctx: &Ctx, id: SignalId, version: i64, note: &str) -> Result<SignalView, SignalError> {
    require(ctx, Action::SignalAcknowledge)?;
    run(ctx, id, version, "signal_acknowledged", note, |s, now| {
        step::acknowledge(s, &ctx.viewer, now, &ctx.clocks, note)
    })
    .await
}
