//! Warning interviews. An enterprise sees one from the moment it was told of it.

use anlu_domain::{
    access::Viewer,
    ids::{EnterpriseId, TalkId, UserId},
    talk::{Talk, TalkState},
    time::{CivilDay, UtcMs},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Query, SelectStatement},
};
use uuid::Uuid;

use super::{
    column::{corrupt, from_json, to_json},
    hazard_list::contains,
};
use crate::{
    Db, Page, Paged, StoreError, Tx,
    entity::talk::{ActiveModel, Column, Entity, Model},
    scope,
};

const TABLE: &str = "talk";

/// A stored interview and the version a change must name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTalk {
    /// The interview.
    pub talk: Talk,
    /// The next last day on which somebody has to act.
    pub due: Option<CivilDay>,
    /// Version, from 1.
    pub version: i64,
}

/// What to list. Empty parts do not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TalkFilter {
    /// Not over (`true`) or over (`false`).
    pub open: Option<bool>,
    /// In one of these states.
    pub states: Vec<TalkState>,
    /// One of its officers.
    pub handler: Option<UserId>,
    /// Last day before this one.
    pub due_before: Option<CivilDay>,
    /// Of this enterprise.
    pub enterprise: Option<EnterpriseId>,
    /// From this record.
    pub source: Option<Uuid>,
    /// Part of number, reason or enterprise.
    pub q: Option<String>,
}

/// When an enterprise was called in, for whoever asks whether it has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CalledIn {
    /// Enterprise.
    pub enterprise: EnterpriseId,
    /// When it was planned.
    pub at: UtcMs,
    /// It is not over.
    pub open: bool,
}

fn read(m: &Model) -> Result<StoredTalk, StoreError> {
    let talk = from_json(Some(&m.body), TABLE, "body", m.id)?.ok_or_else(|| corrupt(TABLE, "body", m.id))?;
    Ok(StoredTalk { talk, due: m.due.map(CivilDay), version: m.version })
}

fn model(t: &Talk, name: &str, due: Option<CivilDay>, version: i64) -> Result<Model, StoreError> {
    let handlers: Vec<String> = t.officers.iter().filter_map(|o| o.user).map(|u| u.to_string()).collect();
    Ok(Model {
        id: t.id.0,
        no: t.no.clone(),
        enterprise_id: t.enterprise.0,
        state: t.state.as_str().to_owned(),
        source: t.source.as_str().to_owned(),
        source_id: t.source_id,
        source_key: t.source_id.filter(|_| t.state != TalkState::Cancelled),
        search: format!("{} {} {name}", t.no, t.reason).to_lowercase(),
        handlers: handlers.join(" "),
        shown: t.shown_to_party(),
        due: due.map(|d| d.0),
        opened_at: t.opened.at.0,
        body: to_json(t)?,
        version,
    })
}

fn visible(viewer: &Viewer) -> Condition {
    let own = scope::by_enterprise(viewer, Column::EnterpriseId.into_expr());
    if viewer.role.is_authority() { own } else { own.add(Column::Shown.eq(true)) }
}

/// Ids of the interviews the viewer sees.
pub(super) fn ids(viewer: &Viewer) -> SelectStatement {
    Query::select().column(Column::Id).from(Entity).cond_where(visible(viewer)).take()
}

fn over() -> [&'static str; 2] {
    [TalkState::Closed.as_str(), TalkState::Cancelled.as_str()]
}

/// Stores a new one with version 1; `name` is the enterprise's, to search by. [`StoreError::Duplicate`] when there is
/// one from the same record.
pub async fn insert(tx: &Tx, talk: &Talk, name: &str, due: Option<CivilDay>) -> Result<(), StoreError> {
    Entity::insert(model(talk, name, due, 1)?.into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Writes it when its stored version still is `version`; [`StoreError::Conflict`] when somebody was faster.
pub async fn update(tx: &Tx, talk: &Talk, name: &str, due: Option<CivilDay>, version: i64) -> Result<(), StoreError> {
    let row: ActiveModel = model(talk, name, due, version.saturating_add(1))?.into_active_model().reset_all();
    let mine = Entity::update_many().set(row).filter(Column::Id.eq(talk.id.0)).filter(Column::Version.eq(version));
    if mine.exec(tx.conn()).await?.rows_affected == 1 {
        return Ok(());
    }
    let found = Entity::find_by_id(talk.id.0).one(tx.conn()).await?.map_or(0, |m| m.version);
    Err(StoreError::Conflict { what: TABLE, expected: version, found })
}

/// It, when the viewer may see it.
pub async fn get(db: Db<'_>, viewer: &Viewer, id: TalkId) -> Result<Option<StoredTalk>, StoreError> {
    Entity::find_by_id(id.0).filter(visible(viewer)).one(&db.conn()).await?.as_ref().map(read).transpose()
}

/// One page of those the viewer may see: what is due first, then what has no day, newest first.
pub async fn list(
    db: Db<'_>,
    viewer: &Viewer,
    filter: &TalkFilter,
    page: Page,
) -> Result<Paged<StoredTalk>, StoreError> {
    let mut query = Entity::find().filter(visible(viewer));
    match filter.open {
        Some(true) => query = query.filter(Column::State.is_not_in(over())),
        Some(false) => query = query.filter(Column::State.is_in(over())),
        None => {}
    }
    if !filter.states.is_empty() {
        query = query.filter(Column::State.is_in(filter.states.iter().map(|s| s.as_str())));
    }
    if let Some(user) = filter.handler {
        query = query.filter(contains(Column::Handlers, &user.to_string()));
    }
    if let Some(day) = filter.due_before {
        query = query.filter(Column::Due.lt(day.0));
    }
    if let Some(id) = filter.enterprise {
        query = query.filter(Column::EnterpriseId.eq(id.0));
    }
    if let Some(id) = filter.source {
        query = query.filter(Column::SourceId.eq(id));
    }
    if let Some(q) = filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        query = query.filter(contains(Column::Search, &q.to_lowercase()));
    }
    let total = query.clone().count(&db.conn()).await?;
    let rows = query
        .order_by_asc(Column::Due.is_null())
        .order_by_asc(Column::Due)
        .order_by_desc(Column::OpenedAt)
        .order_by_desc(Column::Id)
        .offset(page.offset())
        .limit(page.size())
        .all(&db.conn())
        .await?;
    Ok(Paged::new(rows.iter().map(read).collect::<Result<_, _>>()?, total, page))
}

/// Whether this record has made one that was not cancelled, whoever may see it.
pub async fn from_source(db: Db<'_>, source: Uuid) -> Result<bool, StoreError> {
    Ok(Entity::find().filter(Column::SourceKey.eq(source)).count(&db.conn()).await? > 0)
}

/// When each of these enterprises was called in, whoever may see it.
pub async fn called_in(db: Db<'_>, enterprises: &[EnterpriseId]) -> Result<Vec<CalledIn>, StoreError> {
    let rows: Vec<(Uuid, i64, String)> = Entity::find()
        .select_only()
        .columns([Column::EnterpriseId, Column::OpenedAt, Column::State])
        .filter(Column::EnterpriseId.is_in(enterprises.iter().map(|e| e.0)))
        .into_tuple()
        .all(&db.conn())
        .await?;
    let one = |(enterprise, at, state): (Uuid, i64, String)| CalledIn {
        enterprise: EnterpriseId(enterprise),
        at: UtcMs(at),
        open: !over().contains(&state.as_str()),
    };
    Ok(rows.into_iter().map(one).collect())
}
