//! 提交整改: hands in the mended work with evidence.

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

/// rectifying → submitted. Evidence that names no phase proves the state after mending.
pub async fn submit(
    ctx: &Ctx,
    id: HazardId,
    version: i64,
    note: &str,
    evidence: &[Attach],
) -> Result<HazardView, HazardError> {
    require(ctx, Action::HazardSubmit)?;
    let step = Step { id, version, verb: "hazard_submitted", note, attach: evidence, usual: EvidencePhase::After };
    run(ctx, step, |h, now, phases| transition::submit(h, &ctx.viewer, now, &phases.held, &phases.fresh, note)).await
}
