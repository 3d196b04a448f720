//! Watches: each with its signal, in the scope of the signal's enterprise.

use std::collections::BTreeSet;

use anlu_domain::{
    access::Viewer,
    hazard::Step,
    ids::{EnterpriseId, SignalId, VehicleId, WatchId},
    time::UtcMs,
    watch::{State, Watch},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Query,
};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::{
    column::{corrupt, from_json, to_json, to_json_opt},
    hazard_list::contains,
};
use crate::{
    Db, Page, Paged, StoreError, Tx,
    entity::{
        vehicle,
        watch::{Column, Entity, Model},
    },
    scope,
};

const TABLE: &str = "watch";

/// A watch as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredWatch {
    /// The watch.
    pub watch: Watch,
    /// The enterprise of its vehicle.
    pub enterprise: Option<EnterpriseId>,
    /// Version.
    pub version: i64,
}

/// What to list. Empty parts do not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WatchFilter {
    /// One of these states.
    pub states: Vec<State>,
    /// Part of the plate.
    pub q: Option<String>,
}

fn rows<T: DeserializeOwned>(text: Option<&str>, column: &str, m: &Model) -> Result<Vec<T>, StoreError> {
    Ok(from_json(text, TABLE, column, m.id)?.unwrap_or_default())
}

fn text<T: Serialize>(rows: &[T]) -> Result<Option<String>, StoreError> {
    if rows.is_empty() { Ok(None) } else { to_json(&rows).map(Some) }
}

impl TryFrom<Model> for StoredWatch {
    type Error = StoreError;

    fn try_from(m: Model) -> Result<Self, StoreError> {
        let proposed: Option<Step> = from_json(Some(&m.proposed), TABLE, "proposed", m.id)?;
        let watch = Watch {
            id: WatchId(m.id),
            signal: SignalId(m.signal_id),
            vehicle: m.vehicle_id.map(VehicleId),
            state: State::parse(&m.state).ok_or_else(|| corrupt(TABLE, "state", m.id))?,
            proposed: proposed.ok_or_else(|| corrupt(TABLE, "proposed", m.id))?,
            confirmed: from_json(m.confirmed.as_deref(), TABLE, "confirmed", m.id)?,
            expires_at: m.expires_at.map(UtcMs),
            deliveries: rows(m.deliveries.as_deref(), "deliveries", &m)?,
            answers: rows(m.answers.as_deref(), "answers", &m)?,
            hits: rows(m.hits.as_deref(), "hits", &m)?,
            ended: from_json(m.ended.as_deref(), TABLE, "ended", m.id)?,
        };
        Ok(Self { watch, enterprise: m.enterprise_id.map(EnterpriseId), version: m.version })
    }
}

fn model(stored: &StoredWatch, version: i64) -> Result<Model, StoreError> {
    let w = &stored.watch;
    Ok(Model {
        id: w.id.0,
        signal_id: w.signal.0,
        vehicle_id: w.vehicle.map(|v| v.0),
        enterprise_id: stored.enterprise.map(|e| e.0),
        state: w.state.as_str().to_owned(),
        proposed: to_json(&w.proposed)?,
        ended: to_json_opt(w.ended.as_ref())?,
        confirmed: to_json_opt(w.confirmed.as_ref())?,
        expires_at: w.expires_at.map(|t| t.0),
        deliveries: text(&w.deliveries)?,
        answers: text(&w.answers)?,
        hits: text(&w.hits)?,
        version,
    })
}

fn all(rows: Vec<Model>) -> Result<Vec<StoredWatch>, StoreError> {
    rows.into_iter().map(StoredWatch::try_from).collect()
}

/// Stores a new watch.
pub async fn insert(tx: &Tx, watch: &Watch, enterprise: Option<EnterpriseId>) -> Result<(), StoreError> {
    let stored = StoredWatch { watch: watch.clone(), enterprise, version: 1 };
    Entity::insert(model(&stored, 1)?.into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The watch. For who sees all, or has read its signal for the viewer.
pub async fn get(db: Db<'_>, id: WatchId) -> Result<Option<StoredWatch>, StoreError> {
    Entity::find_by_id(id.0).one(&db.conn()).await?.map(StoredWatch::try_from).transpose()
}

/// The watch, when the viewer may see it.
pub async fn get_for(db: Db<'_>, viewer: &Viewer, id: WatchId) -> Result<Option<StoredWatch>, StoreError> {
    let visible = scope::by_enterprise(viewer, Column::EnterpriseId.into_expr());
    Entity::find_by_id(id.0).filter(visible).one(&db.conn()).await?.map(StoredWatch::try_from).transpose()
}

/// One page of the watches the viewer may see, newest first (ids are made in order of time).
pub async fn list(
    db: Db<'_>,
    viewer: &Viewer,
    filter: &WatchFilter,
    page: Page,
) -> Result<Paged<StoredWatch>, StoreError> {
    let mut query = Entity::find().filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()));
    if !filter.states.is_empty() {
        query = query.filter(Column::State.is_in(filter.states.iter().map(|s| s.as_str())));
    }
    if let Some(q) = filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        let plates = Query::select()
            .column(vehicle::Column::Id)
            .from(vehicle::Entity)
            .and_where(contains(vehicle::Column::Search, &q.to_lowercase()))
            .take();
        query = query.filter(Column::VehicleId.in_subquery(plates));
    }
    let total = query.clone().count(&db.conn()).await?;
    let rows = query.order_by_desc(Column::Id).offset(page.offset()).limit(page.size()).all(&db.conn()).await?;
    Ok(Paged::new(all(rows)?, total, page))
}

/// Watches of the viewer that wait for an officer, proposed or answered, longest first, at most `limit`; and how many
/// there are.
pub async fn waiting(db: Db<'_>, viewer: &Viewer, limit: u64) -> Result<(Vec<StoredWatch>, u64), StoreError> {
    let query = Entity::find()
        .filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()))
        .filter(Column::State.is_in([State::Proposed, State::Answered].map(State::as_str)));
    let total = query.clone().count(&db.conn()).await?;
    let rows = query.order_by_asc(Column::Id).limit(limit).all(&db.conn()).await?;
    Ok((all(rows)?, total))
}

/// Which of these signals have a watch that has not ended.
pub async fn standing_of(
    db: Db<'_>,
    signals: impl IntoIterator<Item = SignalId>,
) -> Result<BTreeSet<SignalId>, StoreError> {
    let signals: Vec<Uuid> = signals.into_iter().map(|s| s.0).collect();
    if signals.is_empty() {
        return Ok(BTreeSet::new());
    }
    let standing = State::ALL.into_iter().filter(|s| !s.ended()).map(State::as_str);
    let ids: Vec<Uuid> = Entity::find()
        .select_only()
        .column(Column::SignalId)
        .filter(Column::SignalId.is_in(signals))
        .filter(Column::State.is_in(standing))
        .into_tuple()
        .all(&db.conn())
        .await?;
    Ok(ids.into_iter().map(SignalId).collect())
}

/// Vehicles that are looked for on the road, each with its watch: of two watches about one vehicle, the newer. For the
/// live plane, which sees all.
pub async fn looked_for(db: Db<'_>) -> Result<Vec<(VehicleId, WatchId)>, StoreError> {
    let active = State::ALL.into_iter().filter(|s| s.active()).map(State::as_str);
    let rows: Vec<(Option<Uuid>, Uuid)> = Entity::find()
        .select_only()
        .columns([Column::VehicleId, Column::Id])
        .filter(Column::State.is_in(active))
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(&db.conn())
        .await?;
    Ok(rows.into_iter().filter_map(|(vehicle, id)| Some((VehicleId(vehicle?), WatchId(id)))).collect())
}

/// Watches whose last instant has passed and that stand all the same, at most `limit`. For the task, which sees all.
pub async fn to_expire(db: Db<'_>, now: UtcMs, limit: u64) -> Result<Vec<StoredWatch>, StoreError> {
    let active = State::ALL.into_iter().filter(|s| s.active()).map(State::as_str);
    let query = Entity::find().filter(Column::State.is_in(active)).filter(Column::ExpiresAt.lte(now.0));
    all(query.order_by_asc(Column::ExpiresAt).limit(limit).all(&db.conn()).await?)
}

/// Writes the watch when its version still is `stored.version`; [`StoreError::Conflict`] when somebody was faster.
pub async fn update(tx: &Tx, stored: &StoredWatch) -> Result<(), StoreError> {
    let (id, version) = (stored.watch.id.0, stored.version);
    let next = version.saturating_add(1);
    let row = model(stored, next)?.into_active_model().reset_all();
    let changed =
        Entity::update_many().set(row).filter(Column::Id.eq(id)).filter(Column::Version.eq(version)).exec(tx.conn());
    if changed.await?.rows_affected == 1 {
        return Ok(());
    }
    let found = Entity::find_by_id(id).one(tx.conn()).await?.map_or(0, |m| m.version);
    Err(StoreError::Conflict { what: TABLE, expected: version, found })
}
