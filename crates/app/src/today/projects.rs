//! Construction projects that wait for the viewer: a party sees what it owes, the officer sees blind spots; one line a
//! project.

use std::collections::BTreeMap;

use anlu_domain::{project::ItemState, time::CivilDay};
use anlu_rules::construction::RowState;
use anlu_store::{
    Page, StoreError,
    repo::project::{self as repo, ProjectFilter, StoredProject},
};

use super::{
    codes::{verb, why},
    item::{Found, Item, Kind, Subject},
};
use crate::{
    access::{self, Action},
    ctx::Ctx,
    project::scene::Scene,
};

/// Projects in scope with something to do.
pub(super) async fn waiting(ctx: &Ctx, today: CivilDay) -> Result<Found, StoreError> {
    let officer = access::may(ctx.viewer.role, Action::ProjectEdit);
    if !officer && (ctx.viewer.role.is_authority() || !access::may(ctx.viewer.role, Action::RecordAdd)) {
        return Ok(Found::of(Vec::new(), 0, 0));
    }
    let db = ctx.store.read();
    let filter = ProjectFilter { active: Some(true), blind: officer.then_some(true), ..ProjectFilter::default() };
    let found = repo::list(db, &ctx.viewer, &filter, Page::new(1, Page::MAX_SIZE)).await?;
    let (read, total) = (found.items.len(), found.total);
    let mut items = Vec::new();
    for stored in found.items {
        if officer {
            let count = BTreeMap::from([("count", stored.blind.to_string())]);
            items.push(item(&stored, why::PROJECT_BLIND, verb::PROJECT_SEE, count));
        } else {
            let scene = Scene::read(ctx, db, stored.project.clone(), today).await?;
            let (count, late) = owed(ctx, &scene);
            let params = BTreeMap::from([("count", count.to_string()), ("late", late.to_string())]);
            if count > 0 {
                items.push(item(&stored, why::PROJECT_OWED, verb::PROJECT_DO, params));
            }
        }
    }
    Ok(Found::of(items, read, total))
}

/// What the viewer's enterprise owes today in work items that run, and how much of it is late.
fn owed(ctx: &Ctx, scene: &Scene) -> (usize, usize) {
    let roles = scene.project.roles_of(&ctx.viewer);
    let active = scene.project.items.iter().filter(|i| i.state == ItemState::Active);
    let rows = active.filter_map(|i| scene.judged(i)).flat_map(|j| j.rows);
    let own = rows.filter(|r| roles.contains(&r.duty.role)).map(|r| (r.state, r.due));
    let open: Vec<RowState> = own
        .filter(|(state, due)| match state {
            RowState::Overdue => true,
            RowState::Due => due.is_none_or(|d| d <= scene.day),
            RowState::Done | RowState::Nobody | RowState::Idle => false,
        })
        .map(|(state, _)| state)
        .collect();
    (open.len(), open.iter().filter(|s| **s == RowState::Overdue).count())
}

fn item(stored: &StoredProject, why: &'static str, verb: &'static str, params: BTreeMap<&'static str, String>) -> Item {
    let p = &stored.project;
    Item {
        id: p.id.0,
        kind: Kind::Project,
        subject: Subject::Project(p.id),
        subject_name: p.name.clone(),
        why,
        params: params.into_iter().chain([("no", p.no.clone())]).collect(),
        due_at: None,
        verb,
        level: None,
    }
}
