//! Campaigns that wait for the viewer: one line each, however many enterprises are open.

use std::collections::BTreeMap;

use anlu_domain::{access::Role, time::CivilDay};
use anlu_store::{
    StoreError,
    repo::{campaign as repo, campaign_subject},
};

use super::{
    codes::{verb, why},
    item::{Found, Item, Kind, Subject},
};
use crate::ctx::Ctx;

/// Most campaigns that are read; an authority runs a handful at a time.
const MAX_CAMPAIGNS: u64 = 50;

/// A grid chief sees what is open in the grid; the officer sees what can be closed, and what is past its day.
pub(super) async fn waiting(ctx: &Ctx, today: CivilDay) -> Result<Found, StoreError> {
    let role = ctx.viewer.role;
    if !matches!(role, Role::GridChief | Role::BureauOfficer) {
        return Ok(Found::of(Vec::new(), 0, 0));
    }
    let db = ctx.store.read();
    let running = repo::running(db, &ctx.viewer, MAX_CAMPAIGNS).await?;
    let counts = campaign_subject::counts(db, &ctx.viewer, running.iter().map(|s| s.campaign.id)).await?;
    let mut items = Vec::new();
    for stored in running {
        let c = stored.campaign;
        let (total, open) = counts.get(&c.id).copied().unwrap_or_default();
        let past = c.draft.deadline < today;
        let (why, verb) = match (role, open) {
            (Role::GridChief, 0) => continue,
            (Role::GridChief, _) => (why::CAMPAIGN_OPEN, verb::CAMPAIGN_RECORD),
            (_, 0) => (why::CAMPAIGN_DONE, verb::CAMPAIGN_CLOSE),
            _ if past => (why::CAMPAIGN_PAST, verb::CAMPAIGN_CLOSE),
            _ => continue,
        };
        let params = BTreeMap::from([
            ("count", open.to_string()),
            ("total", total.to_string()),
            ("deadline", c.draft.deadline.to_string()),
        ]);
        items.push(Item {
            id: c.id.0,
            kind: Kind::Campaign,
            subject: Subject::Campaign(c.id),
            subject_name: c.draft.title.zh,
            why,
            params,
            // A campaign is worked on all the time, not on its last day: until then it has no clock of its own.
            due_at: past.then(|| c.draft.deadline.end()),
            verb,
            level: None,
        });
    }
    Ok(Found::of(items, 0, 0))
}
