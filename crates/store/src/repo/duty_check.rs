//! Whether somebody is on duty at platforms below (查岗): on its way down, and what they answered. For who sees the whole
//! territory, which the caller has made sure of.

use anlu_domain::{
    downward::{Check, DemandState, Repeats, Sending},
    hazard::PersonRef,
    ids::UserId,
    time::UtcMs,
    watch::DeliveryState,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::column::{corrupt, to_i32};
use crate::{
    Db, Page, Paged, StoreError, Tx,
    entity::duty_check::{Column, Entity, Model},
};

const TABLE: &str = "duty_check";

/// What a platform answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckAnswer {
    /// Words.
    pub text: String,
    /// Who answers; may be empty.
    pub by: String,
    /// Telephone; may be empty.
    pub phone: String,
    /// When it came.
    pub at: UtcMs,
}

/// One question, how far it has come, and how it was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCheck {
    /// Id.
    pub id: Uuid,
    /// The link.
    pub link: String,
    /// What is sent.
    pub check: Check,
    /// Who asked.
    pub by: PersonRef,
    /// When.
    pub at: UtcMs,
    /// How far it has come.
    pub sending: Sending,
    /// The first answer.
    pub answer: Option<CheckAnswer>,
    /// When it was closed without an answer.
    pub closed_at: Option<UtcMs>,
    /// Version.
    pub version: i64,
}

impl StoredCheck {
    /// Where it stands.
    pub fn state(&self, now: UtcMs) -> DemandState {
        let (answered, closed) = (self.answer.is_some(), self.closed_at.is_some());
        DemandState::of_check(self.sending.delivery, answered, closed, self.check.deadline, now)
    }

    /// Whether it still waits for an answer.
    pub const fn is_open(&self) -> bool {
        self.answer.is_none() && self.closed_at.is_none()
    }
}

impl TryFrom<Model> for StoredCheck {
    type Error = StoreError;

    fn try_from(m: Model) -> Result<Self, StoreError> {
        let bad = |column| corrupt(TABLE, column, m.id);
        let number = |value: i64, column| u32::try_from(value).map_err(|_range| bad(column));
        let answer = m.answered_at.map(|at| CheckAnswer {
            text: m.answer.clone().unwrap_or_default(),
            by: m.answer_by.clone().unwrap_or_default(),
            phone: m.answer_phone.clone().unwrap_or_default(),
            at: UtcMs(at),
        });
        Ok(Self {
            check: Check {
                number: number(m.number, "number")?,
                object_type: u8::try_from(m.object_type).map_err(|_range| bad("object_type"))?,
                object: m.object.clone(),
                text: m.text.clone(),
                deadline: UtcMs(m.deadline),
            },
            sending: Sending {
                serial: m.serial.map(|s| number(s, "serial")).transpose()?,
                delivery: DeliveryState::parse(&m.delivery).ok_or_else(|| bad("delivery"))?,
                tries: u32::try_from(m.tries).map_err(|_range| bad("tries"))?,
                problem: m.problem.clone(),
                next_at: m.next_at.map(UtcMs),
                done_at: m.done_at.map(UtcMs),
            },
            id: m.id,
            link: m.link,
            by: PersonRef { id: UserId(m.asked_by), name: m.asked_name },
            at: UtcMs(m.asked_at),
            answer,
            closed_at: m.closed_at.map(UtcMs),
            version: m.version,
        })
    }
}

fn model(s: &StoredCheck, version: i64) -> Model {
    let (check, sending, answer) = (&s.check, &s.sending, s.answer.as_ref());
    Model {
        id: s.id,
        number: i64::from(check.number),
        link: s.link.clone(),
        object_type: i32::from(check.object_type),
        object: check.object.clone(),
        text: check.text.clone(),
        deadline: check.deadline.0,
        asked_by: s.by.id.0,
        asked_name: s.by.name.clone(),
        asked_at: s.at.0,
        open: s.is_open(),
        serial: sending.serial.map(i64::from),
        delivery: sending.delivery.as_str().to_owned(),
        tries: to_i32(sending.tries),
        problem: sending.problem.clone(),
        next_at: sending.next_at.map(|t| t.0),
        done_at: sending.done_at.map(|t| t.0),
        answer: answer.map(|a| a.text.clone()),
        answer_by: answer.map(|a| a.by.clone()),
        answer_phone: answer.map(|a| a.phone.clone()),
        answered_at: answer.map(|a| a.at.0),
        closed_at: s.closed_at.map(|t| t.0),
        version,
    }
}

fn all(rows: Vec<Model>) -> Result<Vec<StoredCheck>, StoreError> {
    rows.into_iter().map(StoredCheck::try_from).collect()
}

/// Stores a new question.
pub async fn insert(tx: &Tx, check: &StoredCheck) -> Result<(), StoreError> {
    Entity::insert(model(check, 1).into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Writes a question when its version still is `check.version`; [`StoreError::Conflict`] otherwise.
pub async fn update(tx: &Tx, check: &StoredCheck) -> Result<(), StoreError> {
    let version = check.version;
    let row = model(check, version.saturating_add(1)).into_active_model().reset_all();
    let changed = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(check.id))
        .filter(Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    if changed.rows_affected == 1 {
        return Ok(());
    }
    let found = Entity::find_by_id(check.id).one(tx.conn()).await?.map_or(0, |m| m.version);
    Err(StoreError::Conflict { what: TABLE, expected: version, found })
}

/// One question.
pub async fn get(db: Db<'_>, id: Uuid) -> Result<Option<StoredCheck>, StoreError> {
    Entity::find_by_id(id).one(&db.conn()).await?.map(StoredCheck::try_from).transpose()
}

/// One page of what was asked over a link, newest first.
pub async fn list(db: Db<'_>, link: &str, page: Page) -> Result<Paged<StoredCheck>, StoreError> {
    let query = Entity::find().filter(Column::Link.eq(link));
    let total = query.clone().count(&db.conn()).await?;
    let rows = query.order_by_desc(Column::Number).offset(page.offset()).limit(page.size()).all(&db.conn()).await?;
    Ok(Paged::new(all(rows)?, total, page))
}

/// Whether the same question waits for its answer in time.
pub async fn waits(db: Db<'_>, link: &str, check: &Check, now: UtcMs) -> Result<bool, StoreError> {
    let query = Entity::find()
        .filter(Column::Link.eq(link))
        .filter(Column::ObjectType.eq(i32::from(check.object_type)))
        .filter(Column::Object.eq(check.object.as_str()))
        .filter(Column::Open.eq(true))
        .filter(Column::Deadline.gte(now.0));
    Ok(query.count(&db.conn()).await? > 0)
}

/// The newest question of a link that an answer means, by its number or by the serial number of its message.
pub async fn meant(db: Db<'_>, link: &str, repeats: Repeats) -> Result<Option<StoredCheck>, StoreError> {
    let wanted = match repeats {
        Repeats::Number(number) => Column::Number.eq(i64::from(number)),
        Repeats::Source { serial, .. } => Column::Serial.eq(i64::from(serial)),
    };
    let query = Entity::find().filter(Column::Link.eq(link)).filter(wanted).order_by_desc(Column::Number);
    query.one(&db.conn()).await?.map(StoredCheck::try_from).transpose()
}

/// Questions to be sent now, at most `limit`.
pub async fn due(db: Db<'_>, now: UtcMs, limit: u64) -> Result<Vec<StoredCheck>, StoreError> {
    let query = Entity::find().filter(Column::NextAt.lte(now.0)).order_by_asc(Column::NextAt).order_by_asc(Column::Id);
    all(query.limit(limit).all(&db.conn()).await?)
}

/// What this officer asked and nobody answered in time, the oldest deadline first, at most `limit`; and how many there
/// are.
pub async fn overdue(db: Db<'_>, by: UserId, now: UtcMs, limit: u64) -> Result<(Vec<StoredCheck>, u64), StoreError> {
    let query = Entity::find()
        .filter(Column::AskedBy.eq(by.0))
        .filter(Column::Open.eq(true))
        .filter(Column::Deadline.lt(now.0));
    let total = query.clone().count(&db.conn()).await?;
    let rows = query.order_by_asc(Column::Deadline).order_by_asc(Column::Id).limit(limit);
    Ok((all(rows.all(&db.conn()).await?)?, total))
}
