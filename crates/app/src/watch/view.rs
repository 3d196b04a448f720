//! A watch as screens show it.

use std::collections::BTreeMap;

use anlu_domain::{
    access::Viewer,
    ids::WatchId,
    time::UtcMs,
    watch::{Action, Delivery, DeliveryState, PartnerKind, Watch, actions},
};
use anlu_store::{
    Db, StoreError,
    repo::{
        names,
        outbox::{self, MessageKind, MessageState, OutboxMessage},
        watch::StoredWatch,
    },
};

use super::partner::Partners;
use crate::{hazard::Named, signal::VehicleRef, timeline::TimelineItem};

/// How far the hand-over to one partner has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryView {
    /// Id of the partner.
    pub partner: String,
    /// Its name when the watch was confirmed.
    pub name: String,
    /// Its kind, while it stands in the configuration.
    pub kind: Option<PartnerKind>,
    /// How far it has come.
    pub state: DeliveryState,
    /// Tries so far.
    pub tries: u32,
    /// When it arrived or was given up; else when it was queued.
    pub at: UtcMs,
    /// Why the last try failed: a code.
    pub problem: Option<String>,
    /// When it is tried next.
    pub next_at: Option<UtcMs>,
    /// Whether the partner has been told of the newest sighting; `None` while there is nothing to tell.
    pub sighted: Option<DeliveryState>,
    /// Whether the partner has been told that the watch has ended; `None` while there is nothing to tell.
    pub ended: Option<DeliveryState>,
}

/// One watch. In lists `activity` is empty.
#[derive(Clone, Debug, PartialEq)]
pub struct WatchView {
    /// The watch.
    pub watch: Watch,
    /// The vehicle, when the registry knows it.
    pub vehicle: Option<VehicleRef>,
    /// Its enterprise.
    pub enterprise: Option<Named>,
    /// Hand-over to each partner.
    pub deliveries: Vec<DeliveryView>,
    /// Version to send with a step.
    pub version: i64,
    /// Steps the viewer may do now.
    pub actions: Vec<Action>,
    /// History, oldest first.
    pub activity: Vec<TimelineItem>,
}

/// Views of watches, names looked up together.
pub(super) async fn views(
    db: Db<'_>,
    stored: Vec<StoredWatch>,
    viewer: &Viewer,
    partners: &Partners,
) -> Result<Vec<WatchView>, StoreError> {
    let enterprises = names::enterprises(db, stored.iter().filter_map(|s| s.enterprise)).await?;
    let vehicles = names::vehicles(db, stored.iter().filter_map(|s| s.watch.vehicle)).await?;
    let ids: Vec<WatchId> = stored.iter().map(|s| s.watch.id).collect();
    let mut messages: BTreeMap<WatchId, Vec<OutboxMessage>> = BTreeMap::new();
    for message in outbox::of_watches(db, &ids).await? {
        messages.entry(message.watch).or_default().push(message);
    }
    let view = |s: StoredWatch| {
        let vehicle = s.watch.vehicle.and_then(|id| Some((id, vehicles.get(&id)?)));
        let sent = messages.remove(&s.watch.id).unwrap_or_default();
        WatchView {
            vehicle: vehicle.map(|(id, v)| VehicleRef { id: id.0, plate: v.plate.clone(), colour: v.colour.clone() }),
            enterprise: s.enterprise.and_then(|id| Some(Named { id: id.0, name: enterprises.get(&id)?.name.clone() })),
            deliveries: s.watch.deliveries.iter().map(|d| delivery(d, &sent, partners)).collect(),
            version: s.version,
            actions: actions(&s.watch, viewer),
            activity: Vec::new(),
            watch: s.watch,
        }
    };
    Ok(stored.into_iter().map(view).collect())
}

/// What the watch says about a partner, with what only the outbox knows: tries, the last problem, the next try.
fn delivery(delivery: &Delivery, sent: &[OutboxMessage], partners: &Partners) -> DeliveryView {
    let of = |kind: MessageKind| sent.iter().rev().find(|m| m.partner == delivery.partner && m.kind == kind);
    let message = of(MessageKind::Confirmed);
    let told = |kind| match of(kind)?.state {
        MessageState::Delivery(state) => Some(state),
        MessageState::Cancelled => None,
    };
    DeliveryView {
        partner: delivery.partner.clone(),
        name: delivery.name.clone(),
        kind: partners.get(&delivery.partner).map(|p| p.kind),
        state: delivery.state,
        tries: message.map_or(delivery.tries, |m| m.tries),
        at: message.and_then(|m| m.done_at).unwrap_or(delivery.at),
        problem: message.map_or_else(|| delivery.problem.clone(), |m| m.problem.clone()),
        next_at: message.and_then(|m| m.next_at),
        sighted: told(MessageKind::Sighted),
        ended: told(MessageKind::Ended),
    }
}
