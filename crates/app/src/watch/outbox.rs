//! What partners are told, written in the transaction of the step that causes it.

use anlu_domain::{
    time::UtcMs,
    watch::{DeliveryState, Watch},
};
use anlu_store::{
    StoreError, Tx,
    repo::{
        names::{self, VehicleName},
        outbox::{self as repo, MessageKind, MessageState, OutboxMessage},
    },
};
use serde_json::{Value, json};

use crate::ctx::Desk;

const QUEUED: MessageState = MessageState::Delivery(DeliveryState::Queued);

/// Writes a message to every partner of a watch that has just been confirmed.
pub(super) async fn confirmed(desk: &Desk, tx: &Tx, watch: &Watch, now: UtcMs) -> Result<(), StoreError> {
    let data = about(desk, tx, watch).await?;
    for delivery in &watch.deliveries {
        let mut data = data.clone();
        data["answer_path"] = json!(format!("/api/v1/partners/{}/watches/{}/answers", delivery.partner, watch.id));
        write(desk, tx, watch, &delivery.partner, MessageKind::Confirmed, &data, now).await?;
    }
    Ok(())
}

/// Tells every partner who has, or may have, the watch that it has ended; who has not is not told at all any more. The
/// vehicle is named anew: a link of JT/T 809 knows no watches, only plates.
pub(super) async fn ended(desk: &Desk, tx: &Tx, watch: &Watch, now: UtcMs) -> Result<(), StoreError> {
    let vehicles = names::vehicles(tx.read(), watch.vehicle).await?;
    let vehicle = watch.vehicle.and_then(|id| vehicles.get(&id)).map(plate);
    for message in repo::of_watches(tx.read(), &[watch.id]).await? {
        if message.kind != MessageKind::Confirmed {
            continue;
        }
        let (partner, tries, state) = (message.partner.clone(), message.tries, message.state);
        if state == QUEUED {
            let done = OutboxMessage { state: MessageState::Cancelled, next_at: None, done_at: Some(now), ..message };
            repo::update(tx, &done).await?;
        }
        if tries > 0 {
            let data = json!({ "watch_id": watch.id.0, "state": watch.state.as_str(), "vehicle": vehicle });
            write(desk, tx, watch, &partner, MessageKind::Ended, &data, now).await?;
        }
    }
    Ok(())
}

/// Queues again what was given up.
pub(super) async fn resend(tx: &Tx, watch: &Watch, now: UtcMs) -> Result<(), StoreError> {
    for message in repo::of_watches(tx.read(), &[watch.id]).await? {
        if message.kind == MessageKind::Confirmed && message.state == MessageState::Delivery(DeliveryState::Failed) {
            // The count goes on: a partner whom it may have reached must hear of the end as well.
            let again = OutboxMessage { state: QUEUED, next_at: Some(now), done_at: None, problem: None, ..message };
            repo::update(tx, &again).await?;
        }
    }
    Ok(())
}

async fn write(
    desk: &Desk,
    tx: &Tx,
    watch: &Watch,
    partner: &str,
    kind: MessageKind,
    data: &Value,
    now: UtcMs,
) -> Result<(), StoreError> {
    let id = desk.ids.next();
    let body = json!({ "type": kind.as_str(), "timestamp": now.rfc3339_cst(), "data": data });
    repo::insert(tx, &OutboxMessage::new(id, watch.id, partner.to_owned(), kind, body.to_string(), now)).await
}

fn plate(vehicle: &VehicleName) -> Value {
    json!({ "plate": vehicle.plate, "colour": vehicle.colour })
}

/// What is needed to stop the vehicle, and nothing about persons.
async fn about(desk: &Desk, tx: &Tx, watch: &Watch) -> Result<Value, StoreError> {
    let vehicles = names::vehicles(tx.read(), watch.vehicle).await?;
    let vehicle = watch.vehicle.and_then(|id| vehicles.get(&id));
    let owners = names::enterprises(tx.read(), vehicle.map(|v| v.enterprise)).await?;
    let owner = vehicle.and_then(|v| owners.get(&v.enterprise)).map(|e| e.name.clone());
    let seen = watch.vehicle.and_then(|id| desk.latest.list(|v| v.vehicle == id).pop());
    let why = watch.confirmed.as_ref();
    Ok(json!({
        "watch_id": watch.id.0,
        "vehicle": vehicle.map(plate),
        "enterprise": owner,
        "reason": why.map(|s| s.note.clone()),
        "proposed_for": watch.proposed.note,
        "confirmed_by": why.map(|s| s.by.name.clone()),
        "confirmed_at": why.map(|s| s.at.rfc3339_cst()),
        "expires_at": watch.expires_at.map(UtcMs::rfc3339_cst),
        "last_seen": seen.map(|v| json!({ "at": v.time.rfc3339_cst(), "lon": v.at.lon, "lat": v.at.lat })),
    }))
}
