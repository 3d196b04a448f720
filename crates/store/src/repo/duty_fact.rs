//! Facts that somebody told because no register holds them: one value each, the newest; the ledger keeps the others.

use anlu_domain::{ids::EnterpriseId, time::UtcMs};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, sea_query::OnConflict};
use serde_json::Value;
use uuid::Uuid;

use super::column::corrupt;
use crate::{
    Db, StoreError, Tx,
    entity::duty_fact::{Column, Entity, Model},
};

/// A fact that was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Enterprise or person.
    pub subject: Uuid,
    /// Name in the fact schema.
    pub name: String,
    /// The enterprise, or the one the person works for.
    pub enterprise: EnterpriseId,
    /// Value as JSON.
    pub value: Value,
    /// Who told it.
    pub by: String,
    /// When.
    pub at: UtcMs,
}

/// Rows per statement.
const BATCH: usize = 2_000;

pub(super) fn read(m: Model) -> Result<Told, StoreError> {
    let value = serde_json::from_str(&m.value).map_err(|_error| corrupt("duty_fact", &m.name, m.subject_id))?;
    Ok(Told {
        subject: m.subject_id,
        name: m.name,
        enterprise: EnterpriseId(m.enterprise_id),
        value,
        by: m.by_name,
        at: UtcMs(m.at),
    })
}

/// Forgets all that was told of a subject.
pub async fn forget_all(tx: &Tx, subject: Uuid) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::SubjectId.eq(subject)).exec(tx.conn()).await?;
    Ok(())
}

/// Keeps what is told; an earlier value is replaced.
pub async fn tell(tx: &Tx, told: &[Told]) -> Result<(), StoreError> {
    for batch in told.chunks(BATCH) {
        let rows = batch.iter().map(|t| {
            let row = Model {
                subject_id: t.subject,
                name: t.name.clone(),
                enterprise_id: t.enterprise.0,
                value: t.value.to_string(),
                by_name: t.by.clone(),
                at: t.at.0,
            };
            row.into_active_model()
        });
        let replace = OnConflict::columns([Column::SubjectId, Column::Name])
            .update_columns([Column::EnterpriseId, Column::Value, Column::ByName, Column::At])
            .to_owned();
        Entity::insert_many(rows).on_conflict(replace).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

/// Forgets a fact: it is unknown again.
pub async fn forget(tx: &Tx, subject: Uuid, name: &str) -> Result<(), StoreError> {
    Entity::delete_by_id((subject, name.to_owned())).exec(tx.conn()).await?;
    Ok(())
}

/// What was told of one subject. The caller has read the subject for its viewer.
pub async fn of(db: Db<'_>, subject: Uuid) -> Result<Vec<Told>, StoreError> {
    let rows = Entity::find().filter(Column::SubjectId.eq(subject)).all(&db.conn()).await?;
    rows.into_iter().map(read).collect()
}

/// Subjects of which this is told, after `last` in the order of their ids, at most `limit`. No scope: for tasks.
pub async fn with_value(
    db: Db<'_>,
    name: &str,
    value: &Value,
    last: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Told>, StoreError> {
    let mut query = Entity::find().filter(Column::Name.eq(name)).filter(Column::Value.eq(value.to_string()));
    if let Some(last) = last {
        query = query.filter(Column::SubjectId.gt(last));
    }
    let rows = query.order_by_asc(Column::SubjectId).limit(limit).all(&db.conn()).await?;
    rows.into_iter().map(read).collect()
}
