//! Takes back a record of a party that was wrong: it proves nothing any more, and stays in the list.

use anlu_domain::{
    hazard::{PersonRef, Step},
    ids::ProjectRecordId,
    project::DutyDone,
};
use anlu_store::{Tx, ledger::LedgerDraft, repo::project as repo};
use serde_json::json;

use super::{ProjectError, get::get, scene::Scene, view::ProjectView};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    step_error::{self, StepError},
};

/// Most characters of a reason.
const MAX_REASON_CHARS: usize = 500;

/// Takes a record of the viewer's enterprise back, with a reason; what is owed is reckoned again.
pub async fn withdraw(ctx: &Ctx, record: ProjectRecordId, reason: &str) -> Result<ProjectView, ProjectError> {
    require(ctx, Action::RecordAdd)?;
    let reason = step_error::reason(reason, MAX_REASON_CHARS)?;
    let now = ctx.now();
    let id = ctx
        .store
        .tx(async |tx: Tx| {
            let id = repo::project_of(tx.read(), record).await?.ok_or(StepError::NotFound)?;
            let stored = repo::get(tx.read(), &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
            let mut scene = Scene::read(ctx, tx.read(), stored.project, now.day()).await?;
            let Some(at) = scene.done.iter().position(|d| d.id == record) else {
                return Err(ProjectError::State("already_withdrawn"));
            };
            let done = scene.done.remove(at);
            if !scene.project.roles_of(&ctx.viewer).contains(&done.role) {
                return Err(ProjectError::OtherParty);
            }
            let withdrawn = Step { by: PersonRef::from(&ctx.viewer), at: now, note: reason.to_owned() };
            if !repo::withdraw_record(&tx, &DutyDone { withdrawn: Some(withdrawn), ..done }).await? {
                return Err(ProjectError::State("already_withdrawn"));
            }
            let entry = LedgerDraft {
                actor: ctx.actor(),
                action: "project_record_withdrawn",
                subject_kind: "project",
                subject_id: id.to_string(),
                before: None,
                after: Some(json!({"record": record, "note": reason})),
            };
            tx.record([entry], now);
            repo::count_blind(&tx, id, scene.blind()).await?;
            Ok::<_, ProjectError>(id)
        })
        .await?;
    get(ctx, id).await
}
