//! One signal with its findings, history, and what the viewer may do now.

use anlu_domain::ids::SignalId;
use anlu_store::repo::{
    evidence::{self, Subject},
    signal as repo,
};

use super::{
    SignalError,
    view::{SignalView, views},
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    hazard::EvidenceView,
    timeline,
};

/// The signal, when the viewer may see it.
pub async fn get(ctx: &Ctx, id: SignalId) -> Result<SignalView, SignalError> {
    require(ctx, Action::SignalRead)?;
    let db = ctx.store.read();
    let stored = repo::get(db, &ctx.viewer, id).await?.ok_or(SignalError::NotFound)?;
    let view = views(db, vec![stored], &ctx.viewer, ctx.now()).await?.pop().ok_or(SignalError::NotFound)?;
    Ok(SignalView { activity: timeline::of(db, "signal", id.to_string()).await?, ..view })
}

/// Evidence attached to the enterprise's answers.
pub async fn evidence(ctx: &Ctx, id: SignalId) -> Result<Vec<EvidenceView>, SignalError> {
    require(ctx, Action::SignalRead)?;
    let db = ctx.store.read();
    repo::get(db, &ctx.viewer, id).await?.ok_or(SignalError::NotFound)?;
    Ok(evidence::of(db, Subject::Signal(id)).await?.into_iter().map(EvidenceView::from).collect())
}
