//! 延期: asked for by the enterprise, decided by somebody else.

use anlu_domain::{evidence::EvidencePhase, hazard::transition, ids::HazardId, time::CivilDay};

use super::{
    HazardError,
    step::{Step, run},
    view::HazardView,
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
};

fn step<'a>(id: HazardId, version: i64, verb: &'static str, note: &'a str) -> Step<'a> {
    Step { id, version, verb, note, attach: &[], usual: EvidencePhase::Before }
}

/// Asks for a later deadline, with a reason.
pub async fn request(
    ctx: &Ctx,
    id: HazardId,
    version: i64,
    new_deadline: CivilDay,
    reason: &str,
) -> Result<HazardView, HazardError> {
    require(ctx, Action::HazardExtend)?;
    run(ctx, step(id, version, "hazard_extension_requested", reason), |h, now, _| {
        transition::request_extension(h, &ctx.viewer, now, new_deadline, reason)
    })
    .await
}

/// Grants the waiting extension.
pub async fn grant(ctx: &Ctx, id: HazardId, version: i64, note: &str) -> Result<HazardView, HazardError> {
    require(ctx, Action::HazardExtensionDecide)?;
    run(ctx, step(id, version, "hazard_extension_granted", note), |h, now, _| {
        transition::grant_extension(h, &ctx.viewer, now, note)
    })
    .await
}

/// Refuses the waiting extension, with a reason.
pub async fn refuse(ctx: &Ctx, id: HazardId, version: i64, note: &str) -> Result<HazardView, HazardError> {
    require(ctx, Action::HazardExtensionDecide)?;
    run(ctx, step(id, version, "hazard_extension_refused", note), |h, now, _| {
        transition::refuse_extension(h, &ctx.viewer, now, note)
    })
    .await
}
