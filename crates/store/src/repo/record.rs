//! What the registry's four aggregates have in common: a version, times, a ledger entry per change, and a `search` text.

use std::collections::BTreeMap;

use anlu_domain::time::UtcMs;
use sea_orm::{
    ActiveModelTrait, Condition, EntityTrait, IntoActiveModel, Iterable, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, LikeExpr, OnConflict, SimpleExpr},
};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::{StoreError, Tx, ledger::LedgerDraft, personal::Cipher};

/// Rows per statement: at most 24 columns each, under the 32,766 parameters of `SQLite`.
const BATCH: usize = 1_000;

/// A value with what the store knows about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored<T> {
    /// The value.
    pub value: T,
    /// Goes up by one with each change; send it back with a change.
    pub version: i64,
    /// When it was entered.
    pub created_at: UtcMs,
    /// When it was last changed.
    pub updated_at: UtcMs,
}

impl<T> Stored<T> {
    /// The same, with the value converted.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Stored<U> {
        Stored { value: f(self.value), version: self.version, created_at: self.created_at, updated_at: self.updated_at }
    }
}

/// Who changes something, and when.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// As it stands in the ledger.
    pub actor: &'a str,
    /// When.
    pub at: UtcMs,
}

/// Version and times of a row about to be written.
pub(crate) struct Meta {
    pub(crate) version: i64,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

/// Members of a value, as the ledger keeps them.
type Members = Map<String, Value>;

/// An aggregate of the registry.
pub(crate) trait Record: PartialEq + Sync {
    type Entity: EntityTrait;
    /// Its row as it is written.
    type Row: ActiveModelTrait<Entity = Self::Entity> + Send + IntoActiveModel<Self::Row>;
    /// Kind in the ledger.
    const KIND: &'static str;
    const ADDED: &'static str;
    const CHANGED: &'static str;

    fn id(&self) -> Uuid;
    fn row(&self, meta: &Meta, cipher: &Cipher) -> Result<Self::Row, StoreError>;
    /// Members as the ledger keeps them: personal data masked.
    fn members(&self) -> Result<Members, StoreError>;
    /// Members that differ although their masks are equal.
    fn hidden_changes(&self, _before: &Self) -> Vec<&'static str> {
        Vec::new()
    }
}

/// Inserts new rows and notes them in the ledger.
pub(crate) async fn insert<R: Record>(tx: &Tx, values: &[R], by: By<'_>) -> Result<(), StoreError> {
    let meta = Meta { version: 1, created_at: by.at.0, updated_at: by.at.0 };
    for batch in values.chunks(BATCH) {
        let rows = batch.iter().map(|v| v.row(&meta, tx.cipher())).collect::<Result<Vec<_>, _>>()?;
        R::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
        let mut drafts = Vec::with_capacity(batch.len());
        for value in batch {
            drafts.push(draft::<R>(by, R::ADDED, value.id(), None, Some(value.members()?)));
        }
        tx.record(drafts, by.at);
    }
    Ok(())
}

/// Replaces rows by their new values and notes what changed. Pairs without a difference are left alone. A row that is
/// not what the pair was made from any more is [`StoreError::Stale`]; the caller gives up the transaction.
pub(crate) async fn replace<R: Record>(tx: &Tx, pairs: &[(Stored<R>, R)], by: By<'_>) -> Result<u64, StoreError> {
    let changed: Vec<(usize, &(Stored<R>, R))> =
        pairs.iter().enumerate().filter(|(_, (old, new))| old.value != *new).collect();
    for batch in changed.chunks(BATCH) {
        unchanged_meanwhile(tx, batch).await?;
        let mut rows = Vec::with_capacity(batch.len());
        let mut drafts = Vec::with_capacity(batch.len());
        for (_, (old, new)) in batch {
            let meta = Meta { version: old.version + 1, created_at: old.created_at.0, updated_at: by.at.0 };
            rows.push(new.row(&meta, tx.cipher())?);
            let (before, after) = difference(&old.value, new)?;
            drafts.push(draft::<R>(by, R::CHANGED, new.id(), Some(before), Some(after)));
        }
        let columns = <R::Entity as EntityTrait>::Column::iter();
        let key = <R::Entity as EntityTrait>::PrimaryKey::iter();
        R::Entity::insert_many(rows)
            .on_conflict(OnConflict::columns(key).update_columns(columns).to_owned())
            .exec_without_returning(tx.conn())
            .await?;
        tx.record(drafts, by.at);
    }
    Ok(changed.len() as u64)
}

/// Locks the rows and compares their versions with those the pairs were made from. `PostgreSQL` lets others write between
/// our reading and our writing; in `SQLite` a transaction is alone from its begin.
async fn unchanged_meanwhile<R: Record>(tx: &Tx, batch: &[(usize, &(Stored<R>, R))]) -> Result<(), StoreError> {
    let ids: Vec<Uuid> = batch.iter().map(|(_, (_, new))| new.id()).collect();
    let found: Vec<(Uuid, i64)> = R::Entity::find()
        .select_only()
        .expr(Expr::col("id"))
        .expr(Expr::col("version"))
        .filter(Expr::col("id").is_in(ids))
        // Always in this order: two imports do not lock each other out.
        .order_by_asc(Expr::col("id"))
        .lock_exclusive()
        .into_tuple()
        .all(tx.conn())
        .await?;
    let found: BTreeMap<Uuid, i64> = found.into_iter().collect();
    for (index, (old, new)) in batch {
        let found = found.get(&new.id()).copied().unwrap_or(0);
        if found != old.version {
            return Err(StoreError::Stale { what: R::KIND, index: *index, expected: old.version, found });
        }
    }
    Ok(())
}

fn draft<R: Record>(
    by: By<'_>,
    action: &'static str,
    id: Uuid,
    before: Option<Members>,
    after: Option<Members>,
) -> LedgerDraft {
    LedgerDraft {
        actor: by.actor.to_owned(),
        action,
        subject_kind: R::KIND,
        subject_id: id.to_string(),
        before: before.map(Value::Object),
        after: after.map(Value::Object),
    }
}

/// The members that differ, as they were and as they are.
fn difference<R: Record>(old: &R, new: &R) -> Result<(Members, Members), StoreError> {
    let (mut before, mut after) = (old.members()?, new.members()?);
    let hidden = new.hidden_changes(old);
    let same: Vec<String> = before
        .iter()
        .filter(|(k, v)| after.get(*k) == Some(v) && !hidden.contains(&k.as_str()))
        .map(|(k, _)| k.clone())
        .collect();
    for key in same {
        before.remove(&key);
        after.remove(&key);
    }
    Ok((before, after))
}

/// The members of a serialisable value.
pub(crate) fn members_of<T: serde::Serialize>(value: &T) -> Result<Members, StoreError> {
    match serde_json::to_value(value) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err(StoreError::Internal("not an object".to_owned())),
        Err(e) => Err(StoreError::Internal(e.to_string())),
    }
}

/// Rows whose `search` column holds every word of `q`.
pub(crate) fn matches(column: impl Into<SimpleExpr>, q: &str) -> Condition {
    let column = column.into();
    let mut all = Condition::all();
    for word in q.to_lowercase().split_whitespace() {
        let mut pattern = String::from("%");
        for c in word.chars() {
            if matches!(c, '%' | '_' | '\\') {
                pattern.push('\\');
            }
            pattern.push(c);
        }
        pattern.push('%');
        all = all.add(column.clone().like(LikeExpr::new(pattern).escape('\\')));
    }
    all
}

/// Whether a search text of this length is worth asking the database.
pub(crate) fn is_blank(q: &str) -> bool {
    q.trim().is_empty()
}
