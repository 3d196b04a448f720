//! Erasing what entries say, without breaking the tree.
//!
//! An erased entry keeps its place, its time, its verb, its subject and its leaf hash; what it said before and after is
//! replaced by a mark. One or more entries of their own (`entries_erased`) name every erased entry and the hash of what
//! is left of it: an entry that does not hash to its leaf hash is sound only where such an entry stands, and what is
//! left of it can be altered no more than a whole one.

use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::{
    Entry, LedgerDraft,
    leaf::{Hash, parse_hash},
};
use crate::{Db, StoreError, Tx, entity::ledger, repo::By};

/// Verb of an erasing entry.
const ACTION: &str = "entries_erased";
/// Its kind of subject; the id is that of the erasure, which the marks in the erased entries name.
const KIND: &str = "erasure";
/// Erased entries that one erasing entry names at most: some 100 bytes each.
const PER_ENTRY: usize = 1_000;

/// Something whose entries are erased: kind and id of the subject.
pub type Subject = (&'static str, Uuid);

/// What an erasing entry says.
#[derive(Serialize, Deserialize)]
struct Erasing {
    reason: String,
    entries: Vec<Erased>,
}

/// One erased entry.
#[derive(Serialize, Deserialize)]
struct Erased {
    seq: i64,
    /// Hash of what is left, as [`Entry::hash`] computes it.
    left: String,
}

/// What is left of an erased entry.
#[derive(Serialize, Deserialize)]
struct Mark {
    erased: Uuid,
}

/// Entries about `subjects` that say something and are not erased yet.
pub async fn erasable(db: Db<'_>, subjects: &[Subject]) -> Result<Vec<i64>, StoreError> {
    Ok(bodies(db, subjects).await?.into_iter().map(|row| row.seq).collect())
}

async fn bodies(db: Db<'_>, subjects: &[Subject]) -> Result<Vec<ledger::Model>, StoreError> {
    let mut any = Condition::any();
    for (kind, id) in subjects {
        let id = ledger::Column::SubjectId.eq(id.to_string());
        any = any.add(Condition::all().add(id).add(ledger::Column::SubjectKind.eq(*kind)));
    }
    let rows = ledger::Entity::find().filter(any).order_by_asc(ledger::Column::Seq).all(&db.conn()).await?;
    let says = |row: &ledger::Model| row.before.is_some() || row.after.is_some();
    Ok(rows.into_iter().filter(|row| says(row) && !is_marked(row.after.as_deref())).collect())
}

fn is_marked(after: Option<&str>) -> bool {
    after.is_some_and(|text| serde_json::from_str::<Mark>(text).is_ok())
}

/// Erases what the entries about `subjects` say; how many they were. Entries that this transaction itself notes are
/// not among them.
pub async fn erase(
    tx: &Tx,
    erasure: Uuid,
    subjects: &[Subject],
    reason: &str,
    by: By<'_>,
) -> Result<usize, StoreError> {
    let mark = json!({ "erased": erasure }).to_string();
    let mut erased = Vec::new();
    for row in bodies(tx.read(), subjects).await? {
        let left = Entry { before: None, after: Some(mark.clone()), ..Entry::from(row) };
        erased.push(Erased { seq: left.seq, left: hex::encode(left.hash()) });
        ledger::Entity::update_many()
            .col_expr(ledger::Column::Before, Expr::value(None::<String>))
            .col_expr(ledger::Column::After, Expr::value(left.after))
            .filter(ledger::Column::Seq.eq(left.seq))
            .exec(tx.conn())
            .await?;
    }
    let count = erased.len();
    while !erased.is_empty() {
        let rest = erased.split_off(erased.len().min(PER_ENTRY));
        let says = Erasing { reason: reason.to_owned(), entries: core::mem::replace(&mut erased, rest) };
        let says = serde_json::to_value(says).map_err(|e| StoreError::Internal(e.to_string()))?;
        let draft = LedgerDraft {
            actor: by.actor.to_owned(),
            action: ACTION,
            subject_kind: KIND,
            subject_id: erasure.to_string(),
            before: None,
            after: Some(says),
        };
        tx.record([draft], by.at);
    }
    Ok(count)
}

/// The erased entries that `entry` names, each with the hash of what is left of it; none when it is no erasing entry.
pub(super) fn named_by(entry: &Entry) -> Vec<(i64, Hash)> {
    if entry.action != ACTION || entry.subject_kind != KIND {
        return Vec::new();
    }
    let says = entry.after.as_deref().and_then(|text| serde_json::from_str::<Erasing>(text).ok());
    let named = says.into_iter().flat_map(|s| s.entries);
    named.filter_map(|e| Some((e.seq, parse_hash(&e.left)?))).collect()
}
