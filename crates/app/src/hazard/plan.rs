//! 制定整改方案: 五落实.

use anlu_domain::{
    evidence::EvidencePhase,
    hazard::{PlanDraft, transition},
    ids::HazardId,
};

use super::{
    HazardError, criteria,
    step::{Step, run},
    view::HazardView,
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
};

/// notified → rectifying, or a better plan while rectifying. All five parts are required, and the goal for a major
/// hazard, whose reports of progress follow the interval of the pack in force.
pub async fn plan(ctx: &Ctx, id: HazardId, version: i64, draft: PlanDraft) -> Result<HazardView, HazardError> {
    require(ctx, Action::HazardPlan)?;
    let step = Step { id, version, verb: "hazard_planned", note: "", attach: &[], usual: EvidencePhase::Before };
    let days = criteria::governance(ctx, ctx.now().day()).map(|g| g.progress_days);
    run(ctx, step, |h, now, _| transition::plan(h.reporting_every(days), &ctx.viewer, now, draft)).await
}
