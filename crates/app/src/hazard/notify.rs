//! 通知整改: gives the enterprise a deadline.

use anlu_domain::{
    evidence::EvidencePhase,
    hazard::{PersonRef, governance, transition},
    ids::{HazardId, UserId},
    time::CivilDay,
};
use anlu_store::repo::account;

use super::{
    HazardError, govern,
    step::{Step, run},
    view::HazardView,
};
use crate::{
    access::{Action, may, require},
    ctx::Ctx,
    step_error::StepError,
};

/// A notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Last day for mending.
    pub deadline: CivilDay,
    /// The account that shall verify; `None`: whoever may.
    pub verifier: Option<UserId>,
    /// Words to the enterprise.
    pub note: String,
}

/// found → notified. With a major hazard the notice to the principal is issued, as a document that he confirms.
pub async fn notify(ctx: &Ctx, id: HazardId, version: i64, notice: Notice) -> Result<HazardView, HazardError> {
    require(ctx, Action::HazardNotify)?;
    let verifier = match notice.verifier {
        Some(user) => Some(named_verifier(ctx, user).await?),
        None => None,
    };
    let step =
        Step { id, version, verb: "hazard_notified", note: &notice.note, attach: &[], usual: EvidencePhase::Before };
    let to = govern::addressee(ctx, id).await?;
    run(ctx, step, |h, now, _| {
        let told = transition::notify(h, &ctx.viewer, now, notice.deadline, verifier, &notice.note)?;
        Ok(governance::issue(told, &ctx.viewer, now, &to, &notice.note))
    })
    .await
}

/// An account the viewer knows that may verify.
pub(super) async fn named_verifier(ctx: &Ctx, user: UserId) -> Result<PersonRef, HazardError> {
    let known = account::get(ctx.store.read(), user).await?;
    known
        .filter(|a| !a.disabled && may(a.role, Action::HazardVerify))
        .filter(|a| ctx.viewer.role.is_authority() || a.enterprise.is_some_and(|e| own(ctx, e)))
        .map(|a| PersonRef { id: a.id, name: a.name })
        .ok_or(StepError::invalid("/verifier_id", "cannot_verify").into())
}

fn own(ctx: &Ctx, enterprise: anlu_domain::ids::EnterpriseId) -> bool {
    ctx.viewer.scope == anlu_domain::access::Scope::Enterprise(enterprise)
}
