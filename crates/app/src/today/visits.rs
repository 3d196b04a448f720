//! Visits that wait for the officer who goes: drawn, assigned, or planned by itself for whoever can make it.

use std::collections::BTreeMap;

use anlu_domain::time::CivilDay;
use anlu_store::{StoreError, repo::names};

use super::{
    codes::{verb, why},
    item::{Found, Item, Kind, Subject},
    list::near,
};
use crate::{ctx::Ctx, field::sheet::open};

pub(super) async fn waiting(ctx: &Ctx) -> Result<Found, StoreError> {
    if !ctx.viewer.role.is_authority() {
        return Ok(Found::of(Vec::new(), 0, 0));
    }
    let db = ctx.store.read();
    let (open, today) = (open(ctx).await?, ctx.now().day());
    let firms = names::enterprises(db, open.iter().map(|a| a.enterprise)).await?;
    let item = |a: anlu_domain::field::assignment::Assignment| {
        let others = a.officers.iter().filter(|o| o.user != Some(ctx.viewer.user)).map(|o| o.name.as_str());
        let params = BTreeMap::from([
            ("no", a.draw.as_ref().map(|d| d.no.clone()).unwrap_or_default()),
            ("with", others.collect::<Vec<_>>().join("、")),
            ("due", a.due.to_string()),
            ("reason", a.assigned.note.clone()),
        ]);
        Item {
            id: a.id.0,
            kind: Kind::Visit,
            subject: Subject::Enterprise(a.enterprise),
            subject_name: firms.get(&a.enterprise).map(|e| e.name.clone()).unwrap_or_default(),
            why: match (&a.draw, a.officers.is_empty()) {
                (Some(_), _) => why::VISIT_DRAWN,
                (None, true) => why::VISIT_PLANNED,
                (None, false) => why::VISIT_ASSIGNED,
            },
            params,
            // What nobody was named for is found at once, not in its last week.
            due_at: Some(a.due).filter(|day| !a.officers.is_empty() || near(*day, today)).map(CivilDay::end),
            verb: verb::VISIT_INSPECT,
            level: None,
        }
    };
    Ok(Found::of(open.into_iter().map(item).collect(), 0, 0))
}
