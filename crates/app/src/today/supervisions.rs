//! What the viewer demanded or asked of platforms below, and what was not settled or answered in time.

use std::collections::BTreeMap;

use anlu_domain::time::UtcMs;
use anlu_store::{
    StoreError,
    repo::{duty_check as checks, signal as signals, supervision as repo},
};

use super::{
    codes::{verb, why},
    item::{Found, Item, Kind, Subject},
    list::MAX_READ,
};
use crate::{access, ctx::Ctx};

/// Overdue demands of the viewer whose signal is not settled.
pub(super) async fn overdue(ctx: &Ctx, now: UtcMs) -> Result<Found, StoreError> {
    if !access::may(ctx.viewer.role, access::Action::SignalSupervise) {
        return Ok(Found::of(Vec::new(), 0, 0));
    }
    let db = ctx.store.read();
    let (stored, total) = repo::overdue(db, ctx.viewer.user, now, MAX_READ).await?;
    let read = stored.len();
    let mut items = Vec::with_capacity(read);
    for supervision in stored {
        // The officer may have been given another scope since.
        let Some(seen) = signals::get(db, &ctx.viewer, supervision.signal).await? else { continue };
        let subject = seen.signal.vehicle.map_or(Subject::Unknown(supervision.id), Subject::Vehicle);
        let demand = supervision.demand;
        let params = BTreeMap::from([("link", supervision.link), ("number", demand.number.to_string())]);
        items.push(Item {
            id: supervision.signal.0,
            kind: Kind::Supervision,
            subject,
            subject_name: demand.plate,
            why: why::SUPERVISION_OVERDUE,
            params,
            due_at: Some(demand.deadline),
            verb: verb::SUPERVISION_FOLLOW,
            level: demand.urgent.then_some("severe"),
        });
    }
    Ok(Found::of(items, read, total))
}

/// Questions of the viewer that nobody has answered in time, and that are not closed.
pub(super) async fn unanswered(ctx: &Ctx, now: UtcMs) -> Result<Found, StoreError> {
    if !access::may(ctx.viewer.role, access::Action::CheckAsk) {
        return Ok(Found::of(Vec::new(), 0, 0));
    }
    let (stored, total) = checks::overdue(ctx.store.read(), ctx.viewer.user, now, MAX_READ).await?;
    let read = stored.len();
    let item = |asked: checks::StoredCheck| Item {
        id: asked.id,
        kind: Kind::DutyCheck,
        subject: Subject::Platform(asked.id),
        subject_name: asked.link.clone(),
        why: why::DUTY_CHECK_OVERDUE,
        params: BTreeMap::from([("link", asked.link), ("number", asked.check.number.to_string())]),
        due_at: Some(asked.check.deadline),
        verb: verb::DUTY_CHECK_FOLLOW,
        level: None,
    };
    Ok(Found::of(stored.into_iter().map(item).collect(), read, total))
}
