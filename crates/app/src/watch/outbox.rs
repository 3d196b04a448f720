//! What partners are told, written in the transaction of the step that causes it.

use anlu_domain::{
    ids::WatchId,
    time::UtcMs,
    watch::{Delivery, DeliveryState, Hit, Watch},
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

/// Tells the partners where the vehicle was seen. Who does not have the watch yet is told when it has (see [`release`]);
/// who was given up is not told.
pub(super) async fn sighted(desk: &Desk, tx: &Tx, watch: &Watch, seen: &Hit, now: UtcMs) -> Result<(), StoreError> {
    let data = json!({
        "watch_id": watch.id.0,
        "vehicle": vehicle_of(tx, watch).await?,
        "at": seen.at.rfc3339_cst(),
        "place": seen.place.map(|at| json!({ "lon": at.lon, "lat": at.lat })),
        "source": seen.source.as_str(),
    });
    for Delivery { partner, state, .. } in &watch.deliveries {
        let kind = MessageKind::Sighted;
        match state {
            DeliveryState::Delivered => write(desk, tx, watch, partner, kind, &data, now).await?,
            DeliveryState::Queued => {
                let held = OutboxMessage { next_at: None, ..message(desk, watch, partner, kind, &data, now) };
                repo::insert(tx, &held).await?;
            }
            DeliveryState::Failed => {}
        }
    }
    Ok(())
}

/// Sends what waited until a partner has the watch.
pub(super) async fn release(tx: &Tx, watch: WatchId, partner: &str, now: UtcMs) -> Result<(), StoreError> {
    for message in repo::of_watches(tx.read(), &[watch]).await? {
        if message.partner == partner && message.state == QUEUED && message.next_at.is_none() {
            repo::update(tx, &OutboxMessage { next_at: Some(now), ..message }).await?;
        }
    }
    Ok(())
}

/// Tells every partner who has, or may have, the watch that it has ended; whatever has not arrived is not told any more.
/// The vehicle is named anew: a link of JT/T 809 knows no watches, only plates.
pub(super) async fn ended(desk: &Desk, tx: &Tx, watch: &Watch, now: UtcMs) -> Result<(), StoreError> {
    let vehicle = vehicle_of(tx, watch).await?;
    for message in repo::of_watches(tx.read(), &[watch.id]).await? {
        let (partner, tries, kind) = (message.partner.clone(), message.tries, message.kind);
        if message.state == QUEUED {
            let done = OutboxMessage { state: MessageState::Cancelled, next_at: None, done_at: Some(now), ..message };
            repo::update(tx, &done).await?;
        }
        if kind == MessageKind::Confirmed && tries > 0 {
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
    repo::insert(tx, &message(desk, watch, partner, kind, data, now)).await
}

fn message(desk: &Desk, watch: &Watch, partner: &str, kind: MessageKind, data: &Value, now: UtcMs) -> OutboxMessage {
    let body = json!({ "type": kind.as_str(), "timestamp": now.rfc3339_cst(), "data": data });
    OutboxMessage::new(desk.ids.next(), watch.id, partner.to_owned(), kind, body.to_string(), now)
}

/// The vehicle as partners know it.
async fn vehicle_of(tx: &Tx, watch: &Watch) -> Result<Option<Value>, StoreError> {
    let vehicles = names::vehicles(tx.read(), watch.vehicle).await?;
    Ok(watch.vehicle.and_then(|id| vehicles.get(&id)).map(plate))
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
