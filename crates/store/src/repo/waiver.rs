//! Waivers (豁免).

use anlu_domain::{
    access::Viewer,
    duty::waiver::{Decided, Waiver, WaiverState},
    hazard::PersonRef,
    ids::{EnterpriseId, TaskId, UserId, WaiverId},
    time::UtcMs,
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::column::corrupt;
use crate::{
    Db, StoreError, Tx,
    entity::waiver::{Column, Entity, Model},
    scope,
};

pub(super) fn read(m: Model) -> Result<Waiver, StoreError> {
    let decided = m.decided_by.zip(m.decided_at).map(|(by, at)| Decided {
        by: PersonRef { id: UserId(by), name: m.decided_by_name.unwrap_or_default() },
        at: UtcMs(at),
        note: m.note,
    });
    Ok(Waiver {
        id: WaiverId(m.id),
        task: TaskId(m.task_id),
        enterprise: EnterpriseId(m.enterprise_id),
        duty: m.duty,
        reason: m.reason,
        state: WaiverState::parse(&m.state).ok_or_else(|| corrupt("waiver", "state", m.id))?,
        asked_by: PersonRef { id: UserId(m.asked_by), name: m.asked_by_name },
        asked_at: UtcMs(m.asked_at),
        decided,
    })
}

fn model(w: &Waiver) -> Model {
    Model {
        id: w.id.0,
        task_id: w.task.0,
        enterprise_id: w.enterprise.0,
        duty: w.duty.clone(),
        reason: w.reason.clone(),
        state: w.state.as_str().to_owned(),
        asked_by: w.asked_by.id.0,
        asked_by_name: w.asked_by.name.clone(),
        asked_at: w.asked_at.0,
        decided_by: w.decided.as_ref().map(|d| d.by.id.0),
        decided_by_name: w.decided.as_ref().map(|d| d.by.name.clone()),
        decided_at: w.decided.as_ref().map(|d| d.at.0),
        note: w.decided.as_ref().map(|d| d.note.clone()).unwrap_or_default(),
    }
}

/// Enters a new waiver.
pub async fn insert(tx: &Tx, waiver: &Waiver) -> Result<(), StoreError> {
    Entity::insert(model(waiver).into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// A waiver the viewer may see.
pub async fn get(db: Db<'_>, viewer: &Viewer, id: WaiverId) -> Result<Option<Waiver>, StoreError> {
    let found = Entity::find_by_id(id.0)
        .filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()))
        .one(&db.conn())
        .await?;
    found.map(read).transpose()
}

/// Writes a decision; `false` when somebody was faster.
pub async fn decide(tx: &Tx, waiver: &Waiver) -> Result<bool, StoreError> {
    let row = model(waiver);
    let done = Entity::update_many()
        .col_expr(Column::State, row.state.into())
        .col_expr(Column::DecidedBy, row.decided_by.into())
        .col_expr(Column::DecidedByName, row.decided_by_name.into())
        .col_expr(Column::DecidedAt, row.decided_at.into())
        .col_expr(Column::Note, row.note.into())
        .filter(Column::Id.eq(row.id))
        .filter(Column::State.eq(WaiverState::Asked.as_str()))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// The waivers of an enterprise, newest first, at most `limit`.
pub async fn of_enterprise(
    db: Db<'_>,
    viewer: &Viewer,
    enterprise: EnterpriseId,
    limit: u64,
) -> Result<Vec<Waiver>, StoreError> {
    let rows = Entity::find()
        .filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()))
        .filter(Column::EnterpriseId.eq(enterprise.0))
        .order_by_desc(Column::AskedAt)
        .limit(limit)
        .all(&db.conn())
        .await?;
    rows.into_iter().map(read).collect()
}

/// Whether a waiver of this task waits for a decision.
pub async fn is_asked(db: Db<'_>, task: TaskId) -> Result<bool, StoreError> {
    let query = Entity::find().filter(Column::TaskId.eq(task.0)).filter(Column::State.eq(WaiverState::Asked.as_str()));
    Ok(query.count(&db.conn()).await? > 0)
}

/// Waivers that wait for a decision by somebody else than the one who asked: oldest first, at most `limit`, and how many
/// there are.
pub async fn waiting(db: Db<'_>, viewer: &Viewer, limit: u64) -> Result<(Vec<Waiver>, u64), StoreError> {
    let query = Entity::find()
        .filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()))
        .filter(Column::State.eq(WaiverState::Asked.as_str()))
        .filter(Column::AskedBy.ne(viewer.user.0));
    let total = query.clone().count(&db.conn()).await?;
    let rows = query.order_by_asc(Column::AskedAt).order_by_asc(Column::Id).limit(limit).all(&db.conn()).await?;
    Ok((rows.into_iter().map(read).collect::<Result<_, _>>()?, total))
}
