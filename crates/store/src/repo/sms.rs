//! The outbox of short messages: each is written in the transaction of the step that causes it. Number and text are
//! sealed, and are gone as soon as the message is taken or given up: a link in it is not kept.

use anlu_domain::{ids::CaseLinkId, ports::ShortMessage, time::UtcMs, watch::DeliveryState};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::column::{corrupt, from_json, to_i32, to_json};
use crate::{
    Db, StoreError, Tx,
    entity::sms_outbox::{Column, Entity, Model},
    personal::Field,
};

const TABLE: &str = "sms_outbox";

/// What a message brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmsKind {
    /// The link.
    Link,
    /// A code.
    Code,
}

impl SmsKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Code => "code",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        [Self::Link, Self::Code].into_iter().find(|k| k.as_str() == name)
    }
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxSms {
    /// Id; the gateway knows by it that a message came twice.
    pub id: Uuid,
    /// The link it is about.
    pub link: CaseLinkId,
    /// What it brings.
    pub kind: SmsKind,
    /// What is to be sent; `None` when nothing is any more.
    pub message: Option<ShortMessage>,
    /// Where it stands.
    pub state: DeliveryState,
    /// Tries so far.
    pub tries: u32,
    /// Why the last try failed: a code.
    pub problem: Option<String>,
    /// When it was written.
    pub created_at: UtcMs,
    /// It is of no use after.
    pub until: UtcMs,
    /// When it is tried next; `None` when it is not.
    pub next_at: Option<UtcMs>,
    /// When it was taken or given up.
    pub done_at: Option<UtcMs>,
    /// Version.
    pub version: i64,
}

impl OutboxSms {
    /// A new message, to be sent at once.
    pub const fn new(link: CaseLinkId, kind: SmsKind, message: ShortMessage, now: UtcMs, until: UtcMs) -> Self {
        Self {
            id: message.id,
            link,
            kind,
            message: Some(message),
            state: DeliveryState::Queued,
            tries: 0,
            problem: None,
            created_at: now,
            until,
            next_at: Some(now),
            done_at: None,
            version: 1,
        }
    }
}

fn read(db: Db<'_>, m: Model) -> Result<OutboxSms, StoreError> {
    let text = m.body.map(|b| db.cipher().open(Field::ShortMessage, m.id, &b)).transpose()?;
    let said: Option<(String, String)> = from_json(text.as_deref(), TABLE, "body", m.id)?;
    Ok(OutboxSms {
        id: m.id,
        link: CaseLinkId(m.link_id),
        kind: SmsKind::parse(&m.kind).ok_or_else(|| corrupt(TABLE, "kind", m.id))?,
        message: said.map(|(phone, text)| ShortMessage { id: m.id, phone, text }),
        state: DeliveryState::parse(&m.state).ok_or_else(|| corrupt(TABLE, "state", m.id))?,
        tries: u32::try_from(m.tries).map_err(|_error| corrupt(TABLE, "tries", m.id))?,
        problem: m.problem,
        created_at: UtcMs(m.created_at),
        until: UtcMs(m.until),
        next_at: m.next_at.map(UtcMs),
        done_at: m.done_at.map(UtcMs),
        version: m.version,
    })
}

fn model(tx: &Tx, sms: &OutboxSms, version: i64) -> Result<Model, StoreError> {
    let seal = |m: &ShortMessage| tx.cipher().seal(Field::ShortMessage, sms.id, &to_json(&(&m.phone, &m.text))?);
    Ok(Model {
        id: sms.id,
        link_id: sms.link.0,
        kind: sms.kind.as_str().to_owned(),
        body: sms.message.as_ref().map(seal).transpose()?,
        state: sms.state.as_str().to_owned(),
        tries: to_i32(sms.tries),
        problem: sms.problem.clone(),
        created_at: sms.created_at.0,
        until: sms.until.0,
        next_at: sms.next_at.map(|t| t.0),
        done_at: sms.done_at.map(|t| t.0),
        version,
    })
}

/// Writes a new message.
pub async fn insert(tx: &Tx, sms: &OutboxSms) -> Result<(), StoreError> {
    Entity::insert(model(tx, sms, 1)?.into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Messages to be tried now, the longest waiting first, at most `limit`. For the task, which sees all.
pub async fn due(db: Db<'_>, now: UtcMs, limit: u64) -> Result<Vec<OutboxSms>, StoreError> {
    let query = Entity::find().filter(Column::NextAt.lte(now.0)).order_by_asc(Column::NextAt).order_by_asc(Column::Id);
    query.limit(limit).all(&db.conn()).await?.into_iter().map(|m| read(db, m)).collect()
}

/// Messages about links the caller has read for its viewer, oldest first.
pub async fn of_links(db: Db<'_>, links: &[CaseLinkId]) -> Result<Vec<OutboxSms>, StoreError> {
    if links.is_empty() {
        return Ok(Vec::new());
    }
    let query = Entity::find().filter(Column::LinkId.is_in(links.iter().map(|l| l.0)));
    let rows = query.order_by_asc(Column::CreatedAt).order_by_asc(Column::Id).all(&db.conn()).await?;
    rows.into_iter().map(|m| read(db, m)).collect()
}

/// Writes a message when its version still is `sms.version`; [`StoreError::Conflict`] otherwise.
pub async fn update(tx: &Tx, sms: &OutboxSms) -> Result<(), StoreError> {
    let version = sms.version;
    let row = model(tx, sms, version.saturating_add(1))?.into_active_model().reset_all();
    let changed = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(sms.id))
        .filter(Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    if changed.rows_affected == 1 {
        return Ok(());
    }
    let found = Entity::find_by_id(sms.id).one(tx.conn()).await?.map_or(0, |m| m.version);
    Err(StoreError::Conflict { what: TABLE, expected: version, found })
}
