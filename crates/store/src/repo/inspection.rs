//! Self-inspections by controls: written once, never changed.

use anlu_domain::{
    access::Viewer,
    hazard::PersonRef,
    ids::{EnterpriseId, InspectionId, UserId},
    risk::inspection::{Inspection, Outcome},
    time::UtcMs,
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::column::{corrupt, from_json, to_i32, to_json};
use crate::{
    Db, Page, Paged, StoreError, Tx,
    entity::inspection::{Column, Entity, Model},
    scope,
};

const TABLE: &str = "inspection";

fn read(m: Model) -> Result<Inspection, StoreError> {
    let id = m.id;
    Ok(Inspection {
        id: InspectionId(id),
        enterprise: EnterpriseId(m.enterprise_id),
        started_at: UtcMs(m.started_at),
        finished_at: UtcMs(m.finished_at),
        received_at: UtcMs(m.received_at),
        by: PersonRef { id: UserId(m.by_id), name: m.by_name },
        note: m.note,
        answers: from_json(Some(&m.answers), TABLE, "answers", id)?.ok_or_else(|| corrupt(TABLE, "answers", id))?,
    })
}

/// Stores an inspection; `digest` tells what was sent under its id.
pub async fn insert(tx: &Tx, i: &Inspection, digest: &str) -> Result<(), StoreError> {
    let row = Model {
        id: i.id.0,
        enterprise_id: i.enterprise.0,
        started_at: i.started_at.0,
        finished_at: i.finished_at.0,
        received_at: i.received_at.0,
        by_id: i.by.id.0,
        by_name: i.by.name.clone(),
        note: i.note.clone(),
        answers: to_json(&i.answers)?,
        kept: to_i32(i.count(Outcome::Kept)),
        failed: to_i32(i.count(Outcome::Failed)),
        not_applicable: to_i32(i.count(Outcome::NotApplicable)),
        digest: digest.to_owned(),
    };
    Entity::insert(row.into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// An inspection the viewer may see.
pub async fn get(db: Db<'_>, viewer: &Viewer, id: InspectionId) -> Result<Option<Inspection>, StoreError> {
    let found = Entity::find_by_id(id.0)
        .filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()))
        .one(&db.conn())
        .await?;
    found.map(read).transpose()
}

/// Whose inspection stands under this id, and the digest of what was sent. No scope: it only tells whether an id is
/// taken.
pub async fn sent(db: Db<'_>, id: InspectionId) -> Result<Option<(EnterpriseId, String)>, StoreError> {
    let found = Entity::find_by_id(id.0).one(&db.conn()).await?;
    Ok(found.map(|m| (EnterpriseId(m.enterprise_id), m.digest)))
}

/// One page of the inspections of an enterprise, newest first.
pub async fn list(
    db: Db<'_>,
    viewer: &Viewer,
    enterprise: EnterpriseId,
    page: Page,
) -> Result<Paged<Inspection>, StoreError> {
    let query = Entity::find()
        .filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()))
        .filter(Column::EnterpriseId.eq(enterprise.0));
    let total = query.clone().count(&db.conn()).await?;
    let rows = query
        .order_by_desc(Column::FinishedAt)
        .order_by_asc(Column::Id)
        .offset(page.offset())
        .limit(page.size())
        .all(&db.conn())
        .await?;
    Ok(Paged::new(rows.into_iter().map(read).collect::<Result<_, _>>()?, total, page))
}
