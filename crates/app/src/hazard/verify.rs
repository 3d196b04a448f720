//! 复查: passed or sent back.

use anlu_domain::{evidence::EvidencePhase, hazard::transition, ids::HazardId};

use super::{
    HazardError,
    step::{Attach, Step, run},
    view::HazardView,
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
};

/// submitted → verified. Evidence that names no phase was taken at the verification.
pub async fn verify(
    ctx: &Ctx,
    id: HazardId,
    version: i64,
    note: &str,
    evidence: &[Attach],
) -> Result<HazardView, HazardError> {
    require(ctx, Action::HazardVerify)?;
    let step = Step { id, version, verb: "hazard_verified", note, attach: evidence, usual: EvidencePhase::Verify };
    run(ctx, step, |h, now, phases| transition::verify(h, &ctx.viewer, now, &phases.fresh, note)).await
}

/// submitted → rectifying, with a reason.
pub async fn send_back(
    ctx: &Ctx,
    id: HazardId,
    version: i64,
    note: &str,
    evidence: &[Attach],
) -> Result<HazardView, HazardError> {
    require(ctx, Action::HazardVerify)?;
    let step = Step { id, version, verb: "hazard_sent_back", note, attach: evidence, usual: EvidencePhase::Verify };
    run(ctx, step, |h, now, _| transition::send_back(h, &ctx.viewer, now, note)).await
}
