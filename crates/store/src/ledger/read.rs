//! Reading the ledger.

use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{Checkpoint, Entry};
use crate::{
    Db, Page, Paged, Store, StoreError,
    entity::{checkpoint, ledger},
};

/// Which entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Kind of subject.
    pub subject_kind: Option<String>,
    /// Id of the subject.
    pub subject_id: Option<String>,
}

/// Entries, newest first. The caller has checked that the viewer may see the subject, or may see everything.
pub async fn entries(db: Db<'_>, filter: &Filter, page: Page) -> Result<Paged<Entry>, StoreError> {
    let mut only = Condition::all();
    if let Some(kind) = &filter.subject_kind {
        only = only.add(ledger::Column::SubjectKind.eq(kind.as_str()));
    }
    if let Some(id) = &filter.subject_id {
        only = only.add(ledger::Column::SubjectId.eq(id.as_str()));
    }
    let query = ledger::Entity::find().filter(only);
    let total = query.clone().count(&db.conn()).await?;
    let rows =
        query.order_by_desc(ledger::Column::Seq).offset(page.offset()).limit(page.size()).all(&db.conn()).await?;
    Ok(Paged::new(rows.into_iter().map(Entry::from).collect(), total, page))
}

/// The newest checkpoint; `None` while the ledger is empty.
pub async fn latest_checkpoint(db: Db<'_>) -> Result<Option<Checkpoint>, StoreError> {
    let row = checkpoint::Entity::find().order_by_desc(checkpoint::Column::Size).one(&db.conn()).await?;
    row.as_ref().map(Checkpoint::from_row).transpose()
}

/// Whether the ledger was signed with this installation's key: false when the store was opened with the keys of
/// another one.
pub async fn is_ours(store: &Store) -> Result<bool, StoreError> {
    let newest = latest_checkpoint(store.read()).await?;
    Ok(newest.is_none_or(|point| point.key == store.inner.signer.public()))
}

/// Number of entries.
pub async fn size(db: Db<'_>) -> Result<u64, StoreError> {
    Ok(ledger::Entity::find().count(&db.conn()).await?)
}

/// The newest entry about a subject with this verb, by its place; `None` when there is none.
pub async fn seq_of(db: Db<'_>, kind: &str, id: &str, action: &str) -> Result<Option<i64>, StoreError> {
    Ok(of(db, kind, id, action).await?.map(|e| e.seq))
}

/// The newest entry about a subject with this verb.
pub async fn of(db: Db<'_>, kind: &str, id: &str, action: &str) -> Result<Option<Entry>, StoreError> {
    let row = ledger::Entity::find()
        .filter(ledger::Column::SubjectId.eq(id))
        .filter(ledger::Column::SubjectKind.eq(kind))
        .filter(ledger::Column::Action.eq(action))
        .order_by_desc(ledger::Column::Seq)
        .one(&db.conn())
        .await?;
    Ok(row.map(Entry::from))
}

/// The newest checkpoint as it is handed out (a signed note with both signatures); `None` while the ledger is empty.
pub async fn latest_note(store: &Store) -> Result<Option<String>, StoreError> {
    let newest = latest_checkpoint(store.read()).await?;
    Ok(newest.map(|point| store.inner.signer.note(&point)))
}

/// A checkpoint as it is handed out.
pub fn note_of(store: &Store, point: &Checkpoint) -> String {
    store.inner.signer.note(point)
}

/// The keys that sign: Ed25519, and SM2 in uncompressed SEC 1 form.
pub fn public_keys(store: &Store) -> ([u8; 32], Vec<u8>) {
    (store.inner.signer.public(), store.inner.signer.public_sm2())
}

impl From<ledger::Model> for Entry {
    fn from(m: ledger::Model) -> Self {
        Self {
            seq: m.seq,
            at: m.at,
            actor: m.actor,
            action: m.action,
            subject_kind: m.subject_kind,
            subject_id: m.subject_id,
            before: m.before,
            after: m.after,
            leaf_hash: m.leaf_hash,
        }
    }
}
