//! Work items: entered and moved by the authority, the owner or the contractor.

use anlu_domain::{
    ids::{ProjectId, WorkItemId},
    project::{Fault, ItemDraft, ItemState, MAX_ITEMS},
};

use super::{
    ProjectError,
    get::get,
    view::ProjectView,
    write::{Step, run},
};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    step_error::StepError,
};

/// Enters a work item, or writes `item` anew.
pub async fn write(
    ctx: &Ctx,
    id: ProjectId,
    version: i64,
    item: Option<WorkItemId>,
    draft: ItemDraft,
) -> Result<ProjectView, ProjectError> {
    require(ctx, Action::ProjectWork)?;
    let today = ctx.now().day();
    let verb = if item.is_some() { "project_item_changed" } else { "project_item_added" };
    let state: ItemState = draft.state;
    let note = format!("{}：{}", draft.name.trim(), state.zh());
    let step = Step { id, version, verb, note };
    run(ctx, step, async |_tx, before| {
        if !before.takes_items_of(&ctx.viewer) {
            return Err(ProjectError::OtherParty);
        }
        let book = ctx.book();
        let work = book.as_ref().and_then(|b| b.pack().work_on(&draft.kind, today));
        let Some(work) = work else { return Err(Fault::at("/kind", "unknown").into()) };
        let measured = |key: &String| work.duties(true).any(|(_, d)| d.measures.iter().any(|m| m.key == *key));
        if let Some(odd) = draft.limits.keys().find(|key| !measured(key)) {
            return Err(Fault::at(format!("/limits/{odd}"), "unknown").into());
        }
        let mut after = before.clone();
        match item {
            Some(item) => {
                let old = after.items.iter_mut().find(|i| i.id == item).ok_or(StepError::NotFound)?;
                *old = draft.item(item, Some(&*old), today)?;
            }
            None if after.items.len() >= MAX_ITEMS => return Err(Fault::at("", "too_many").into()),
            None => after.items.push(draft.item(WorkItemId(ctx.ids.next()), None, today)?),
        }
        Ok(after)
    })
    .await?;
    get(ctx, id).await
}
