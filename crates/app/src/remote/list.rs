//! The links of a case.

use anlu_domain::ids::CaseId;
use anlu_store::{
    Page, Paged,
    repo::{case as cases, remote as repo},
};

use super::{
    RemoteError,
    view::{LinkView, views},
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    step_error::StepError,
};

/// One page, newest first.
pub async fn list(ctx: &Ctx, case: CaseId, page: Page) -> Result<Paged<LinkView>, RemoteError> {
    require(ctx, Action::RemoteRead)?;
    let db = ctx.store.read();
    let stored = cases::get(db, &ctx.viewer, case).await?.ok_or(StepError::NotFound)?;
    let found = repo::of_case(db, case, page).await?;
    let (total, handles) = (found.total, stored.case.handles(ctx.viewer.user));
    Ok(Paged::new(views(db, found.items, handles, ctx.now()).await?, total, page))
}
