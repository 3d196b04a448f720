//! Construction projects, their parties and records. The authority sees those of its territory, an enterprise those in
//! which it is a party.

use anlu_domain::{
    access::{Scope, Viewer},
    ids::{EnterpriseId, GridId, ProjectId, ProjectRecordId, WorkItemId},
    project::{DutyDone, ItemState, Project, ProjectKind},
    time::UtcMs,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
    sea_query::{Expr, Query, SelectStatement},
};

use super::{
    column::{corrupt, from_json, to_i32, to_json},
    hazard_list::contains,
};
use crate::{
    Db, Page, Paged, StoreError, Tx,
    entity::{
        project::{ActiveModel, Column, Entity, Model},
        project_party as party, project_record as record,
    },
    scope,
};

const TABLE: &str = "project";

/// A stored project and the version a change must name.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredProject {
    /// The project.
    pub project: Project,
    /// Blind spots, as they were counted last.
    pub blind: u32,
    /// Version, from 1.
    pub version: i64,
}

/// What to list. Empty parts do not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectFilter {
    /// What is built.
    pub kind: Option<ProjectKind>,
    /// In this grid node or below.
    pub grid: Option<GridId>,
    /// This enterprise is a party.
    pub enterprise: Option<EnterpriseId>,
    /// With blind spots (`true`) or without (`false`).
    pub blind: Option<bool>,
    /// With work items that run (`true`) or without (`false`).
    pub active: Option<bool>,
    /// Part of number, name or place.
    pub q: Option<String>,
}

fn read(m: &Model) -> Result<StoredProject, StoreError> {
    let project = from_json(Some(&m.body), TABLE, "body", m.id)?.ok_or_else(|| corrupt(TABLE, "body", m.id))?;
    let blind = u32::try_from(m.blind).map_err(|_error| corrupt(TABLE, "blind", m.id))?;
    Ok(StoredProject { project, blind, version: m.version })
}

fn model(p: &Project, blind: u32, created: UtcMs, version: i64) -> Result<Model, StoreError> {
    let active = p.items.iter().filter(|i| i.state == ItemState::Active).count();
    Ok(Model {
        id: p.id.0,
        no: p.no.clone(),
        kind: p.kind.as_str().to_owned(),
        grid_id: p.grid.0,
        search: format!("{} {} {}", p.no, p.name, p.place).to_lowercase(),
        active: i32::try_from(active).unwrap_or(i32::MAX),
        blind: to_i32(blind),
        created_at: created.0,
        body: to_json(p)?,
        version,
    })
}

fn projects_of(enterprise: EnterpriseId) -> SelectStatement {
    Query::select()
        .column(party::Column::ProjectId)
        .from(party::Entity)
        .and_where(party::Column::EnterpriseId.eq(enterprise.0))
        .take()
}

fn visible(viewer: &Viewer) -> Condition {
    match viewer.scope {
        Scope::Enterprise(own) => Condition::all().add(Column::Id.in_subquery(projects_of(own))),
        _ => scope::by_grid(viewer, Column::GridId.into_expr()),
    }
}

/// Ids of the records of projects that the viewer sees.
pub(super) fn visible_records(viewer: &Viewer) -> SelectStatement {
    let projects = Query::select().column(Column::Id).from(Entity).cond_where(visible(viewer)).take();
    Query::select()
        .column(record::Column::Id)
        .from(record::Entity)
        .and_where(record::Column::ProjectId.in_subquery(projects))
        .take()
}

async fn write_parties(tx: &Tx, project: &Project) -> Result<(), StoreError> {
    party::Entity::delete_many().filter(party::Column::ProjectId.eq(project.id.0)).exec(tx.conn()).await?;
    let rows: Vec<party::ActiveModel> = project
        .parties
        .iter()
        .map(|p| party::Model {
            project_id: project.id.0,
            role: p.role.as_str().to_owned(),
            enterprise_id: p.enterprise.0,
        })
        .map(IntoActiveModel::into_active_model)
        .collect();
    if !rows.is_empty() {
        party::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

/// Stores a new project with version 1; [`StoreError::Duplicate`] when its number is taken.
pub async fn insert(tx: &Tx, project: &Project, blind: u32, now: UtcMs) -> Result<(), StoreError> {
    let row = model(project, blind, now, 1)?.into_active_model();
    Entity::insert(row).exec_without_returning(tx.conn()).await?;
    write_parties(tx, project).await
}

/// Writes it when its stored version still is `version`; [`StoreError::Conflict`] when somebody was faster.
pub async fn update(tx: &Tx, project: &Project, blind: u32, version: i64) -> Result<(), StoreError> {
    let mut row: ActiveModel =
        model(project, blind, UtcMs(0), version.saturating_add(1))?.into_active_model().reset_all();
    row.created_at = sea_orm::ActiveValue::NotSet;
    let mine = Entity::update_many().set(row).filter(Column::Id.eq(project.id.0)).filter(Column::Version.eq(version));
    if mine.exec(tx.conn()).await?.rows_affected == 1 {
        return write_parties(tx, project).await;
    }
    let found = Entity::find_by_id(project.id.0).one(tx.conn()).await?.map_or(0, |m| m.version);
    Err(StoreError::Conflict { what: TABLE, expected: version, found })
}

/// Writes how many blind spots it has; its version stays.
pub async fn count_blind(tx: &Tx, id: ProjectId, blind: u32) -> Result<(), StoreError> {
    let row = ActiveModel { blind: sea_orm::ActiveValue::Set(to_i32(blind)), ..Default::default() };
    Entity::update_many().set(row).filter(Column::Id.eq(id.0)).exec(tx.conn()).await?;
    Ok(())
}

/// It, when the viewer may see it.
pub async fn get(db: Db<'_>, viewer: &Viewer, id: ProjectId) -> Result<Option<StoredProject>, StoreError> {
    Entity::find_by_id(id.0).filter(visible(viewer)).one(&db.conn()).await?.as_ref().map(read).transpose()
}

fn select(viewer: &Viewer, filter: &ProjectFilter) -> Select<Entity> {
    let mut query = Entity::find().filter(visible(viewer));
    if let Some(kind) = filter.kind {
        query = query.filter(Column::Kind.eq(kind.as_str()));
    }
    if let Some(grid) = filter.grid {
        query = query.filter(Column::GridId.in_subquery(scope::grids_under(grid.0)));
    }
    if let Some(id) = filter.enterprise {
        query = query.filter(Column::Id.in_subquery(projects_of(id)));
    }
    for (column, wanted) in [(Column::Blind, filter.blind), (Column::Active, filter.active)] {
        match wanted {
            Some(true) => query = query.filter(column.gt(0)),
            Some(false) => query = query.filter(column.eq(0)),
            None => {}
        }
    }
    if let Some(q) = filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        query = query.filter(contains(Column::Search, &q.to_lowercase()));
    }
    query
}

/// One page of those the viewer may see: most blind spots first, then the newest.
pub async fn list(
    db: Db<'_>,
    viewer: &Viewer,
    filter: &ProjectFilter,
    page: Page,
) -> Result<Paged<StoredProject>, StoreError> {
    let query = select(viewer, filter);
    let total = query.clone().count(&db.conn()).await?;
    let rows = query
        .order_by_desc(Column::Blind)
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .offset(page.offset())
        .limit(page.size())
        .all(&db.conn())
        .await?;
    Ok(Paged::new(rows.iter().map(read).collect::<Result<_, _>>()?, total, page))
}

/// Stores what a party did.
pub async fn add_record(tx: &Tx, done: &DutyDone) -> Result<(), StoreError> {
    let row = record::Model {
        id: done.id.0,
        project_id: done.project.0,
        item_id: done.item.0,
        duty: done.duty.clone(),
        day: done.day.0,
        body: to_json(done)?,
    };
    record::Entity::insert(row.into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The project of a record.
pub async fn project_of(db: Db<'_>, id: ProjectRecordId) -> Result<Option<ProjectId>, StoreError> {
    Ok(record::Entity::find_by_id(id.0).one(&db.conn()).await?.map(|row| ProjectId(row.project_id)))
}

/// Takes a record back; whether it stood until then.
pub async fn withdraw_record(tx: &Tx, done: &DutyDone) -> Result<bool, StoreError> {
    let found = record::Entity::find_by_id(done.id.0).lock_exclusive().one(tx.conn()).await?;
    let Some(found) = found.as_ref().map(self::done).transpose()?.filter(|d| d.withdrawn.is_none()) else {
        return Ok(false);
    };
    record::Entity::update_many()
        .col_expr(record::Column::Body, Expr::value(to_json(done)?))
        .filter(record::Column::Id.eq(found.id.0))
        .exec(tx.conn())
        .await?;
    Ok(true)
}

/// What was done in a project and not taken back, oldest first. The caller has read the project for its viewer.
pub async fn records(db: Db<'_>, id: ProjectId) -> Result<Vec<DutyDone>, StoreError> {
    let rows = record::Entity::find()
        .filter(record::Column::ProjectId.eq(id.0))
        .order_by_asc(record::Column::Day)
        .order_by_asc(record::Column::Id)
        .all(&db.conn())
        .await?;
    let all = rows.iter().map(done).collect::<Result<Vec<_>, _>>()?;
    Ok(all.into_iter().filter(|d| d.withdrawn.is_none()).collect())
}

fn done(m: &record::Model) -> Result<DutyDone, StoreError> {
    const RECORDS: &str = "project_record";
    from_json(Some(&m.body), RECORDS, "body", m.id)?.ok_or_else(|| corrupt(RECORDS, "body", m.id))
}

/// One page of what was done in a project, newest first, with what was taken back: of an item, of a duty, or all. The caller has read the project
/// for its viewer.
pub async fn record_page(
    db: Db<'_>,
    id: ProjectId,
    item: Option<WorkItemId>,
    duty: Option<&str>,
    page: Page,
) -> Result<Paged<DutyDone>, StoreError> {
    let mut query = record::Entity::find().filter(record::Column::ProjectId.eq(id.0));
    if let Some(item) = item {
        query = query.filter(record::Column::ItemId.eq(item.0));
    }
    if let Some(duty) = duty {
        query = query.filter(record::Column::Duty.eq(duty));
    }
    let total = query.clone().count(&db.conn()).await?;
    let newest = query.order_by_desc(record::Column::Day).order_by_desc(record::Column::Id);
    let rows = newest.offset(page.offset()).limit(page.size()).all(&db.conn()).await?;
    Ok(Paged::new(rows.iter().map(done).collect::<Result<_, _>>()?, total, page))
}
