//! 办结.

use anlu_domain::{ids::SignalId, signal::triage as step};

use super::{SignalError, step::run, view::SignalView};
use crate::{
    access::{Action, require},
    ctx::Ctx,
};

/// acknowledged, answered or `watch_proposed` → closed.
pub async fn close(ctx: &Ctx, id: SignalId, version: i64, note: &str) -> Result<SignalView, SignalError> {
    require(ctx, Action::SignalClose)?;
    run(ctx, id, version, "signal_closed", note, |s, now| step::close(s, &ctx.viewer, now, &ctx.clocks, note)).await
}
