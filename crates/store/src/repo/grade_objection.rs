//! Objections (申诉) against grades.

use anlu_domain::{
    access::Viewer,
    grade::{Grade, Objection, ObjectionDecided, ObjectionState},
    hazard::PersonRef,
    ids::{EnterpriseId, GradeObjectionId, UserId},
    time::{CivilDay, UtcMs},
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::column::{corrupt, from_json, to_json};
use crate::{
    Db, StoreError, Tx,
    entity::grade_objection::{Column, Entity, Model},
    scope,
};

const TABLE: &str = "grade_objection";

fn read(m: Model) -> Result<Objection, StoreError> {
    let decided = m.decided_by.zip(m.decided_at).map(|(by, at)| ObjectionDecided {
        by: PersonRef { id: UserId(by), name: m.decided_by_name.unwrap_or_default() },
        at: UtcMs(at),
        note: m.note,
    });
    Ok(Objection {
        id: GradeObjectionId(m.id),
        enterprise: EnterpriseId(m.enterprise_id),
        model: m.model,
        grade: Grade::parse(&m.grade).ok_or_else(|| corrupt(TABLE, "grade", m.id))?,
        contested: from_json(Some(&m.contested), TABLE, "contested", m.id)?.unwrap_or_default(),
        reason: m.reason,
        state: ObjectionState::parse(&m.state).ok_or_else(|| corrupt(TABLE, "state", m.id))?,
        due: CivilDay(m.due),
        filed_by: PersonRef { id: UserId(m.filed_by), name: m.filed_by_name },
        filed_at: UtcMs(m.filed_at),
        decided,
    })
}

fn model(o: &Objection) -> Result<Model, StoreError> {
    Ok(Model {
        id: o.id.0,
        enterprise_id: o.enterprise.0,
        model: o.model.clone(),
        grade: o.grade.as_str().to_owned(),
        contested: to_json(&o.contested)?,
        reason: o.reason.clone(),
        state: o.state.as_str().to_owned(),
        due: o.due.0,
        filed_by: o.filed_by.id.0,
        filed_by_name: o.filed_by.name.clone(),
        filed_at: o.filed_at.0,
        decided_by: o.decided.as_ref().map(|d| d.by.id.0),
        decided_by_name: o.decided.as_ref().map(|d| d.by.name.clone()),
        decided_at: o.decided.as_ref().map(|d| d.at.0),
        note: o.decided.as_ref().map(|d| d.note.clone()).unwrap_or_default(),
    })
}

/// Enters a new objection.
pub async fn insert(tx: &Tx, objection: &Objection) -> Result<(), StoreError> {
    Entity::insert(model(objection)?.into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// An objection the viewer may see.
pub async fn get(db: Db<'_>, viewer: &Viewer, id: GradeObjectionId) -> Result<Option<Objection>, StoreError> {
    let found = Entity::find_by_id(id.0)
        .filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()))
        .one(&db.conn())
        .await?;
    found.map(read).transpose()
}

/// Writes a decision; `false` when somebody was faster.
pub async fn decide(tx: &Tx, objection: &Objection) -> Result<bool, StoreError> {
    let row = model(objection)?;
    let done = Entity::update_many()
        .col_expr(Column::State, row.state.into())
        .col_expr(Column::DecidedBy, row.decided_by.into())
        .col_expr(Column::DecidedByName, row.decided_by_name.into())
        .col_expr(Column::DecidedAt, row.decided_at.into())
        .col_expr(Column::Note, row.note.into())
        .filter(Column::Id.eq(row.id))
        .filter(Column::State.eq(ObjectionState::Filed.as_str()))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// The objections of these enterprises, newest first. No scope: the caller has read the enterprises.
pub async fn of_enterprises(
    db: Db<'_>,
    ids: &[EnterpriseId],
    state: Option<ObjectionState>,
) -> Result<Vec<Objection>, StoreError> {
    let mut query = Entity::find().filter(Column::EnterpriseId.is_in(ids.iter().map(|i| i.0)));
    if let Some(state) = state {
        query = query.filter(Column::State.eq(state.as_str()));
    }
    let rows = query.order_by_desc(Column::FiledAt).order_by_desc(Column::Id).all(&db.conn()).await?;
    rows.into_iter().map(read).collect()
}

/// Objections that wait for a decision: first due first, at most `limit`, and how many there are.
pub async fn waiting(db: Db<'_>, viewer: &Viewer, limit: u64) -> Result<(Vec<Objection>, u64), StoreError> {
    let query = Entity::find()
        .filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()))
        .filter(Column::State.eq(ObjectionState::Filed.as_str()))
        .filter(Column::FiledBy.ne(viewer.user.0));
    let total = query.clone().count(&db.conn()).await?;
    let rows = query.order_by_asc(Column::Due).order_by_asc(Column::Id).limit(limit).all(&db.conn()).await?;
    Ok((rows.into_iter().map(read).collect::<Result<_, _>>()?, total))
}
