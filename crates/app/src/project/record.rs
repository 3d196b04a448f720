//! 履责记录: what a party did of what it owes, and how an excess was answered. `GET`: what was done.

use anlu_domain::{
    evidence::{EvidenceHash, EvidencePhase},
    hazard::PersonRef,
    ids::{ProjectId, ProjectRecordId, WorkItemId},
    project::{DoneDraft, DutyDone, Fault, ItemState, PartyRole, Project},
};
use anlu_rules::{
    construction::limit,
    pack::{PartyDuty, Work},
};
use anlu_store::{
    Page, Paged, Tx,
    ledger::LedgerDraft,
    repo::{
        evidence::{self, Subject},
        project as repo,
    },
};

use super::{
    ProjectError,
    get::{get, words},
    list::Known,
    scene::Scene,
    view::{DoneView, ProjectView},
};
use crate::{
    access::{Action, may, require},
    changes::{fields, with},
    ctx::Ctx,
    policy::Words,
    step_error::StepError,
};

/// Most files of one record.
const MAX_FILES: usize = 50;

/// Records what the viewer's enterprise did.
pub async fn hand_in(
    ctx: &Ctx,
    id: ProjectId,
    draft: DoneDraft,
    files: Vec<EvidenceHash>,
) -> Result<ProjectView, ProjectError> {
    require(ctx, Action::RecordAdd)?;
    let now = ctx.now();
    let note = draft.check(now.day())?;
    if files.len() > MAX_FILES {
        return Err(Fault::at("/evidence", "too_many").into());
    }
    ctx.store
        .tx(async |tx: Tx| {
            let stored = repo::get(tx.read(), &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
            let mut scene = Scene::read(ctx, tx.read(), stored.project, now.day()).await?;
            let (role, answered) = check(&scene, &draft, &scene.project.roles_of(&ctx.viewer))?;
            let enterprise = scene.project.party(role).ok_or(ProjectError::OtherParty)?.enterprise;
            let by = PersonRef::from(&ctx.viewer);
            let done = DutyDone {
                id: ProjectRecordId(ctx.ids.next()),
                project: id,
                item: draft.item,
                duty: draft.duty.clone(),
                role,
                enterprise,
                day: draft.day,
                note,
                readings: if answered { Vec::new() } else { draft.readings.clone() },
                answers: draft.answers,
                by: by.clone(),
                at: now,
                withdrawn: None,
            };
            repo::add_record(&tx, &done).await?;
            for hash in &files {
                let brought = evidence::brought_by(tx.read(), *hash, ctx.viewer.user).await?;
                let said = brought.ok_or(StepError::invalid("/evidence", "evidence_unknown"))?;
                let subject = Subject::ProjectRecord(done.id);
                evidence::attach(&tx, subject, *hash, EvidencePhase::After, &said, &by, now).await?;
            }
            let names: Vec<String> = files.iter().map(ToString::to_string).collect();
            let entry = LedgerDraft {
                actor: ctx.actor(),
                action: if answered { "project_excess_answered" } else { "project_duty_done" },
                subject_kind: "project",
                subject_id: id.to_string(),
                before: None,
                after: Some(with(fields(&done), "evidence", names)),
            };
            tx.record([entry], now);
            scene.done.push(done);
            repo::count_blind(&tx, id, scene.blind()).await?;
            Ok::<_, ProjectError>(())
        })
        .await?;
    get(ctx, id).await
}

/// In which role it is done, and whether it answers an excess.
fn check(scene: &Scene, draft: &DoneDraft, own: &[PartyRole]) -> Result<(PartyRole, bool), ProjectError> {
    let item = scene.project.item(draft.item).ok_or_else(|| Fault::at("/item_id", "not_found"))?;
    if item.state == ItemState::Done {
        return Err(ProjectError::State("project_item_over"));
    }
    let work = scene.work(item);
    let owed = work.as_ref().and_then(|w| w.duties(item.large).find(|(id, _)| *id == draft.duty));
    let Some((_, duty)) = owed else { return Err(Fault::at("/duty", "unknown").into()) };
    let role = if draft.answers.is_some() { duty.answered_by.unwrap_or(duty.role) } else { duty.role };
    if !own.contains(&role) {
        return Err(ProjectError::OtherParty);
    }
    if let Some(answered) = draft.answers {
        let open = scene.done.iter().find(|d| d.id == answered && d.item == item.id && d.duty == draft.duty);
        let open = open.ok_or_else(|| Fault::at("/answers", "not_found"))?;
        let beyond =
            duty.measures.iter().any(|m| open.readings.iter().any(|r| r.measure == m.key && r.value >= limit(item, m)));
        if !beyond || scene.done.iter().any(|d| d.answers == Some(answered)) {
            return Err(ProjectError::State("project_nothing_to_answer"));
        }
        return Ok((role, true));
    }
    readings(duty, draft)?;
    Ok((role, false))
}

/// Each measure of the duty once, and nothing else.
fn readings(duty: &PartyDuty, draft: &DoneDraft) -> Result<(), Fault> {
    for (i, reading) in draft.readings.iter().enumerate() {
        let twice = draft.readings.iter().take(i).any(|r| r.measure == reading.measure);
        if twice || duty.measures.iter().all(|m| m.key != reading.measure) {
            return Err(Fault::at(format!("/readings/{i}/measure"), "unknown"));
        }
    }
    if duty.measures.iter().any(|m| draft.readings.iter().all(|r| r.measure != m.key)) {
        return Err(Fault::at("/readings", "required"));
    }
    Ok(())
}

/// One page of what was done in a project the viewer may see, newest first: of an item, of a duty, or all.
pub async fn records(
    ctx: &Ctx,
    id: ProjectId,
    item: Option<WorkItemId>,
    duty: Option<&str>,
    page: Page,
) -> Result<Paged<DoneView>, ProjectError> {
    require(ctx, Action::ProjectRead)?;
    let db = ctx.store.read();
    let stored = repo::get(db, &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
    let found = repo::record_page(db, id, item, duty, page).await?;
    let mut files = Vec::new();
    // A page of records at most.
    for done in &found.items {
        files.push(evidence::of(db, Subject::ProjectRecord(done.id)).await?);
    }
    let known = Known::of(db, std::slice::from_ref(&stored)).await?;
    let (book, today) = (ctx.book(), ctx.now().day());
    let own = if may(ctx.viewer.role, Action::RecordAdd) { stored.project.roles_of(&ctx.viewer) } else { Vec::new() };
    let mut files = files.into_iter();
    Ok(found.map(|done| {
        let item = stored.project.item(done.item);
        let work = book.as_ref().zip(item).and_then(|(b, i)| b.pack().work_on(&i.kind, today));
        DoneView {
            title: title(work.as_ref(), &done.duty),
            item: item.map(|i| i.name.clone()).unwrap_or_default(),
            enterprise: enterprise(&stored.project, &known, &done),
            may_withdraw: done.withdrawn.is_none() && own.contains(&done.role),
            files: files.next().unwrap_or_default().into_iter().map(Into::into).collect(),
            done,
        }
    }))
}

fn title(work: Option<&Work<'_>>, duty: &str) -> Words {
    let known = work.and_then(|w| w.duty(duty)).map(|d| words(&d.title));
    known.unwrap_or_else(|| Words { zh: duty.to_owned(), en: duty.to_owned() })
}

/// The enterprise that did it, which may have left the project since.
fn enterprise(project: &Project, known: &Known, done: &DutyDone) -> crate::hazard::Named {
    if project.parties.iter().any(|p| p.enterprise == done.enterprise) {
        return known.firm(done.enterprise);
    }
    crate::hazard::Named { id: done.enterprise.0, name: done.by.name.clone() }
}
