//! Governing a major hazard: receipt of the notice, approval of the plan, progress, listing, acceptance, publication.

use anlu_domain::{
    evidence::EvidencePhase,
    hazard::{AcceptanceDraft, Addressee, ListingDraft, governance},
    ids::{EnterpriseId, HazardId},
};
use anlu_store::{
    Db,
    repo::{hazard as repo, names},
};

use super::{
    HazardError,
    step::{Attach, Step, run},
    view::HazardView,
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    step_error::StepError,
};

/// Whom the notice of a hazard of the viewer is addressed to.
pub(super) async fn addressee(ctx: &Ctx, id: HazardId) -> Result<Addressee, HazardError> {
    let db = ctx.store.read();
    let stored = repo::get(db, &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
    addressee_of(db, stored.hazard.enterprise).await
}

/// Whom notices to an enterprise are addressed to.
pub(super) async fn addressee_of(db: Db<'_>, enterprise: EnterpriseId) -> Result<Addressee, HazardError> {
    let name = names::enterprises(db, [enterprise]).await?.remove(&enterprise);
    Ok(name.map_or_else(Addressee::default, |n| Addressee { enterprise: n.name, principal: n.principal }))
}

fn step<'a>(id: HazardId, version: i64, verb: &'static str, note: &'a str) -> Step<'a> {
    Step { id, version, verb, note, attach: &[], usual: EvidencePhase::Acceptance }
}

/// The principal confirms that he has read the notice; when, and who, is shown to the bureau.
pub async fn confirm_notice(ctx: &Ctx, id: HazardId, version: i64) -> Result<HazardView, HazardError> {
    require(ctx, Action::HazardConfirm)?;
    let step = step(id, version, "hazard_notice_confirmed", "");
    run(ctx, step, |h, now, _| governance::confirm_notice(h, &ctx.viewer, now)).await
}

/// The principal approves the governance plan.
pub async fn approve_plan(ctx: &Ctx, id: HazardId, version: i64, note: &str) -> Result<HazardView, HazardError> {
    require(ctx, Action::HazardConfirm)?;
    let step = step(id, version, "hazard_plan_approved", note);
    run(ctx, step, |h, now, _| governance::approve_plan(h, &ctx.viewer, now, note)).await
}

/// A report of progress, with pictures when there are any.
pub async fn report_progress(
    ctx: &Ctx,
    id: HazardId,
    version: i64,
    words: &str,
    evidence: &[Attach],
) -> Result<HazardView, HazardError> {
    require(ctx, Action::HazardSubmit)?;
    let verb = "hazard_progress_reported";
    let step = Step { id, version, verb, note: words, attach: evidence, usual: EvidencePhase::After };
    run(ctx, step, |h, now, _| governance::report_progress(h, &ctx.viewer, now, words)).await
}

/// 挂牌督办.
pub async fn list(ctx: &Ctx, id: HazardId, version: i64, draft: ListingDraft) -> Result<HazardView, HazardError> {
    require(ctx, Action::HazardSupervise)?;
    let step = step(id, version, "hazard_listed", &draft.note);
    run(ctx, step, |h, now, _| governance::list(h, &ctx.viewer, now, &draft)).await
}

/// 摘牌, with a reason.
pub async fn lift(ctx: &Ctx, id: HazardId, version: i64, why: &str) -> Result<HazardView, HazardError> {
    require(ctx, Action::HazardSupervise)?;
    let step = step(id, version, "hazard_listing_lifted", why);
    run(ctx, step, |h, now, _| governance::lift(h, &ctx.viewer, now, why)).await
}

/// What experts found, with their signed opinion or pictures: nothing is accepted without evidence.
pub async fn accept(
    ctx: &Ctx,
    id: HazardId,
    version: i64,
    draft: AcceptanceDraft,
    evidence: &[Attach],
) -> Result<HazardView, HazardError> {
    require(ctx, Action::HazardAccept)?;
    let verb = if draft.passed { "hazard_accepted" } else { "hazard_not_accepted" };
    let opinion = draft.opinion.clone();
    let step = Step { id, version, verb, note: &opinion, attach: evidence, usual: EvidencePhase::Acceptance };
    run(ctx, step, |h, now, phases| governance::accept(h, &ctx.viewer, now, &phases.fresh, draft)).await
}

/// Makes it public, or takes it back.
pub async fn publish(
    ctx: &Ctx,
    id: HazardId,
    version: i64,
    public: bool,
    note: &str,
) -> Result<HazardView, HazardError> {
    require(ctx, Action::HazardSupervise)?;
    let verb = if public { "hazard_published" } else { "hazard_unpublished" };
    let step = step(id, version, verb, note);
    run(ctx, step, |h, now, _| governance::publish(h, &ctx.viewer, now, public, note)).await
}
