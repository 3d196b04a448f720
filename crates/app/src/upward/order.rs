//! Orders of upper platforms to vehicles (0x9501 to 0x9505): what can be carried out becomes an order to the terminal,
//! by the same way as one of an officer; everything else is refused at once. What is asked about a vehicle (0x920a,
//! 0x9601) is told from the registry. All are answered.

use anlu_domain::{
    command::{Command, CommandState},
    hazard::PersonRef,
    ids::{CommandId, EnterpriseId, PersonId, UserId, VehicleId},
    time::{MINUTE_MS, UtcMs},
    upward::{Carried, Enclosed, RequestKind, UpperDriver, UpperPhoto, UpperRequest, UpperVehicle},
    watch::DeliveryState,
};
use anlu_store::{
    StoreError, Tx,
    ledger::LedgerDraft,
    repo::{
        command as commands, enterprise, media, names, person,
        upper_request::{self as repo, StoredAnswer, StoredRequest},
        vehicle,
    },
};
use serde_json::json;
use uuid::Uuid;

use crate::{command::send::OPEN_MS, ctx::Desk, live::event::LiveEvent};

/// Orders looked at in one run.
const LIMIT: u64 = 200;
/// A picture may come so long after it was asked for.
const PICTURE_MS: i64 = 15 * MINUTE_MS;

/// The order to the terminal that a request became.
fn command_id(request: Uuid) -> CommandId {
    CommandId(Uuid::new_v5(&request, b"command"))
}

/// What follows from an order.
pub(super) enum Planned {
    /// It becomes an order to the terminal.
    Order(Box<Command>),
    /// It ends at once.
    Ended(Carried),
}

/// What follows from the order `request`; `driver`: who drives, when that is asked.
pub(super) async fn plan(
    desk: &Desk,
    request: &UpperRequest,
    id: Uuid,
    known: Option<(VehicleId, EnterpriseId)>,
    driver: Option<PersonId>,
) -> Result<Planned, StoreError> {
    let question = request.kind.is_question();
    if !desk.uplinks.carries(&request.link) || (request.order.is_none() && !question) {
        return Ok(Planned::Ended(Carried::Unsupported));
    }
    let Some((vehicle, enterprise)) = known else { return Ok(Planned::Ended(Carried::NoVehicle)) };
    let Some(order) = request.order.clone() else {
        let nobody = request.kind == RequestKind::Driver && driver.is_none();
        return Ok(Planned::Ended(if nobody { Carried::NoDriver } else { Carried::Done }));
    };
    if order.fault().is_some() {
        return Ok(Planned::Ended(Carried::Refused));
    }
    if vehicle::terminal_of(desk.store.read(), vehicle).await?.is_none() {
        return Ok(Planned::Ended(Carried::Offline));
    }
    Ok(Planned::Order(Box::new(Command {
        id: command_id(id),
        vehicle,
        enterprise,
        order,
        state: CommandState::Queued,
        result: None,
        // No account: whoever reads it sees the link.
        by: PersonRef { id: UserId(Uuid::nil()), name: format!("上级平台 {}", request.link) },
        given_at: desk.now(),
        sent_at: None,
        answered_at: None,
        // What was read late is of no use any more.
        open_until: Some(request.received.plus(OPEN_MS)),
    })))
}

/// The answer to an order, on its way up.
pub(super) fn answer(carried: Carried, now: UtcMs) -> StoredAnswer {
    StoredAnswer {
        outcome: None,
        text: carried.as_str().to_owned(),
        by: String::new(),
        phone: String::new(),
        at: now,
        delivery: DeliveryState::Queued,
        tries: 0,
        problem: None,
        next_at: Some(now),
        done_at: None,
    }
}

/// What the ledger says of an order that has ended.
pub(super) fn ended(actor: &str, id: Uuid, carried: Carried) -> LedgerDraft {
    LedgerDraft {
        actor: actor.to_owned(),
        action: if carried == Carried::Done { "request_carried_out" } else { "request_not_carried_out" },
        subject_kind: "upper_request",
        subject_id: id.to_string(),
        before: None,
        after: Some(json!({ "carried": carried.as_str() })),
    }
}

/// What became of the order by now; `None`: it goes on.
async fn outcome(desk: &Desk, request: &StoredRequest, command: &Command) -> Result<Option<Carried>, StoreError> {
    let photo = request.kind == RequestKind::Photo;
    if photo && media::of_command(desk.store.read(), command.id).await?.is_some() {
        return Ok(Some(Carried::Done));
    }
    if command.open_until.is_some() {
        return Ok(None);
    }
    Ok(match command.state {
        CommandState::Queued | CommandState::Sent => None,
        // The picture may still come.
        CommandState::Done | CommandState::Acknowledged if photo => {
            (desk.now() > command.given_at.plus(PICTURE_MS)).then_some(Carried::Refused)
        }
        CommandState::Done => Some(Carried::Done),
        CommandState::Acknowledged | CommandState::Refused | CommandState::TimedOut => Some(Carried::Refused),
        CommandState::Offline => Some(Carried::Offline),
        CommandState::Failed => Some(Carried::Unsupported),
    })
}

/// Answers the orders whose end is known by now.
pub(super) async fn settle(desk: &Desk) -> Result<(), StoreError> {
    for request in repo::under_way(desk.store.read(), LIMIT).await? {
        let Some(stored) = commands::get(desk.store.read(), command_id(request.id)).await? else { continue };
        let Some(carried) = outcome(desk, &request, &stored.command).await? else { continue };
        let (now, id, enterprise) = (desk.now(), request.id, request.enterprise);
        let done = desk.store.tx(async |tx: Tx| {
            let answer = Some(answer(carried, now));
            repo::update(&tx, &StoredRequest { answer, ..request.clone() }).await?;
            tx.record([ended("terminal", id, carried)], now);
            Ok::<_, StoreError>(())
        });
        match done.await {
            Ok(()) => desk.tell(LiveEvent::Request { id, enterprise }),
            // Somebody else was faster.
            Err(StoreError::Conflict { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// What goes up with the answer to an order that was carried out.
pub(super) async fn enclosed(desk: &Desk, request: &StoredRequest) -> Result<Option<Enclosed>, StoreError> {
    Ok(match request.kind {
        RequestKind::Photo => photo(desk, request).await?.map(Enclosed::Photo),
        RequestKind::Driver => driver(desk, request).await?.map(Enclosed::Driver),
        RequestKind::VehicleFile => owner(desk, request).await?.map(Enclosed::Vehicle),
        _ => None,
    })
}

/// Who drives, as the registry has him now.
async fn driver(desk: &Desk, request: &StoredRequest) -> Result<Option<UpperDriver>, StoreError> {
    let Some(id) = request.driver else { return Ok(None) };
    let found = person::get(desk.store.read(), &desk.operator().viewer, id).await?;
    Ok(found.map(|stored| UpperDriver {
        name: stored.value.name,
        certificate: stored.value.certificate_no.unwrap_or_default(),
        valid_until: stored.value.certificate_expiry,
    }))
}

/// Whose the vehicle is now.
async fn owner(desk: &Desk, request: &StoredRequest) -> Result<Option<UpperVehicle>, StoreError> {
    let vehicles = names::vehicles(desk.store.read(), request.vehicle).await?;
    let Some(vehicle) = vehicles.into_values().next() else { return Ok(None) };
    let found = enterprise::get(desk.store.read(), &desk.operator().viewer, vehicle.enterprise).await?;
    Ok(found.map(|stored| UpperVehicle {
        owner: stored.value.name,
        licence: stored.value.licence_no.unwrap_or_default(),
        phone: stored.value.phone.unwrap_or_default(),
    }))
}

/// The picture that was asked for, with the place where the vehicle is now.
async fn photo(desk: &Desk, request: &StoredRequest) -> Result<Option<UpperPhoto>, StoreError> {
    let Some(media) = media::of_command(desk.store.read(), command_id(request.id)).await? else { return Ok(None) };
    let (blobs, hash) = (desk.blobs.clone(), media.hash);
    let read = tokio::task::spawn_blocking(move || blobs.read(hash)).await;
    let bytes = match read.map_err(|e| StoreError::Internal(e.to_string()))? {
        Ok(bytes) => bytes,
        Err(error) => {
            tracing::error!(request = %request.id, %error, "the picture for an upper platform cannot be read");
            return Ok(None);
        }
    };
    let now = desk.latest.list(|v| v.vehicle == media.vehicle).pop();
    Ok(Some(UpperPhoto { bytes, at: media.captured_at.unwrap_or(media.received_at), place: now.map(|v| v.at) }))
}
