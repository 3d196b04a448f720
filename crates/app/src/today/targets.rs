//! Targets that the authority has reminded an enterprise of.

use std::collections::BTreeMap;

use anlu_domain::{access::Role, ids::TaskId, time::CivilDay};
use anlu_store::{
    StoreError,
    repo::{names, target as repo},
};

use super::{
    codes::{verb, why},
    item::{Found, Item, Kind, Subject},
    list::MAX_READ,
};
use crate::ctx::Ctx;

/// What the viewer's enterprise was reminded of; a line goes when the target is fulfilled or the reminder taken back.
pub(super) async fn reminded(ctx: &Ctx, today: CivilDay) -> Result<Found, StoreError> {
    let (Role::Principal | Role::SafetyOfficer, Some(book)) = (ctx.viewer.role, ctx.book()) else {
        return Ok(Found::of(Vec::new(), 0, 0));
    };
    let db = ctx.store.read();
    let rows = repo::reminders(db, &ctx.viewer, MAX_READ).await?;
    let names = names::enterprises(db, rows.iter().map(|(_, enterprise, _, _)| *enterprise)).await?;
    let items = rows.into_iter().filter_map(|(id, enterprise, count, since)| {
        let target = book.pack().targets.iter().find(|t| t.file.id == id && t.valid_on(today))?;
        let title = &target.file.title;
        let params = BTreeMap::from([
            ("target_zh", title.zh.clone()),
            ("target_en", title.en.clone()),
            ("count", count.to_string()),
            ("since", since.day().to_string()),
        ]);
        Some(Item {
            // An enterprise may be reminded of several targets.
            id: TaskId::derive(enterprise.0, &id, "target").0,
            kind: Kind::Target,
            subject: Subject::Enterprise(enterprise),
            subject_name: names.get(&enterprise).map(|n| n.name.clone()).unwrap_or_default(),
            why: why::TARGET_REMINDED,
            params,
            due_at: None,
            verb: verb::TARGET_SEE,
            level: None,
        })
    });
    Ok(Found::of(items.collect(), 0, 0))
}
