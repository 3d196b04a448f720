//! Accidents, penalties and roadside checks that ratings count: entered by an officer, or written by a case.

use anlu_domain::{
    access::Viewer,
    hazard::PersonRef,
    ids::{EnterpriseId, GradeEventId, UserId},
    time::{CivilDay, UtcMs},
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use crate::{
    Db, StoreError, Tx,
    entity::grade_event::{Column, Entity, Model},
    scope,
};

/// Such a fact.
#[derive(Clone, Debug, PartialEq)]
pub struct GradeEvent {
    /// Id.
    pub id: GradeEventId,
    /// Whose it is.
    pub enterprise: EnterpriseId,
    /// `accident`, `penalty` or `check`.
    pub kind: String,
    /// Class within the kind; empty for a check.
    pub class: String,
    /// When it was.
    pub day: CivilDay,
    /// What it was.
    pub title: String,
    /// Record that it was written by.
    pub source: Option<String>,
    /// Of a check: what was checked and found, as JSON.
    pub detail: Option<String>,
    /// Who entered it.
    pub entered_by: PersonRef,
    /// When.
    pub entered_at: UtcMs,
}

fn read(m: Model) -> GradeEvent {
    GradeEvent {
        id: GradeEventId(m.id),
        enterprise: EnterpriseId(m.enterprise_id),
        kind: m.kind,
        class: m.class,
        day: CivilDay(m.day),
        title: m.title,
        source: m.source,
        detail: m.detail,
        entered_by: PersonRef { id: UserId(m.entered_by), name: m.entered_by_name },
        entered_at: UtcMs(m.entered_at),
    }
}

/// Enters one.
pub async fn insert(tx: &Tx, e: &GradeEvent) -> Result<(), StoreError> {
    let row = Model {
        id: e.id.0,
        enterprise_id: e.enterprise.0,
        kind: e.kind.clone(),
        class: e.class.clone(),
        day: e.day.0,
        title: e.title.clone(),
        source: e.source.clone(),
        detail: e.detail.clone(),
        entered_by: e.entered_by.id.0,
        entered_by_name: e.entered_by.name.clone(),
        entered_at: e.entered_at.0,
        withdrawn_at: None,
    };
    Entity::insert(row.into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Takes one back that was entered in error; `false`: it was taken back before.
pub async fn withdraw(tx: &Tx, id: GradeEventId, at: UtcMs) -> Result<bool, StoreError> {
    let done = Entity::update_many()
        .col_expr(Column::WithdrawnAt, Some(at.0).into())
        .filter(Column::Id.eq(id.0))
        .filter(Column::WithdrawnAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// One that the viewer may see and that was not taken back.
pub async fn get(db: Db<'_>, viewer: &Viewer, id: GradeEventId) -> Result<Option<GradeEvent>, StoreError> {
    let found = Entity::find_by_id(id.0)
        .filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()))
        .filter(Column::WithdrawnAt.is_null())
        .one(&db.conn())
        .await?;
    Ok(found.map(read))
}

/// Those of these enterprises since `from`, newest first. No scope: the caller has read the enterprises.
pub async fn of_enterprises(db: Db<'_>, ids: &[EnterpriseId], from: CivilDay) -> Result<Vec<GradeEvent>, StoreError> {
    let rows = Entity::find()
        .filter(Column::EnterpriseId.is_in(ids.iter().map(|i| i.0)))
        .filter(Column::Day.gte(from.0))
        .filter(Column::WithdrawnAt.is_null())
        .order_by_desc(Column::Day)
        .order_by_asc(Column::Id)
        .all(&db.conn())
        .await?;
    Ok(rows.into_iter().map(read).collect())
}

/// Accidents of these classes since `from`, oldest first. No scope: for tasks.
pub async fn accidents_since(db: Db<'_>, classes: &[&str], from: CivilDay) -> Result<Vec<GradeEvent>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Kind.eq("accident"))
        .filter(Column::Class.is_in(classes.iter().copied()))
        .filter(Column::Day.gte(from.0))
        .filter(Column::WithdrawnAt.is_null())
        .order_by_asc(Column::Day)
        .order_by_asc(Column::Id)
        .all(&db.conn())
        .await?;
    Ok(rows.into_iter().map(read).collect())
}
