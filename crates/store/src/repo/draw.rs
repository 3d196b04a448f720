//! Double-random draws. No scope: whatever is drawn is published for everybody, and before that the action decides who
//! reads. The roster, which may hold ten thousand rows, is kept beside the draw and read only where it is needed.

use std::collections::BTreeSet;

use anlu_domain::{
    draw::{Draw, Roster, State},
    ids::DrawId,
    time::UtcMs,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};
use uuid::Uuid;

use super::{
    column::{corrupt, from_json, to_json},
    hazard_list::contains,
};
use crate::{
    Db, Page, Paged, StoreError, Tx,
    entity::{
        draw::{Column, Entity, Model},
        draw_roster as roster,
    },
};

const TABLE: &str = "draw";

/// What to list. Empty parts do not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only these states.
    pub states: Vec<State>,
    /// Part of number or name.
    pub q: Option<String>,
}

fn read(m: &Model) -> Result<Draw, StoreError> {
    from_json(Some(&m.body), TABLE, "body", m.id)?.ok_or_else(|| corrupt(TABLE, "body", m.id))
}

fn model(d: &Draw) -> Result<Model, StoreError> {
    let bare = Draw { roster: None, ..d.clone() };
    Ok(Model {
        id: d.plan.id.0,
        no: d.plan.no.clone(),
        search: format!("{} {}", d.plan.no, d.plan.name).to_lowercase(),
        state: d.state.as_str().to_owned(),
        planned_at: d.planned.at.0,
        published_at: d.published.as_ref().map(|s| s.at.0),
        body: to_json(&bare)?,
    })
}

/// Stores a new draw.
pub async fn insert(tx: &Tx, draw: &Draw) -> Result<(), StoreError> {
    Entity::insert(model(draw)?.into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The draw without its roster.
pub async fn get(db: Db<'_>, id: DrawId) -> Result<Option<Draw>, StoreError> {
    Entity::find_by_id(id.0).one(&db.conn()).await?.as_ref().map(read).transpose()
}

/// The draw with its roster, when it is frozen.
pub async fn get_whole(db: Db<'_>, id: DrawId) -> Result<Option<Draw>, StoreError> {
    let Some(found) = get(db, id).await? else { return Ok(None) };
    Ok(Some(Draw { roster: roster_of(db, id.0).await?, ..found }))
}

/// As [`get_whole`], locked until the transaction ends: two parties may hand in at once.
pub async fn get_to_change(tx: &Tx, id: DrawId) -> Result<Option<Draw>, StoreError> {
    let found = Entity::find_by_id(id.0).lock_exclusive().one(tx.conn()).await?;
    let Some(found) = found.as_ref().map(read).transpose()? else { return Ok(None) };
    Ok(Some(Draw { roster: roster_of(tx.read(), id.0).await?, ..found }))
}

async fn roster_of(db: Db<'_>, id: Uuid) -> Result<Option<Roster>, StoreError> {
    let row = roster::Entity::find_by_id(id).one(&db.conn()).await?;
    from_json(row.as_ref().map(|m| m.body.as_str()), "draw_roster", "body", id)
}

/// Writes a draw that [`get_to_change`] has locked; a roster is written once and never changes.
pub async fn save(tx: &Tx, draw: &Draw) -> Result<(), StoreError> {
    let row = model(draw)?.into_active_model().reset_all();
    Entity::update_many().set(row).filter(Column::Id.eq(draw.plan.id.0)).exec(tx.conn()).await?;
    if let Some(whole) = &draw.roster {
        let row = roster::Model { draw_id: draw.plan.id.0, body: to_json(whole)? };
        let once = OnConflict::column(roster::Column::DrawId).do_nothing().to_owned();
        roster::Entity::insert(row.into_active_model()).on_conflict(once).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

/// Lists of the pack from which draws were planned since `at`.
pub async fn lists_since(db: Db<'_>, at: UtcMs) -> Result<BTreeSet<String>, StoreError> {
    let rows = Entity::find().filter(Column::PlannedAt.gte(at.0)).all(&db.conn()).await?;
    let lists = rows.iter().map(|row| Ok(read(row)?.plan.list)).collect::<Result<Vec<_>, StoreError>>()?;
    Ok(lists.into_iter().flatten().collect())
}

/// One page of draws without their rosters, newest first.
pub async fn list(db: Db<'_>, filter: &Filter, page: Page) -> Result<Paged<Draw>, StoreError> {
    let mut query = Entity::find();
    if !filter.states.is_empty() {
        query = query.filter(Column::State.is_in(filter.states.iter().map(|s| s.as_str())));
    }
    if let Some(q) = filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        query = query.filter(contains(Column::Search, &q.to_lowercase()));
    }
    let total = query.clone().count(&db.conn()).await?;
    let rows = query
        .order_by_desc(Column::PlannedAt)
        .order_by_desc(Column::Id)
        .offset(page.offset())
        .limit(page.size())
        .all(&db.conn())
        .await?;
    Ok(Paged::new(rows.iter().map(read).collect::<Result<_, _>>()?, total, page))
}
