//! What is demanded of platforms below (督办), on its way down, and how they answered.

use anlu_domain::{
    downward::{AlarmSource, AlarmType, Demand, DemandState, Repeats, Sending},
    hazard::PersonRef,
    ids::{SignalId, UserId},
    signal::State,
    time::UtcMs,
    upward::Outcome,
    watch::DeliveryState,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Query,
};
use uuid::Uuid;

use super::column::{corrupt, to_i32};
use crate::{
    Db, StoreError, Tx,
    entity::{
        signal,
        supervision::{Column, Entity, Model},
    },
};

const TABLE: &str = "supervision";
/// Demands that one answer may mean: those about the same alarm, and of a serial number that came again.
const MEANT: u64 = 20;

/// One demand, how far it has come, and how it was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSupervision {
    /// Id.
    pub id: Uuid,
    /// The link.
    pub link: String,
    /// The signal it was made from.
    pub signal: SignalId,
    /// The alarm it is about; `None`: the platform has reported nothing.
    pub alarm: Option<Uuid>,
    /// What is sent.
    pub demand: Demand,
    /// Who demanded it.
    pub by: PersonRef,
    /// When.
    pub at: UtcMs,
    /// How far it has come.
    pub sending: Sending,
    /// The newest answer.
    pub outcome: Option<Outcome>,
    /// When that came.
    pub answered_at: Option<UtcMs>,
    /// Version.
    pub version: i64,
}

impl StoredSupervision {
    /// Where it stands.
    pub fn state(&self, now: UtcMs) -> DemandState {
        DemandState::of(self.sending.delivery, self.outcome, self.demand.deadline, now)
    }

    fn is_settled(&self) -> bool {
        matches!(self.outcome, Some(Outcome::Done | Outcome::NoAction))
    }
}

impl TryFrom<Model> for StoredSupervision {
    type Error = StoreError;

    fn try_from(m: Model) -> Result<Self, StoreError> {
        let bad = |column| corrupt(TABLE, column, m.id);
        let byte = |value: i32, column| u8::try_from(value).map_err(|_range| bad(column));
        let word = |value: i32, column| u16::try_from(value).map_err(|_range| bad(column));
        let number = |value: i64, column| u32::try_from(value).map_err(|_range| bad(column));
        let source = AlarmSource {
            kind: word(m.source_kind, "source_kind")?,
            serial: number(m.source_serial, "source_serial")?,
            platform: m.platform.clone(),
        };
        Ok(Self {
            demand: Demand {
                number: number(m.number, "number")?,
                colour: byte(m.colour, "colour")?,
                source: (source.kind != Demand::ITSELF).then_some(source),
                alarm_type: AlarmType { origin: byte(m.origin, "origin")?, code: word(m.alarm_type, "alarm_type")? },
                at: UtcMs(m.alarm_at),
                deadline: UtcMs(m.deadline),
                urgent: m.urgent,
                plate: m.plate.clone(),
                supervisor: m.supervisor.clone(),
                phone: m.phone.clone(),
                email: m.email.clone(),
            },
            sending: Sending {
                serial: m.serial.map(|s| number(s, "serial")).transpose()?,
                delivery: DeliveryState::parse(&m.delivery).ok_or_else(|| bad("delivery"))?,
                tries: u32::try_from(m.tries).map_err(|_range| bad("tries"))?,
                problem: m.problem.clone(),
                next_at: m.next_at.map(UtcMs),
                done_at: m.done_at.map(UtcMs),
            },
            outcome: m.outcome.as_deref().map(|o| Outcome::parse(o).ok_or_else(|| bad("outcome"))).transpose()?,
            id: m.id,
            link: m.link,
            signal: SignalId(m.signal_id),
            alarm: m.alarm_id,
            by: PersonRef { id: UserId(m.demanded_by), name: m.demanded_name },
            at: UtcMs(m.demanded_at),
            answered_at: m.answered_at.map(UtcMs),
            version: m.version,
        })
    }
}

fn model(s: &StoredSupervision, version: i64) -> Model {
    let (d, named, sending) = (&s.demand, s.demand.named(), &s.sending);
    Model {
        id: s.id,
        number: i64::from(d.number),
        link: s.link.clone(),
        signal_id: s.signal.0,
        alarm_id: s.alarm,
        plate: d.plate.clone(),
        colour: i32::from(d.colour),
        platform: named.platform,
        source_kind: i32::from(named.kind),
        source_serial: i64::from(named.serial),
        origin: i32::from(d.alarm_type.origin),
        alarm_type: i32::from(d.alarm_type.code),
        alarm_at: d.at.0,
        deadline: d.deadline.0,
        urgent: d.urgent,
        supervisor: d.supervisor.clone(),
        phone: d.phone.clone(),
        email: d.email.clone(),
        demanded_by: s.by.id.0,
        demanded_name: s.by.name.clone(),
        demanded_at: s.at.0,
        open: !s.is_settled(),
        serial: sending.serial.map(i64::from),
        delivery: sending.delivery.as_str().to_owned(),
        tries: to_i32(sending.tries),
        problem: sending.problem.clone(),
        next_at: sending.next_at.map(|t| t.0),
        done_at: sending.done_at.map(|t| t.0),
        outcome: s.outcome.map(|o| o.as_str().to_owned()),
        answered_at: s.answered_at.map(|t| t.0),
        version,
    }
}

fn all(rows: Vec<Model>) -> Result<Vec<StoredSupervision>, StoreError> {
    rows.into_iter().map(StoredSupervision::try_from).collect()
}

/// Stores a new demand.
pub async fn insert(tx: &Tx, supervision: &StoredSupervision) -> Result<(), StoreError> {
    Entity::insert(model(supervision, 1).into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Writes a demand when its version still is `supervision.version`; [`StoreError::Conflict`] otherwise.
pub async fn update(tx: &Tx, supervision: &StoredSupervision) -> Result<(), StoreError> {
    let version = supervision.version;
    let row = model(supervision, version.saturating_add(1)).into_active_model().reset_all();
    let changed = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(supervision.id))
        .filter(Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    if changed.rows_affected == 1 {
        return Ok(());
    }
    let found = Entity::find_by_id(supervision.id).one(tx.conn()).await?.map_or(0, |m| m.version);
    Err(StoreError::Conflict { what: TABLE, expected: version, found })
}

/// The demands made from a signal, oldest first. The caller has read the signal for its viewer.
pub async fn of_signal(db: Db<'_>, signal: SignalId) -> Result<Vec<StoredSupervision>, StoreError> {
    let rows = Entity::find().filter(Column::SignalId.eq(signal.0)).order_by_asc(Column::Number);
    all(rows.all(&db.conn()).await?)
}

/// One demand. For the task, which sees all.
pub async fn get(db: Db<'_>, id: Uuid) -> Result<Option<StoredSupervision>, StoreError> {
    Entity::find_by_id(id).one(&db.conn()).await?.map(StoredSupervision::try_from).transpose()
}

/// The demand of a link that an answer means: that of the serial number it repeats, when it is about the same message;
/// else the newest about that message; else that of the serial number. For the worker, which sees all.
pub async fn meant(db: Db<'_>, link: &str, repeats: Repeats) -> Result<Option<StoredSupervision>, StoreError> {
    let (request, wanted) = match repeats {
        Repeats::Number(number) => (None, Condition::all().add(Column::Number.eq(i64::from(number)))),
        Repeats::Source { request, kind, serial } => {
            let about = Condition::all()
                .add(Column::SourceKind.eq(i32::from(kind)))
                .add(Column::SourceSerial.eq(i64::from(serial)));
            // The short layout has but one serial number: it may be that of the demand.
            let request = request.or((kind == Demand::ITSELF).then_some(serial));
            let by_serial = request.map(|request| Column::Serial.eq(i64::from(request)));
            (request, Condition::any().add(about).add_option(by_serial))
        }
    };
    let rows = Entity::find().filter(Column::Link.eq(link)).filter(wanted).order_by_desc(Column::Number).limit(MEANT);
    let found = all(rows.all(&db.conn()).await?)?;
    let named = |s: &&StoredSupervision| match repeats {
        Repeats::Number(_) => true,
        Repeats::Source { kind, serial, .. } => {
            let source = s.demand.named();
            (source.kind, source.serial) == (kind, serial)
        }
    };
    let asked = |s: &&StoredSupervision| request.is_some() && s.sending.serial == request;
    let best = found.iter().find(|s| named(s) && asked(s));
    let best = best.or_else(|| found.iter().find(named)).or_else(|| found.iter().find(asked));
    Ok(best.cloned())
}

/// Demands to be sent now, at most `limit`. For the task, which sees all.
pub async fn due(db: Db<'_>, now: UtcMs, limit: u64) -> Result<Vec<StoredSupervision>, StoreError> {
    let query = Entity::find().filter(Column::NextAt.lte(now.0)).order_by_asc(Column::NextAt).order_by_asc(Column::Id);
    all(query.limit(limit).all(&db.conn()).await?)
}

/// What this officer demanded and what is not settled in time, from signals that are not settled either, the oldest
/// deadline first, at most `limit`; and how many there are.
pub async fn overdue(
    db: Db<'_>,
    by: UserId,
    now: UtcMs,
    limit: u64,
) -> Result<(Vec<StoredSupervision>, u64), StoreError> {
    let settled = State::ALL.into_iter().filter(|s| s.settled()).map(State::as_str);
    let open = Query::select()
        .column(signal::Column::Id)
        .from(signal::Entity)
        .cond_where(signal::Column::State.is_not_in(settled))
        .to_owned();
    let query = Entity::find()
        .filter(Column::DemandedBy.eq(by.0))
        .filter(Column::Open.eq(true))
        .filter(Column::Deadline.lt(now.0))
        .filter(Column::SignalId.in_subquery(open));
    let total = query.clone().count(&db.conn()).await?;
    let rows = query.order_by_asc(Column::Deadline).order_by_asc(Column::Id).limit(limit);
    Ok((all(rows.all(&db.conn()).await?)?, total))
}
