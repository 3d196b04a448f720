//! Lists of interviews.

use anlu_domain::talk::{Talk, due, waits_for};
use anlu_store::{
    Page, Paged,
    repo::{names, talk as repo},
};

pub use anlu_store::repo::talk::{StoredTalk, TalkFilter};

use super::{TalkError, view::TalkRow};
use crate::{
    access::{Action, require},
    case::rules::InForce,
    ctx::Ctx,
    hazard::Named,
};

/// One page of those the viewer may see: what is due first.
pub async fn list(ctx: &Ctx, filter: &TalkFilter, page: Page) -> Result<Paged<TalkRow>, TalkError> {
    require(ctx, Action::TalkRead)?;
    let db = ctx.store.read();
    let found = repo::list(db, &ctx.viewer, filter, page).await?;
    let named = names::enterprises(db, found.items.iter().map(|s| s.talk.enterprise)).await?;
    let force = InForce::on(ctx, ctx.now().day());
    Ok(found.map(|stored| {
        let name = named.get(&stored.talk.enterprise).map(|e| e.name.clone()).unwrap_or_default();
        row(ctx, &force, stored, name)
    }))
}

/// A row for the viewer; what it came from is the authority's.
pub(super) fn row(ctx: &Ctx, force: &InForce, stored: StoredTalk, name: String) -> TalkRow {
    let now = ctx.now();
    let due = due(&stored.talk, &force.terms, &force.calendar);
    let next = waits_for(&stored.talk, &ctx.viewer, now);
    let talk = if ctx.viewer.role.is_authority() { stored.talk } else { hidden(stored.talk) };
    TalkRow {
        enterprise: Named { id: talk.enterprise.0, name },
        overdue: due.is_some_and(|d| d < now.day()),
        due,
        next,
        version: stored.version,
        talk,
    }
}

fn hidden(talk: Talk) -> Talk {
    Talk { source_id: None, visit: None, ..talk }
}
