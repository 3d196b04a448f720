//! 督办: an officer demands of the platform below that reports a vehicle that what a signal tells be dealt with.

use anlu_domain::{
    downward::{AlarmType, Demand, DemandState, Sending},
    ids::SignalId,
    link::LinkKind,
    party::vehicle::PlateColour,
    signal::Signal,
    time::UtcMs,
};
use anlu_store::{
    Db, StoreError, Tx,
    ledger::LedgerDraft,
    repo::{
        hazard::next_number,
        link,
        lower_alarm::{self as alarms, StoredAlarm},
        names,
        signal::{self as signals, StoredSignal},
        supervision::{self as repo, StoredSupervision},
    },
};
use serde_json::json;

use super::{in_time, width};
use crate::{
    access::{Action, require},
    ctx::Ctx,
    live::event::LiveEvent,
    signal::{SignalError, SignalView, get::get},
    step_error::StepError,
};

/// Widths of the fields, bytes of GBK (JT/T 809-2011 table 73).
const SUPERVISOR: usize = 16;
const PHONE: usize = 20;
const EMAIL: usize = 32;
/// Series of the numbers.
const SERIES: &str = "supervision";

/// What an officer demands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSupervision {
    /// Urgent, else normal.
    pub urgent: bool,
    /// Who supervises; empty: whoever demands it.
    pub supervisor: String,
    /// Telephone; may be empty.
    pub phone: String,
    /// Mail address; may be empty.
    pub email: String,
    /// Answer until then.
    pub deadline: UtcMs,
}

/// Where a demand about a signal goes, and what it is about.
pub(crate) struct Route {
    /// The link.
    pub(crate) link: String,
    /// The newest alarm the platform has reported of it.
    pub(crate) alarm: Option<StoredAlarm>,
}

/// The platform below that has reported the alarm of a signal, or over whose link its vehicle was heard of last; `None`:
/// no platform below knows of it.
pub(crate) async fn route(db: Db<'_>, signal: &Signal) -> Result<Option<Route>, StoreError> {
    if let Some(alarm) = alarms::of_signal(db, signal.id, 1).await?.pop() {
        return Ok(Some(Route { link: alarm.alarm.link.clone(), alarm: Some(alarm) }));
    }
    let Some(vehicle) = signal.vehicle else { return Ok(None) };
    let key = link::route(db, vehicle).await?.filter(|key| key.kind == LinkKind::PlatformIn);
    Ok(key.map(|key| Route { link: key.id, alarm: None }))
}

/// Demands it; the message goes down when the link is up. One that waits for its answer in time is enough.
pub async fn supervise(ctx: &Ctx, id: SignalId, new: NewSupervision) -> Result<SignalView, SignalError> {
    require(ctx, Action::SignalSupervise)?;
    let now = ctx.now();
    let new = checked(&new, now)?;
    let event = ctx.store.tx(async |tx: Tx| {
        let stored = signals::get(tx.read(), &ctx.viewer, id).await?.ok_or(StepError::NotFound)?;
        if stored.signal.state.settled() {
            return Err(SignalError::NotSupervised("supervision_settled"));
        }
        let Some(route) = route(tx.read(), &stored.signal).await? else {
            return Err(SignalError::NotSupervised("supervision_no_platform"));
        };
        let waits = |s: &StoredSupervision| {
            s.link == route.link && !matches!(s.state(now), DemandState::Settled | DemandState::Overdue)
        };
        if repo::of_signal(tx.read(), id).await?.iter().any(waits) {
            return Err(SignalError::NotSupervised("supervision_waits"));
        }
        let supervision = demanded(ctx, &tx, &stored, route, new.clone(), now).await?;
        repo::insert(&tx, &supervision).await?;
        let demand = &supervision.demand;
        let draft = LedgerDraft {
            actor: ctx.actor(),
            action: "signal_supervised",
            subject_kind: "signal",
            subject_id: id.to_string(),
            before: None,
            after: Some(json!({
                "supervision": supervision.id.to_string(), "number": demand.number, "link": supervision.link,
                "urgent": demand.urgent, "deadline": demand.deadline.rfc3339_cst(), "note": supervision.link,
            })),
        };
        tx.record([draft], now);
        Ok(LiveEvent::of_signal(&stored.signal))
    });
    let event = event.await?;
    ctx.tell(event);
    get(ctx, id).await
}

fn checked(new: &NewSupervision, now: UtcMs) -> Result<NewSupervision, StepError> {
    let field = |text: &str, most, pointer| {
        let text = text.trim();
        if width(text) > most { Err(StepError::invalid(pointer, "too_long")) } else { Ok(text.to_owned()) }
    };
    in_time(new.deadline, now)?;
    Ok(NewSupervision {
        supervisor: field(&new.supervisor, SUPERVISOR, "/supervisor")?,
        phone: field(&new.phone, PHONE, "/phone")?,
        email: field(&new.email, EMAIL, "/email")?,
        ..*new
    })
}

async fn demanded(
    ctx: &Ctx,
    tx: &Tx,
    stored: &StoredSignal,
    route: Route,
    new: NewSupervision,
    now: UtcMs,
) -> Result<StoredSupervision, SignalError> {
    let signal = &stored.signal;
    let vehicles = names::vehicles(tx.read(), signal.vehicle).await?;
    let registered = signal.vehicle.and_then(|id| vehicles.get(&id));
    let number = next_number(tx, SERIES).await?;
    let number = u32::try_from(number).map_err(|e| StoreError::Internal(e.to_string()))?;
    let Route { link, alarm } = route;
    let reported = alarm.as_ref().map(|a| &a.alarm);
    // As the platform wrote it: that is how it knows the vehicle.
    let (plate, colour) = match (reported.filter(|a| !a.plate.is_empty()), registered) {
        (Some(alarm), _) => (alarm.plate.clone(), alarm.colour),
        (None, Some(v)) => (v.plate.clone(), PlateColour::parse(&v.colour).map_or(0, PlateColour::code)),
        (None, None) => return Err(SignalError::NotSupervised("supervision_no_platform")),
    };
    let supervisor = if new.supervisor.is_empty() { ctx.viewer.name.clone() } else { new.supervisor };
    Ok(StoredSupervision {
        id: ctx.ids.next(),
        link,
        signal: signal.id,
        alarm: alarm.as_ref().map(|a| a.id),
        demand: Demand {
            number,
            plate,
            colour,
            source: reported.map(|a| a.source.clone()),
            alarm_type: reported.map_or_else(|| type_of(&signal.kind), |a| a.alarm_type),
            at: reported.map_or(stored.first_at, |a| a.at),
            deadline: new.deadline,
            urgent: new.urgent,
            supervisor,
            phone: new.phone,
            email: new.email,
        },
        by: (&ctx.viewer).into(),
        at: now,
        sending: Sending::begin(now),
        outcome: None,
        answered_at: None,
        version: 1,
    })
}

/// `WARN_TYPE` of what we found ourselves (2011: table 75).
fn type_of(kind: &str) -> AlarmType {
    let code = match kind {
        "fatigue" => 0x0002,
        "speed" => 0x0001,
        "zone" => 0x0008,
        _ => 0x00ff,
    };
    AlarmType { origin: 0, code }
}
