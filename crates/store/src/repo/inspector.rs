//! The pool of inspectors (执法检查人员名录库). No scope: the pool belongs to the authority.

use anlu_domain::{
    field::inspector::Inspector,
    ids::{InspectorId, UserId},
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use super::column::{corrupt, from_json, to_json};
use crate::{
    Db, StoreError, Tx,
    entity::inspector::{Column, Entity, Model},
};

const TABLE: &str = "inspector";

fn read(m: &Model) -> Result<(Inspector, i64), StoreError> {
    let value = from_json(Some(&m.body), TABLE, "body", m.id)?.ok_or_else(|| corrupt(TABLE, "body", m.id))?;
    Ok((value, m.version))
}

fn model(i: &Inspector, version: i64) -> Result<Model, StoreError> {
    Ok(Model {
        id: i.id.0,
        user_id: i.user.map(|u| u.0),
        name: i.name.clone(),
        department: i.department.clone(),
        active: i.active,
        body: to_json(i)?,
        version,
    })
}

/// Stores somebody new with version 1; [`StoreError::Duplicate`] when the account stands in the pool already.
pub async fn insert(tx: &Tx, inspector: &Inspector) -> Result<(), StoreError> {
    Entity::insert(model(inspector, 1)?.into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Writes the row when its stored version still is `version`.
pub async fn update(tx: &Tx, inspector: &Inspector, version: i64) -> Result<(), StoreError> {
    let row = model(inspector, version.saturating_add(1))?.into_active_model().reset_all();
    let done = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(inspector.id.0))
        .filter(Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 {
        return Ok(());
    }
    let found = Entity::find_by_id(inspector.id.0).one(tx.conn()).await?.map_or(0, |m| m.version);
    Err(StoreError::Conflict { what: TABLE, expected: version, found })
}

/// One of the pool, with the version.
pub async fn get(db: Db<'_>, id: InspectorId) -> Result<Option<(Inspector, i64)>, StoreError> {
    Entity::find_by_id(id.0).one(&db.conn()).await?.as_ref().map(read).transpose()
}

/// The one of an account.
pub async fn of_user(db: Db<'_>, user: UserId) -> Result<Option<Inspector>, StoreError> {
    let found = Entity::find().filter(Column::UserId.eq(user.0)).one(&db.conn()).await?;
    Ok(found.as_ref().map(read).transpose()?.map(|(value, _)| value))
}

/// The whole pool by department and name, with versions.
pub async fn all(db: Db<'_>) -> Result<Vec<(Inspector, i64)>, StoreError> {
    let rows = Entity::find()
        .order_by_desc(Column::Active)
        .order_by_asc(Column::Department)
        .order_by_asc(Column::Name)
        .order_by_asc(Column::Id)
        .all(&db.conn())
        .await?;
    rows.iter().map(read).collect()
}
