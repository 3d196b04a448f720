//! The targets in force, and one of them with its history.

use std::sync::Arc;

use anlu_rules::pack::Target;
use anlu_store::repo::target as repo;

use super::{
    TargetError,
    view::{Known, TargetView, view},
};
use crate::{
    access::{self, Action, require},
    ctx::Ctx,
    duty::DutyBook,
    step_error::StepError,
};

/// Days of history that are shown and that the pace is taken from.
const HISTORY_DAYS: i32 = 400;

/// The target of an id that is in force now.
pub(super) fn in_force(ctx: &Ctx, id: &str) -> Result<(Arc<DutyBook>, usize), TargetError> {
    let today = ctx.now().day();
    let book = ctx.book().ok_or(StepError::NotFound)?;
    let place = book.pack().targets.iter().position(|t| t.file.id == id && t.valid_on(today));
    Ok((Arc::clone(&book), place.ok_or(StepError::NotFound)?))
}

/// Every target in force, with figures of what the viewer may see; without history.
pub async fn list(ctx: &Ctx) -> Result<Vec<TargetView>, TargetError> {
    Ok(all(ctx, None).await?.into_iter().map(|v| TargetView { history: Vec::new(), ..v }).collect())
}

/// One target with its history.
pub async fn get(ctx: &Ctx, id: &str) -> Result<TargetView, TargetError> {
    all(ctx, Some(id)).await?.pop().ok_or_else(|| StepError::NotFound.into())
}

async fn all(ctx: &Ctx, only: Option<&str>) -> Result<Vec<TargetView>, TargetError> {
    require(ctx, Action::TargetRead)?;
    let today = ctx.now().day();
    let Some(book) = ctx.book() else { return Ok(Vec::new()) };
    let db = ctx.store.read();
    let mut sums = repo::sums(db, &ctx.viewer).await?;
    let mut history = repo::history(db, &ctx.viewer, today.plus_days(-HISTORY_DAYS)).await?;
    let reminded = repo::reminded(db, &ctx.viewer).await?;
    let wanted = |t: &&Target| t.valid_on(today) && only.is_none_or(|id| t.file.id == id);
    let views = book.pack().targets.iter().filter(wanted).map(|target| {
        let id = target.file.id.as_str();
        let known = Known {
            sums: sums.remove(id).unwrap_or_default(),
            history: history.remove(id).unwrap_or_default(),
            reminded: reminded.get(id).copied().unwrap_or(0),
            can_remind: access::may(ctx.viewer.role, Action::TargetRemind),
        };
        view(target, known, today)
    });
    Ok(views.collect())
}
