//! 销号.

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

/// verified → closed. Evidence that names no phase shows the state before mending: what became major late may lack it.
pub async fn close(
    ctx: &Ctx,
    id: HazardId,
    version: i64,
    note: &str,
    evidence: &[Attach],
) -> Result<HazardView, HazardError> {
    require(ctx, Action::HazardClose)?;
    let step = Step { id, version, verb: "hazard_closed", note, attach: evidence, usual: EvidencePhase::Before };
    run(ctx, step, |h, now, phases| transition::close(h, &ctx.viewer, now, &phases.all(), note)).await
}
