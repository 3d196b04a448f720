//! Takes the risks of a work item into the census of the contractor, where they are graded and controlled like any other.

use anlu_domain::{
    ids::{ProjectId, WorkItemId},
    project::{Fault, PartyRole},
};
use anlu_store::{Tx, repo::project as repo};

use super::{ProjectError, get::get, scene::Scene, view::ProjectView};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    risk::{self, start::Begin},
    step_error::StepError,
};

/// Most characters of the place of a risk.
const MAX_PLACE: usize = 100;

/// Adds the points of the item's kind that the census does not have yet. Doing it again adds nothing.
pub async fn draw(ctx: &Ctx, id: ProjectId, item: WorkItemId) -> Result<ProjectView, ProjectError> {
    require(ctx, Action::RiskEdit)?;
    let now = ctx.now();
    let contractor = ctx
        .store
        .tx(async |tx: Tx| {
            let stored = repo::get(tx.read(), &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
            if !stored.project.roles_of(&ctx.viewer).contains(&PartyRole::Contractor) {
                return Err(ProjectError::OtherParty);
            }
            let scene = Scene::read(ctx, tx.read(), stored.project, now.day()).await?;
            let item = scene.project.item(item).ok_or_else(|| Fault::at("/item_id", "not_found"))?;
            let work = scene.work(item).ok_or_else(|| Fault::at("/item_id", "unknown"))?;
            let contractor = scene.project.party(PartyRole::Contractor).ok_or(ProjectError::OtherParty)?.enterprise;
            let place: String = format!("{} {} {}", scene.project.name, item.name, item.place);
            let begin = Begin {
                enterprise: contractor,
                template: &item.template(),
                method: &work.kind.method,
                points: &work.kind.points,
                place: Some(place.chars().take(MAX_PLACE).collect()),
            };
            risk::start::add(ctx, &tx, begin).await?;
            let scene = Scene::read(ctx, tx.read(), scene.project.clone(), now.day()).await?;
            repo::count_blind(&tx, id, scene.blind()).await?;
            Ok::<_, ProjectError>(contractor)
        })
        .await?;
    risk::start::planned(ctx, contractor).await?;
    get(ctx, id).await
}
