//! How each enterprise stands with its duties, and which ones wait to be planned again.
//!
//! Whatever bears on a plan calls [`mark`] in the transaction that changes it: nothing that was kept is forgotten, even
//! when the process ends before it has planned.

use anlu_domain::{
    access::Viewer,
    duty::Step,
    ids::EnterpriseId,
    time::{CivilDay, UtcMs},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};
use uuid::Uuid;

use super::task::rank;
use crate::{
    Db, Page, Paged, StoreError, Tx,
    entity::enterprise_plan::{Column, Entity, Model},
    scope,
};

/// Rows per statement.
const BATCH: usize = 3_000;

/// How an enterprise stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Enterprise.
    pub enterprise: EnterpriseId,
    /// Of the tasks as they were planned last; `None` before the first time.
    pub digest: Option<i64>,
    /// Tasks that are due.
    pub due: u32,
    /// Tasks that are late.
    pub late: u32,
    /// Deadline of the task that is late longest.
    pub oldest_due: Option<CivilDay>,
    /// Highest step that a late task has reached.
    pub step: Option<Step>,
}

fn read(m: &Model) -> Plan {
    Plan {
        enterprise: EnterpriseId(m.enterprise_id),
        digest: m.digest,
        due: u32::try_from(m.due_tasks).unwrap_or(0),
        late: u32::try_from(m.late_tasks).unwrap_or(0),
        oldest_due: m.oldest_due.map(CivilDay),
        step: rank(m.top_step),
    }
}

fn model(p: &Plan, dirty_since: Option<i64>) -> Model {
    let count = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    Model {
        enterprise_id: p.enterprise.0,
        digest: p.digest,
        dirty_since,
        due_tasks: count(p.due),
        late_tasks: count(p.late),
        oldest_due: p.oldest_due.map(|d| d.0),
        top_step: p.step.map_or(0, |s| i32::from(s.rank())),
    }
}

/// Notes that something has changed which bears on the plans of these enterprises.
pub async fn mark(tx: &Tx, ids: impl IntoIterator<Item = EnterpriseId>, at: UtcMs) -> Result<(), StoreError> {
    // Always in this order: two transactions do not lock each other out.
    let mut ids: Vec<Uuid> = ids.into_iter().map(|i| i.0).collect();
    ids.sort_unstable();
    ids.dedup();
    for batch in ids.chunks(BATCH) {
        let fresh = |id: &Uuid| Plan {
            enterprise: EnterpriseId(*id),
            digest: None,
            due: 0,
            late: 0,
            oldest_due: None,
            step: None,
        };
        let rows = batch.iter().map(|id| model(&fresh(id), Some(at.0)).into_active_model());
        let again = OnConflict::column(Column::EnterpriseId).update_column(Column::DirtySince).to_owned();
        Entity::insert_many(rows).on_conflict(again).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

/// Enterprises that wait to be planned, longest first. No scope: for the reconciler.
pub async fn dirty(db: Db<'_>, limit: u64) -> Result<Vec<EnterpriseId>, StoreError> {
    let ids: Vec<Uuid> = Entity::find()
        .select_only()
        .column(Column::EnterpriseId)
        .filter(Column::DirtySince.is_not_null())
        .order_by_asc(Column::DirtySince)
        .limit(limit)
        .into_tuple()
        .all(&db.conn())
        .await?;
    Ok(ids.into_iter().map(EnterpriseId).collect())
}

/// The plans after `last` in the order of ids. No scope: for the reconciler.
pub async fn after(db: Db<'_>, last: Option<EnterpriseId>, limit: u64) -> Result<Vec<Plan>, StoreError> {
    let mut query = Entity::find();
    if let Some(last) = last {
        query = query.filter(Column::EnterpriseId.gt(last.0));
    }
    let rows = query.order_by_asc(Column::EnterpriseId).limit(limit).all(&db.conn()).await?;
    Ok(rows.iter().map(read).collect())
}

/// Enterprises the viewer may see after `last`, in the order of ids.
pub async fn seen_after(
    db: Db<'_>,
    viewer: &Viewer,
    last: Option<EnterpriseId>,
    limit: u64,
) -> Result<Vec<EnterpriseId>, StoreError> {
    let mut query = Entity::find()
        .select_only()
        .column(Column::EnterpriseId)
        .filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()));
    if let Some(last) = last {
        query = query.filter(Column::EnterpriseId.gt(last.0));
    }
    let ids: Vec<Uuid> = query.order_by_asc(Column::EnterpriseId).limit(limit).into_tuple().all(&db.conn()).await?;
    Ok(ids.into_iter().map(EnterpriseId).collect())
}

/// How many enterprises the viewer may see.
pub async fn count_seen(db: Db<'_>, viewer: &Viewer) -> Result<u64, StoreError> {
    let seen = Entity::find().filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()));
    Ok(seen.count(&db.conn()).await?)
}

/// The plans of these enterprises, locked until the transaction ends.
pub async fn lock(tx: &Tx, ids: &[EnterpriseId]) -> Result<Vec<Plan>, StoreError> {
    let rows = Entity::find()
        .filter(Column::EnterpriseId.is_in(ids.iter().map(|i| i.0)))
        .order_by_asc(Column::EnterpriseId)
        .lock_exclusive()
        .all(tx.conn())
        .await?;
    Ok(rows.iter().map(read).collect())
}

/// Writes how enterprises stand after planning: they wait no longer.
pub async fn write(tx: &Tx, plans: &[Plan]) -> Result<(), StoreError> {
    for batch in plans.chunks(BATCH) {
        let rows = batch.iter().map(|p| model(p, None).into_active_model().reset_all());
        let columns = [
            Column::Digest,
            Column::DirtySince,
            Column::DueTasks,
            Column::LateTasks,
            Column::OldestDue,
            Column::TopStep,
        ];
        let replace = OnConflict::column(Column::EnterpriseId).update_columns(columns).to_owned();
        Entity::insert_many(rows).on_conflict(replace).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

/// One page of the viewer's enterprises with a late task that has reached `step` or more: highest step, then longest
/// late first.
pub async fn late(db: Db<'_>, viewer: &Viewer, step: Step, page: Page) -> Result<Paged<Plan>, StoreError> {
    let query = Entity::find()
        .filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()))
        .filter(Column::TopStep.gte(i32::from(step.rank())));
    let total = query.clone().count(&db.conn()).await?;
    let rows = query
        .order_by_desc(Column::TopStep)
        .order_by_asc(Column::OldestDue)
        .order_by_asc(Column::EnterpriseId)
        .offset(page.offset())
        .limit(page.size())
        .all(&db.conn())
        .await?;
    Ok(Paged::new(rows.iter().map(read).collect(), total, page))
}
