//! What upper platforms want of us, and the answers on their way to them.

use anlu_domain::{
    access::{Scope, Viewer},
    ids::{EnterpriseId, PersonId, SignalId, VehicleId},
    time::UtcMs,
    upward::{Outcome, RequestKind},
    watch::DeliveryState,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::OnConflict,
};
use uuid::Uuid;

use super::column::{corrupt, to_i32};
use crate::{
    Db, Page, Paged, StoreError, Tx,
    entity::upper_request::{Column, Entity, Model},
    scope,
};

const TABLE: &str = "upper_request";

/// The answer to a request, and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAnswer {
    /// What became of a supervised alarm.
    pub outcome: Option<Outcome>,
    /// What was said.
    pub text: String,
    /// Who said it.
    pub by: String,
    /// Telephone that was given.
    pub phone: String,
    /// When.
    pub at: UtcMs,
    /// How far it has come.
    pub delivery: DeliveryState,
    /// Tries so far.
    pub tries: u32,
    /// Why the last try failed: a code.
    pub problem: Option<String>,
    /// When it is tried next.
    pub next_at: Option<UtcMs>,
    /// When the link took it, or it was given up.
    pub done_at: Option<UtcMs>,
}

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRequest {
    /// Id, derived from what was sent: sent again, it changes nothing.
    pub id: Uuid,
    /// The link.
    pub link: String,
    /// What it is.
    pub kind: RequestKind,
    /// What the answer repeats.
    pub reply_to: String,
    /// The vehicle.
    pub vehicle: Option<VehicleId>,
    /// Its enterprise when the request came.
    pub enterprise: Option<EnterpriseId>,
    /// The signal a warning has raised.
    pub signal: Option<SignalId>,
    /// Who was at the wheel when it was asked who drives.
    pub driver: Option<PersonId>,
    /// The plate as sent.
    pub plate: String,
    /// The plate colour as sent.
    pub colour: u8,
    /// Name of the alarm's type.
    pub alarm: String,
    /// Time of the alarm.
    pub alarm_at: Option<UtcMs>,
    /// Marked urgent.
    pub urgent: bool,
    /// Who asks.
    pub asker: String,
    /// How to reach who asks.
    pub contact: String,
    /// What is asked or said.
    pub text: String,
    /// When it came.
    pub received_at: UtcMs,
    /// Until when an answer is wanted.
    pub deadline: Option<UtcMs>,
    /// The answer.
    pub answer: Option<StoredAnswer>,
    /// Version.
    pub version: i64,
}

impl StoredRequest {
    /// Whether somebody has still to answer.
    pub const fn is_open(&self) -> bool {
        self.kind.wants_answer() && self.answer.is_none()
    }

    /// Whether it is an order to a vehicle whose end is not known.
    pub const fn is_under_way(&self) -> bool {
        self.kind.is_order() && self.answer.is_none()
    }
}

impl TryFrom<Model> for StoredRequest {
    type Error = StoreError;

    fn try_from(m: Model) -> Result<Self, StoreError> {
        let bad = |column| corrupt(TABLE, column, m.id);
        let answer = match (&m.answered_at, &m.delivery) {
            (Some(at), Some(delivery)) => Some(StoredAnswer {
                outcome: m.outcome.as_deref().map(|o| Outcome::parse(o).ok_or_else(|| bad("outcome"))).transpose()?,
                text: m.answer.clone().unwrap_or_default(),
                by: m.answered_by.clone().unwrap_or_default(),
                phone: m.phone.clone(),
                at: UtcMs(*at),
                delivery: DeliveryState::parse(delivery).ok_or_else(|| bad("delivery"))?,
                tries: u32::try_from(m.tries).map_err(|_error| bad("tries"))?,
                problem: m.problem.clone(),
                next_at: m.next_at.map(UtcMs),
                done_at: m.done_at.map(UtcMs),
            }),
            _ => None,
        };
        Ok(Self {
            id: m.id,
            kind: RequestKind::parse(&m.kind).ok_or_else(|| bad("kind"))?,
            colour: u8::try_from(m.colour).map_err(|_error| bad("colour"))?,
            link: m.link,
            reply_to: m.reply_to,
            vehicle: m.vehicle_id.map(VehicleId),
            enterprise: m.enterprise_id.map(EnterpriseId),
            signal: m.signal_id.map(SignalId),
            driver: m.driver_id.map(PersonId),
            plate: m.plate,
            alarm: m.alarm,
            alarm_at: m.alarm_at.map(UtcMs),
            urgent: m.urgent,
            asker: m.asker,
            contact: m.contact,
            text: m.text,
            received_at: UtcMs(m.received_at),
            deadline: m.deadline.map(UtcMs),
            answer,
            version: m.version,
        })
    }
}

fn model(r: &StoredRequest, version: i64) -> Model {
    let answer = r.answer.as_ref();
    Model {
        id: r.id,
        link: r.link.clone(),
        kind: r.kind.as_str().to_owned(),
        reply_to: r.reply_to.clone(),
        vehicle_id: r.vehicle.map(|v| v.0),
        enterprise_id: r.enterprise.map(|e| e.0),
        signal_id: r.signal.map(|s| s.0),
        driver_id: r.driver.map(|d| d.0),
        plate: r.plate.clone(),
        colour: i32::from(r.colour),
        alarm: r.alarm.clone(),
        alarm_at: r.alarm_at.map(|t| t.0),
        urgent: r.urgent,
        asker: r.asker.clone(),
        contact: r.contact.clone(),
        text: r.text.clone(),
        received_at: r.received_at.0,
        deadline: r.deadline.map(|t| t.0),
        open: r.is_open() || r.is_under_way(),
        outcome: answer.and_then(|a| a.outcome).map(|o| o.as_str().to_owned()),
        answer: answer.map(|a| a.text.clone()),
        answered_by: answer.map(|a| a.by.clone()),
        phone: answer.map(|a| a.phone.clone()).unwrap_or_default(),
        answered_at: answer.map(|a| a.at.0),
        delivery: answer.map(|a| a.delivery.as_str().to_owned()),
        tries: to_i32(answer.map_or(0, |a| a.tries)),
        problem: answer.and_then(|a| a.problem.clone()),
        next_at: answer.and_then(|a| a.next_at).map(|t| t.0),
        done_at: answer.and_then(|a| a.done_at).map(|t| t.0),
        version,
    }
}

/// What a viewer sees: requests about vehicles of his enterprises, and those about no vehicle when he sees everything.
fn seen(viewer: &Viewer) -> Condition {
    let within = scope::by_enterprise(viewer, Column::EnterpriseId.into_expr());
    if viewer.scope == Scope::All { Condition::all() } else { within }
}

fn all(rows: Vec<Model>) -> Result<Vec<StoredRequest>, StoreError> {
    rows.into_iter().map(StoredRequest::try_from).collect()
}

/// What waits for the answer of a person, or (`orders`) for a vehicle.
fn open(orders: bool) -> Condition {
    let kinds = RequestKind::ALL.into_iter().filter(|kind| kind.is_order() == orders).map(RequestKind::as_str);
    Condition::all().add(Column::Open.eq(true)).add(Column::Kind.is_in(kinds))
}

/// Stores a request; one with the same id changes nothing, and gives `false`.
pub async fn insert(tx: &Tx, request: &StoredRequest) -> Result<bool, StoreError> {
    let once = OnConflict::column(Column::Id).do_nothing().to_owned();
    let row = model(request, 1).into_active_model();
    Ok(Entity::insert(row).on_conflict(once).exec_without_returning(tx.conn()).await? > 0)
}

/// Writes a request when its version still is `request.version`; [`StoreError::Conflict`] otherwise.
pub async fn update(tx: &Tx, request: &StoredRequest) -> Result<(), StoreError> {
    let version = request.version;
    let row = model(request, version.saturating_add(1)).into_active_model().reset_all();
    let changed = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(request.id))
        .filter(Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    if changed.rows_affected == 1 {
        return Ok(());
    }
    let found = Entity::find_by_id(request.id).one(tx.conn()).await?.map_or(0, |m| m.version);
    Err(StoreError::Conflict { what: TABLE, expected: version, found })
}

/// One request the viewer may see.
pub async fn get(db: Db<'_>, viewer: &Viewer, id: Uuid) -> Result<Option<StoredRequest>, StoreError> {
    let found = Entity::find_by_id(id).filter(seen(viewer)).one(&db.conn()).await?;
    found.map(StoredRequest::try_from).transpose()
}

/// One page of what the viewer may see, newest first; `only_open`: what waits for an answer.
pub async fn list(
    db: Db<'_>,
    viewer: &Viewer,
    only_open: bool,
    page: Page,
) -> Result<Paged<StoredRequest>, StoreError> {
    let query = Entity::find().filter(seen(viewer));
    let query = if only_open { query.filter(open(false)) } else { query };
    let total = query.clone().count(&db.conn()).await?;
    let rows = query.order_by_desc(Column::ReceivedAt).order_by_asc(Column::Id);
    let rows = rows.offset(page.offset()).limit(page.size()).all(&db.conn()).await?;
    Ok(Paged::new(all(rows)?, total, page))
}

/// What waits for an answer of the viewer, the nearest deadline first, at most `limit`; and how many there are.
pub async fn waiting(db: Db<'_>, viewer: &Viewer, limit: u64) -> Result<(Vec<StoredRequest>, u64), StoreError> {
    let query = Entity::find().filter(seen(viewer)).filter(open(false));
    let total = query.clone().count(&db.conn()).await?;
    let rows = query.order_by_asc(Column::Deadline).order_by_asc(Column::Id).limit(limit);
    Ok((all(rows.all(&db.conn()).await?)?, total))
}

/// Orders to vehicles whose end is not known, oldest first, at most `limit`. For the task, which sees all.
pub async fn under_way(db: Db<'_>, limit: u64) -> Result<Vec<StoredRequest>, StoreError> {
    all(Entity::find().filter(open(true)).order_by_asc(Column::ReceivedAt).limit(limit).all(&db.conn()).await?)
}

/// Answers to be sent now, at most `limit`. For the task, which sees all.
pub async fn due(db: Db<'_>, now: UtcMs, limit: u64) -> Result<Vec<StoredRequest>, StoreError> {
    let query = Entity::find().filter(Column::NextAt.lte(now.0)).order_by_asc(Column::NextAt).order_by_asc(Column::Id);
    all(query.limit(limit).all(&db.conn()).await?)
}
