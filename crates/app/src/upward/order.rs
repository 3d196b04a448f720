//! Orders of upper platforms to vehicles (0x9501 to 0x9505): what can be carried out becomes an order to the terminal,
//! by the same way as one of an officer; everything else is refused at once. Either is answered.

use anlu_domain::{
    command::{Command, CommandState},
    hazard::PersonRef,
    ids::{CommandId, EnterpriseId, UserId, VehicleId},
    time::{MINUTE_MS, UtcMs},
    upward::{Carried, RequestKind, UpperPhoto, UpperRequest},
    watch::DeliveryState,
};
use anlu_store::{
    StoreError, Tx,
    ledger::LedgerDraft,
    repo::{
        command as commands, media,
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

/// The order to the terminal that carries a request out; `Err`: why there is none.
pub(super) async fn plan(
    desk: &Desk,
    request: &UpperRequest,
    id: Uuid,
    known: Option<(VehicleId, EnterpriseId)>,
) -> Result<Result<Command, Carried>, StoreError> {
    let Some(order) = request.order.clone().filter(|_| desk.uplinks.carries(&request.link)) else {
        return Ok(Err(Carried::Unsupported));
    };
    let Some((vehicle, enterprise)) = known else { return Ok(Err(Carried::NoVehicle)) };
    if order.fault().is_some() {
        return Ok(Err(Carried::Refused));
    }
    if vehicle::terminal_of(desk.store.read(), vehicle).await?.is_none() {
        return Ok(Err(Carried::Offline));
    }
    Ok(Ok(Command {
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
    }))
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

/// The picture that was asked for, with the place where the vehicle is now.
pub(super) async fn photo(desk: &Desk, request: &StoredRequest) -> Result<Option<UpperPhoto>, StoreError> {
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
