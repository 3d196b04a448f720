//! Repairs: a project whose stored number of blind spots is not what today gives. A day alone makes duties late, and a
//! risk may have left the census.

use anlu_store::{
    Page, StoreError, Tx,
    repo::project::{self as repo, ProjectFilter},
};

use super::{TaskCtx, TaskError};
use crate::project::scene::Scene;

pub(super) async fn run(ctx: &TaskCtx) -> Result<u64, TaskError> {
    let desk = &ctx.desk;
    let (viewer, today) = (desk.operator().viewer, desk.now().day());
    let running = ProjectFilter { active: Some(true), ..ProjectFilter::default() };
    let mut changed = Vec::new();
    let mut page = Page::new(1, Page::MAX_SIZE);
    loop {
        let found = repo::list(desk.store.read(), &viewer, &running, page).await?;
        let last = found.items.is_empty();
        for stored in found.items {
            let (id, known) = (stored.project.id, stored.blind);
            let scene = Scene::read(desk, desk.store.read(), stored.project, today).await?;
            let blind = scene.blind();
            if blind != known {
                changed.push((id, blind));
            }
        }
        if last || ctx.stop.is_cancelled() {
            break;
        }
        page = Page::new(page.number() + 1, Page::MAX_SIZE);
    }
    let counted = u64::try_from(changed.len()).unwrap_or(u64::MAX);
    let write = async |tx: Tx| {
        for (id, blind) in &changed {
            repo::count_blind(&tx, *id, *blind).await?;
        }
        Ok::<_, StoreError>(counted)
    };
    if changed.is_empty() { Ok(0) } else { Ok(desk.store.tx(write).await?) }
}
