//! Records (履职记录).

use anlu_domain::{
    access::Viewer,
    duty::record::DutyRecord,
    hazard::PersonRef,
    ids::{EnterpriseId, PersonId, RecordId, UserId},
    time::{CivilDay, UtcMs},
};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Query,
};

use super::column::{corrupt, from_json, to_json, to_json_opt};
use crate::{
    Db, Page, Paged, StoreError, Tx,
    entity::duty_record::{Column, Entity, Model},
    scope,
};

const TABLE: &str = "duty_record";
/// Rows per statement.
const BATCH: usize = 1_000;

pub(super) fn read(m: Model) -> Result<DutyRecord, StoreError> {
    let id = m.id;
    Ok(DutyRecord {
        id: RecordId(id),
        enterprise: EnterpriseId(m.enterprise_id),
        person: m.person_id.map(PersonId),
        kind: m.kind,
        day: CivilDay(m.day),
        quantity: m.quantity,
        note: m.note,
        details: from_json(Some(&m.details), TABLE, "details", id)?.ok_or_else(|| corrupt(TABLE, "details", id))?,
        by: PersonRef { id: UserId(m.by_id), name: m.by_name },
        at: UtcMs(m.at),
        withdrawn: from_json(m.withdrawn.as_deref(), TABLE, "withdrawn", id)?,
    })
}

fn model(r: &DutyRecord) -> Result<Model, StoreError> {
    Ok(Model {
        id: r.id.0,
        enterprise_id: r.enterprise.0,
        person_id: r.person.map(|p| p.0),
        kind: r.kind.clone(),
        day: r.day.0,
        quantity: r.quantity,
        note: r.note.clone(),
        details: to_json(&r.details)?,
        by_id: r.by.id.0,
        by_name: r.by.name.clone(),
        at: r.at.0,
        withdrawn: to_json_opt(r.withdrawn.as_ref())?,
    })
}

/// Enters new records.
pub async fn insert(tx: &Tx, records: &[DutyRecord]) -> Result<(), StoreError> {
    for batch in records.chunks(BATCH) {
        let rows = batch.iter().map(|r| Ok(model(r)?.into_active_model())).collect::<Result<Vec<_>, StoreError>>()?;
        Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

/// One page of the records of an enterprise, newest first; withdrawn ones too.
pub async fn list(
    db: Db<'_>,
    viewer: &Viewer,
    enterprise: EnterpriseId,
    page: Page,
) -> Result<Paged<DutyRecord>, StoreError> {
    let query = Entity::find()
        .filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()))
        .filter(Column::EnterpriseId.eq(enterprise.0));
    let total = query.clone().count(&db.conn()).await?;
    let rows = query
        .order_by_desc(Column::Day)
        .order_by_desc(Column::At)
        .order_by_asc(Column::Id)
        .offset(page.offset())
        .limit(page.size())
        .all(&db.conn())
        .await?;
    Ok(Paged::new(rows.into_iter().map(read).collect::<Result<_, _>>()?, total, page))
}

/// A record the viewer may see.
pub async fn get(db: Db<'_>, viewer: &Viewer, id: RecordId) -> Result<Option<DutyRecord>, StoreError> {
    let found = Entity::find_by_id(id.0)
        .filter(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()))
        .one(&db.conn())
        .await?;
    found.map(read).transpose()
}

/// Marks a record as withdrawn; `false` when it was before.
pub async fn withdraw(tx: &Tx, record: &DutyRecord) -> Result<bool, StoreError> {
    let done = Entity::update_many()
        .col_expr(Column::Withdrawn, to_json_opt(record.withdrawn.as_ref())?.into())
        .filter(Column::Id.eq(record.id.0))
        .filter(Column::Withdrawn.is_null())
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Ids of the records the viewer may see, for evidence.
pub(super) fn visible(viewer: &Viewer) -> sea_orm::sea_query::SelectStatement {
    Query::select()
        .column(Column::Id)
        .from(Entity)
        .cond_where(scope::by_enterprise(viewer, Column::EnterpriseId.into_expr()))
        .take()
}
