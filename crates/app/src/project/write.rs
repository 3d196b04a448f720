//! Writes projects: a new one, a change of what stands in its head, its parties.

use anlu_domain::{
    ids::ProjectId,
    project::{Project, ProjectDraft},
};
use anlu_store::{
    StoreError, Tx,
    ledger::LedgerDraft,
    repo::{grid, names, project as repo},
};

use super::{ProjectError, get::get, scene::Scene, view::ProjectView};
use crate::{
    access::{Action, require},
    changes::{differing, fields, with},
    ctx::Ctx,
    step_error::StepError,
};

/// Enters a project.
pub async fn create(ctx: &Ctx, draft: ProjectDraft) -> Result<ProjectView, ProjectError> {
    require(ctx, Action::ProjectEdit)?;
    let now = ctx.now();
    let project = draft.project(ProjectId(ctx.ids.next()), Vec::new())?;
    let id = project.id;
    ctx.store
        .tx(async |tx: Tx| {
            known(ctx, &tx, &project).await?;
            repo::insert(&tx, &project, 0, now).await?;
            let draft = LedgerDraft {
                actor: ctx.actor(),
                action: "project_added",
                subject_kind: "project",
                subject_id: id.to_string(),
                before: None,
                after: Some(fields(&project)),
            };
            tx.record([draft], now);
            Ok::<_, ProjectError>(())
        })
        .await?;
    get(ctx, id).await
}

/// Writes what stands in the head of a project, and its parties.
pub async fn change(ctx: &Ctx, id: ProjectId, version: i64, draft: ProjectDraft) -> Result<ProjectView, ProjectError> {
    require(ctx, Action::ProjectEdit)?;
    let step = Step { id, version, verb: "project_changed", note: String::new() };
    run(ctx, step, async |tx, before| {
        let after = draft.project(id, before.items.clone())?;
        known(ctx, tx, &after).await?;
        Ok(after)
    })
    .await?;
    get(ctx, id).await
}

/// Grid and enterprises of a project are there, and the viewer sees them.
async fn known(ctx: &Ctx, tx: &Tx, project: &Project) -> Result<(), ProjectError> {
    if grid::get(tx.read(), &ctx.viewer, project.grid).await?.is_none() {
        return Err(StepError::invalid("/grid_id", "not_found").into());
    }
    for party in &project.parties {
        if !names::visible_enterprise(tx.read(), &ctx.viewer, party.enterprise).await? {
            return Err(StepError::invalid("/parties", "not_found").into());
        }
    }
    Ok(())
}

/// What a change is about.
pub(super) struct Step {
    pub(super) id: ProjectId,
    pub(super) version: i64,
    pub(super) verb: &'static str,
    pub(super) note: String,
}

/// Does one change: read for the viewer, compare versions, write with the blind spots counted again, note in the
/// ledger.
pub(super) async fn run(
    ctx: &Ctx,
    step: Step,
    change: impl AsyncFnOnce(&Tx, &Project) -> Result<Project, ProjectError>,
) -> Result<(), ProjectError> {
    let now = ctx.now();
    ctx.store
        .tx(async |tx: Tx| {
            let stored = repo::get(tx.read(), &ctx.viewer, step.id).await?.ok_or(StepError::NotFound)?;
            if stored.version != step.version {
                let (expected, found) = (step.version, stored.version);
                return Err(StoreError::Conflict { what: "project", expected, found }.into());
            }
            let after = change(&tx, &stored.project).await?;
            let scene = Scene::read(ctx, tx.read(), after, now.day()).await?;
            repo::update(&tx, &scene.project, scene.blind(), step.version).await?;
            let (old, new) = differing(&stored.project, &scene.project);
            let new = if step.note.is_empty() { new } else { with(new, "note", step.note) };
            let draft = LedgerDraft {
                actor: ctx.actor(),
                action: step.verb,
                subject_kind: "project",
                subject_id: step.id.to_string(),
                before: Some(old),
                after: Some(new),
            };
            tx.record([draft], now);
            Ok::<_, ProjectError>(())
        })
        .await
}
