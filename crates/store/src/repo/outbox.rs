//! The outbox of watches: messages to partners, each written in the transaction of the step that causes it.

use anlu_domain::{ids::WatchId, time::UtcMs, watch::DeliveryState};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::column::{corrupt, to_i32};
use crate::{
    Db, StoreError, Tx,
    entity::watch_outbox::{Column, Entity, Model},
};

const TABLE: &str = "watch_outbox";

/// What a message says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageKind {
    /// Stop this vehicle.
    Confirmed,
    /// It was seen.
    Sighted,
    /// Stop it no longer.
    Ended,
}

impl MessageKind {
    /// Stable name, as partners read it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "watch.confirmed",
            Self::Sighted => "watch.sighted",
            Self::Ended => "watch.ended",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        [Self::Confirmed, Self::Sighted, Self::Ended].into_iter().find(|k| k.as_str() == name)
    }
}

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageState {
    /// On its way, arrived or given up.
    Delivery(DeliveryState),
    /// Never sent, and no longer to be.
    Cancelled,
}

impl MessageState {
    const CANCELLED: &'static str = "cancelled";

    const fn as_str(self) -> &'static str {
        match self {
            Self::Delivery(state) => state.as_str(),
            Self::Cancelled => Self::CANCELLED,
        }
    }

    fn parse(name: &str) -> Option<Self> {
        if name == Self::CANCELLED { Some(Self::Cancelled) } else { DeliveryState::parse(name).map(Self::Delivery) }
    }
}

/// One message to one partner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxMessage {
    /// Id; the partner knows by it that a message came twice.
    pub id: Uuid,
    /// The watch.
    pub watch: WatchId,
    /// Id of the partner in the configuration.
    pub partner: String,
    /// What it says.
    pub kind: MessageKind,
    /// The text to be sent, byte for byte at each try.
    pub body: String,
    /// Where it stands.
    pub state: MessageState,
    /// Tries so far.
    pub tries: u32,
    /// Why the last try failed: a code.
    pub problem: Option<String>,
    /// When it was written.
    pub created_at: UtcMs,
    /// When it is tried next; `None` when it is not.
    pub next_at: Option<UtcMs>,
    /// When it arrived or was given up.
    pub done_at: Option<UtcMs>,
    /// Version.
    pub version: i64,
}

impl OutboxMessage {
    /// A new message, to be sent at once.
    pub const fn new(id: Uuid, watch: WatchId, partner: String, kind: MessageKind, body: String, now: UtcMs) -> Self {
        Self {
            id,
            watch,
            partner,
            kind,
            body,
            state: MessageState::Delivery(DeliveryState::Queued),
            tries: 0,
            problem: None,
            created_at: now,
            next_at: Some(now),
            done_at: None,
            version: 1,
        }
    }
}

impl TryFrom<Model> for OutboxMessage {
    type Error = StoreError;

    fn try_from(m: Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: m.id,
            watch: WatchId(m.watch_id),
            partner: m.partner,
            kind: MessageKind::parse(&m.kind).ok_or_else(|| corrupt(TABLE, "kind", m.id))?,
            body: m.body,
            state: MessageState::parse(&m.state).ok_or_else(|| corrupt(TABLE, "state", m.id))?,
            tries: u32::try_from(m.tries).map_err(|_error| corrupt(TABLE, "tries", m.id))?,
            problem: m.problem,
            created_at: UtcMs(m.created_at),
            next_at: m.next_at.map(UtcMs),
            done_at: m.done_at.map(UtcMs),
            version: m.version,
        })
    }
}

fn model(message: &OutboxMessage, version: i64) -> Model {
    Model {
        id: message.id,
        watch_id: message.watch.0,
        partner: message.partner.clone(),
        kind: message.kind.as_str().to_owned(),
        body: message.body.clone(),
        state: message.state.as_str().to_owned(),
        tries: to_i32(message.tries),
        problem: message.problem.clone(),
        created_at: message.created_at.0,
        next_at: message.next_at.map(|t| t.0),
        done_at: message.done_at.map(|t| t.0),
        version,
    }
}

fn all(rows: Vec<Model>) -> Result<Vec<OutboxMessage>, StoreError> {
    rows.into_iter().map(OutboxMessage::try_from).collect()
}

/// Writes a new message.
pub async fn insert(tx: &Tx, message: &OutboxMessage) -> Result<(), StoreError> {
    Entity::insert(model(message, 1).into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Messages to be tried now, the longest waiting first, at most `limit`. For the task, which sees all.
pub async fn due(db: Db<'_>, now: UtcMs, limit: u64) -> Result<Vec<OutboxMessage>, StoreError> {
    let query = Entity::find().filter(Column::NextAt.lte(now.0)).order_by_asc(Column::NextAt).order_by_asc(Column::Id);
    all(query.limit(limit).all(&db.conn()).await?)
}

/// Messages of watches the caller has read for its viewer, oldest first.
pub async fn of_watches(db: Db<'_>, watches: &[WatchId]) -> Result<Vec<OutboxMessage>, StoreError> {
    if watches.is_empty() {
        return Ok(Vec::new());
    }
    let query = Entity::find().filter(Column::WatchId.is_in(watches.iter().map(|w| w.0)));
    all(query.order_by_asc(Column::CreatedAt).order_by_asc(Column::Id).all(&db.conn()).await?)
}

/// Writes a message when its version still is `message.version`; [`StoreError::Conflict`] otherwise.
pub async fn update(tx: &Tx, message: &OutboxMessage) -> Result<(), StoreError> {
    let version = message.version;
    let row = model(message, version.saturating_add(1)).into_active_model().reset_all();
    let changed = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(message.id))
        .filter(Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    if changed.rows_affected == 1 {
        return Ok(());
    }
    let found = Entity::find_by_id(message.id).one(tx.conn()).await?.map_or(0, |m| m.version);
    Err(StoreError::Conflict { what: TABLE, expected: version, found })
}
