//! 销号.

use anlu_domain::{evidence::EvidencePhase, hazard::transition, ids::HazardId};

use super::{
    HazardError,
    step::{Step, run},
    view::HazardView,
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
};

/// verified → closed.
pub async fn close(ctx: &Ctx, id: HazardId, version: i64, note: &str) -> Result<HazardView, HazardError> {
    require(ctx, Action::HazardClose)?;
    let step = Step { id, version, verb: "hazard_closed", note, attach: &[], usual: EvidencePhase::Verify };
    run(ctx, step, |h, now, _| transition::close(h, &ctx.viewer, now, note)).await
}
