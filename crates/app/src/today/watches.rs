//! Watches that wait for the viewer: a proposal for a second officer, an answered one to be closed.

use std::collections::BTreeMap;

use anlu_domain::{
    access::{Role, Viewer},
    finding::Severity,
    signal::{Owner, state::Clocks},
    watch::{Action, State, Watch, actions},
};
use anlu_store::{
    StoreError,
    repo::{names, watch as repo},
};

use super::{
    codes::{verb, why},
    item::{Found, Item, Kind, Subject},
    list::MAX_READ,
};
use crate::ctx::Ctx;

/// Watches on which the viewer has the next step. The leader may confirm too, but is not asked to as a rule.
pub(super) async fn waiting(ctx: &Ctx) -> Result<Found, StoreError> {
    if !matches!(ctx.viewer.role, Role::BureauOfficer | Role::Enforcement) {
        return Ok(Found::of(Vec::new(), 0, 0));
    }
    let db = ctx.store.read();
    let (stored, total) = repo::waiting(db, &ctx.viewer, MAX_READ).await?;
    let vehicles = names::vehicles(db, stored.iter().filter_map(|s| s.watch.vehicle)).await?;
    let read = stored.len();
    let items = stored.into_iter().filter_map(|s| {
        let plate = s.watch.vehicle.and_then(|id| Some((Subject::Vehicle(id), vehicles.get(&id)?.plate.clone())));
        let unknown = (Subject::Unknown(s.watch.id.0), String::new());
        item(&s.watch, plate.unwrap_or(unknown), &ctx.viewer, &ctx.clocks)
    });
    Ok(Found::of(items.collect(), read, total))
}

/// The watch as a thing to do; `None` when the next step is not the viewer's, as for whoever proposed it.
fn item(w: &Watch, (subject, subject_name): (Subject, String), viewer: &Viewer, clocks: &Clocks) -> Option<Item> {
    let possible = actions(w, viewer);
    let (why, verb, params, due_at) = match w.state {
        State::Proposed if possible.contains(&Action::Confirm) => {
            // As long as the authority has for a severe signal, which is what it came from.
            let due_at = clocks.due(Owner::Authority, Severity::Severe, w.proposed.at);
            let by = &w.proposed.by;
            let (why, params) = if by.id == Watch::detectors().id {
                (why::WATCH_DETECTED, BTreeMap::new())
            } else {
                let params = BTreeMap::from([("by", by.name.clone()), ("reason", w.proposed.note.clone())]);
                (why::WATCH_PROPOSED, params)
            };
            (why, verb::WATCH_CONFIRM, params, Some(due_at))
        }
        State::Answered if possible.contains(&Action::Close) => {
            let answer = w.answers.last()?;
            let by = w.deliveries.iter().find(|d| d.partner == answer.partner).map_or("", |d| d.name.as_str());
            let params = BTreeMap::from([("outcome", answer.outcome.as_str().to_owned()), ("by", by.to_owned())]);
            (why::WATCH_ANSWERED, verb::WATCH_CLOSE, params, None)
        }
        _ => return None,
    };
    Some(Item {
        id: w.id.0,
        kind: Kind::Watch,
        subject,
        subject_name,
        why,
        params,
        due_at,
        verb,
        level: Some("severe"),
    })
}
