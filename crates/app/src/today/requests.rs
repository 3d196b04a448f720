//! Requests of upper platforms that wait for an answer.

use std::collections::BTreeMap;

use anlu_domain::upward::RequestKind;
use anlu_store::{
    StoreError,
    repo::{names, upper_request as repo},
};

use super::{
    codes::{verb, why},
    item::{Found, Item, Kind, Subject},
    list::MAX_READ,
};
use crate::{access, ctx::Ctx};

/// Requests the viewer can answer.
pub(super) async fn waiting(ctx: &Ctx) -> Result<Found, StoreError> {
    if !access::may(ctx.viewer.role, access::Action::RequestAnswer) {
        return Ok(Found::of(Vec::new(), 0, 0));
    }
    let db = ctx.store.read();
    let (stored, total) = repo::waiting(db, &ctx.viewer, MAX_READ).await?;
    let vehicles = names::vehicles(db, stored.iter().filter_map(|s| s.vehicle)).await?;
    let read = stored.len();
    let items = stored.into_iter().map(|request| {
        let known = request.vehicle.and_then(|id| Some((id, vehicles.get(&id)?.plate.clone())));
        let (subject, subject_name) = match known {
            Some((id, plate)) => (Subject::Vehicle(id), plate),
            // 查岗 is about no vehicle: the platform that asks is named.
            None if request.plate.is_empty() => (Subject::Unknown(request.id), request.link.clone()),
            None => (Subject::Unknown(request.id), request.plate.clone()),
        };
        let (why, text) = match request.kind {
            RequestKind::Inquiry => (why::REQUEST_INQUIRY, request.text),
            RequestKind::Message => (why::REQUEST_MESSAGE, request.text),
            _ => (why::REQUEST_SUPERVISE, request.alarm),
        };
        let params = BTreeMap::from([("text", text), ("link", request.link)]);
        Item {
            id: request.id,
            kind: Kind::Request,
            subject,
            subject_name,
            why,
            params,
            due_at: request.deadline,
            verb: verb::REQUEST_ANSWER,
            level: request.urgent.then_some("severe"),
        }
    });
    Ok(Found::of(items.collect(), read, total))
}
