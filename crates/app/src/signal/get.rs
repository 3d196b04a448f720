//! One signal with its findings, history, and what the viewer may do now.

use anlu_domain::ids::SignalId;
use anlu_store::repo::{
    evidence::{self, Subject},
    signal as repo, superseded,
};

use super::{
    SignalError, explain,
    view::{SignalView, views},
};
use crate::{
    access::{Action, may, require},
    ctx::Ctx,
    downward::{
        supervise::route,
        view::{alarms_of, supervisions_of},
    },
    hazard::EvidenceView,
    policy,
    step_error::StepError,
    timeline,
};

/// The signal, when the viewer may see it: findings with the clauses they rest on and what the vehicle did,
/// evidence, history.
pub async fn get(ctx: &Ctx, id: SignalId) -> Result<SignalView, SignalError> {
    require(ctx, Action::SignalRead)?;
    let db = ctx.store.read();
    let stored = repo::get(db, &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
    let signal = stored.signal.clone();
    let mut view = views(db, vec![stored], &ctx.viewer, ctx.now()).await?.pop().ok_or(StepError::NotFound)?;
    let findings: Vec<_> = view.findings.iter().map(|f| &f.finding).collect();
    let bases = policy::of_findings(db, &findings).await?;
    for (finding, basis) in view.findings.iter_mut().zip(bases) {
        finding.basis = basis;
    }
    let ids: Vec<_> = view.findings.iter().map(|f| f.finding.id).collect();
    for was in superseded::of(db, &ids).await? {
        if let Some(finding) = view.findings.iter_mut().find(|f| f.finding.id == was.finding) {
            finding.superseded.push(was);
        }
    }
    explain::add(ctx, &mut view.findings).await;
    view.evidence = evidence::of(db, Subject::Signal(id)).await?.into_iter().map(EvidenceView::from).collect();
    view.alarms = alarms_of(db, id).await?;
    if ctx.viewer.role.is_authority() {
        view.supervisions = supervisions_of(db, id, ctx.now()).await?;
    }
    if may(ctx.viewer.role, Action::SignalSupervise) && !signal.state.settled() {
        view.supervisable = route(db, &signal).await?.map(|route| route.link);
    }
    view.activity = timeline::of(db, "signal", id.to_string()).await?;
    Ok(view)
}
