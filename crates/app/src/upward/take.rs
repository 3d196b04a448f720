//! A request of an upper platform is kept; a warning about a vehicle we know raises a signal at once, an order to a
//! vehicle is handed to its terminal.

use anlu_domain::{
    finding::Severity,
    ids::{EnterpriseId, VehicleId},
    signal::{GroupKey, state::WARNED_KIND},
    time::UtcMs,
    upward::{RequestKind, UpperRequest},
};
use anlu_store::{
    StoreError, Tx,
    ledger::LedgerDraft,
    repo::{
        names, upper_report,
        upper_request::{self as repo, StoredRequest},
    },
};
use serde_json::json;
use uuid::Uuid;

use super::order::{self, Planned};
use crate::{
    changes::{fields, with},
    command::send::queue,
    ctx::Desk,
    live::event::LiveEvent,
    signal::raise::{Cause, Raised, raise},
};

/// Namespace of derived ids (random, fixed forever).
const NAMESPACE: Uuid = Uuid::from_u128(0x6a1d_48f3_90be_4c27_8f5e_31c2_77d0_a9b4);
/// Who acts in the ledger.
const ACTOR: &str = "upper_platform";

/// The same message, read again from the log or sent again by the platform, has the same id.
fn id_of(r: &UpperRequest) -> Uuid {
    let when = r.deadline.or(r.alarm_at).map_or_else(|| r.received.day().to_string(), |t| t.0.to_string());
    let parts = [r.link.as_str(), r.kind.as_str(), &r.reply_to, &r.plate, &when, &r.text];
    Uuid::new_v5(&NAMESPACE, parts.join("\u{1f}").as_bytes())
}

/// Keeps a request; told to live listeners when it is stored. What is known already changes nothing.
pub(crate) async fn keep_request(desk: &Desk, request: &UpperRequest) -> Result<(), StoreError> {
    let mut left = 5;
    loop {
        match try_keep(desk, request).await {
            // Somebody acted on the signal in this moment.
            Err(StoreError::Conflict { .. } | StoreError::Duplicate(_)) if left > 0 => left -= 1,
            done => return done,
        }
    }
}

async fn try_keep(desk: &Desk, request: &UpperRequest) -> Result<(), StoreError> {
    let now = desk.now();
    // 督办 of 2019 names the alarm by the message that told of it.
    let vehicle = match (request.vehicle, request.about) {
        (Some(vehicle), _) => Some(vehicle),
        (None, Some(serial)) => upper_report::vehicle_of(desk.store.read(), &request.link, serial).await?,
        (None, None) => None,
    };
    let known = names::vehicles(desk.store.read(), vehicle).await?;
    let named = vehicle.and_then(|id| Some((id, known.get(&id)?)));
    let enterprise = named.map(|(_, v)| v.enterprise);
    let driver = match &request.driver {
        Some(certificate) => names::person_by_certificate(desk.store.read(), certificate).await?,
        None => None,
    };
    let stored = StoredRequest {
        id: id_of(request),
        link: request.link.clone(),
        kind: request.kind,
        reply_to: request.reply_to.clone(),
        vehicle: named.map(|(id, _)| id),
        enterprise,
        signal: None,
        driver,
        plate: request.plate.clone(),
        colour: request.colour,
        alarm: request.alarm.clone(),
        alarm_at: request.alarm_at,
        urgent: request.urgent,
        asker: request.asker.clone(),
        contact: request.contact.clone(),
        text: request.text.clone(),
        received_at: request.received,
        deadline: desk.uplinks.deadline(request),
        answer: None,
        version: 1,
    };
    let warned = stored.vehicle.filter(|_| matches!(request.kind, RequestKind::Warning | RequestKind::Exchange));
    let known = stored.vehicle.zip(stored.enterprise);
    let (ended, command) = if request.kind.is_order() {
        match order::plan(desk, request, stored.id, known, stored.driver).await? {
            Planned::Ended(carried) => (Some(carried), None),
            Planned::Order(command) => (None, Some(command)),
        }
    } else {
        (None, None)
    };
    let stored = StoredRequest { answer: ended.map(|carried| order::answer(carried, now)), ..stored };
    let done = desk.store.tx(async |tx: Tx| {
        if !repo::insert(&tx, &stored).await? {
            return Ok(None);
        }
        let told = match warned {
            Some(vehicle) => Some(warn(desk, &tx, &stored, vehicle, enterprise, now).await?),
            None => None,
        };
        let after = json!({
            "kind": stored.kind.as_str(), "link": stored.link, "plate": stored.plate, "note": stored.text,
            "deadline": stored.deadline.map(UtcMs::rfc3339_cst),
        });
        let draft = LedgerDraft {
            actor: ACTOR.to_owned(),
            action: "request_received",
            subject_kind: "upper_request",
            subject_id: stored.id.to_string(),
            before: None,
            after: Some(after),
        };
        tx.record([draft], now);
        if let Some(carried) = ended {
            tx.record([order::ended(ACTOR, stored.id, carried)], now);
        }
        if let Some(command) = &command {
            queue(&tx, command, String::from(ACTOR)).await?;
        }
        Ok::<_, StoreError>(Some(told))
    });
    if let Some(told) = done.await? {
        if let Some(command) = &command {
            desk.tell(LiveEvent::of_command(command));
        }
        desk.tell(LiveEvent::Request { id: stored.id, enterprise });
        if let Some(event) = told {
            desk.tell(event);
        }
    }
    Ok(())
}

/// The signal of the warning: the open one of this vehicle and day, or a new one; the request names it.
async fn warn(
    desk: &Desk,
    tx: &Tx,
    request: &StoredRequest,
    vehicle: VehicleId,
    enterprise: Option<EnterpriseId>,
    now: UtcMs,
) -> Result<LiveEvent, StoreError> {
    let at = request.alarm_at.unwrap_or(request.received_at);
    let cause = Cause {
        group: GroupKey::warned(vehicle, at.day()),
        kind: WARNED_KIND,
        severity: Severity::Warning,
        at,
        vehicle: Some(vehicle),
        enterprise,
    };
    let raised = raise(desk, tx, cause, now).await?;
    let Raised { signal, before } = &raised;
    let said = [request.alarm.as_str(), request.text.as_str()].join(" ").trim().to_owned();
    let after = with(with(fields(signal), "request", request.id.to_string()), "note", said);
    let draft = LedgerDraft {
        actor: ACTOR.to_owned(),
        action: if before.is_none() { "signal_opened" } else { "signal_warned" },
        subject_kind: "signal",
        subject_id: signal.id.to_string(),
        before: None,
        after: Some(after),
    };
    tx.record([draft], now);
    repo::update(tx, &StoredRequest { signal: Some(signal.id), ..request.clone() }).await?;
    Ok(raised.event())
}
