//! Reading the ledger.

use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    Checkpoint, Entry,
    leaf::{Hash, parse_hash},
    tree,
};
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

/// Proves that entry `seq` stands in the log under the newest checkpoint; `None` when there is no such entry.
pub async fn inclusion(db: Db<'_>, seq: i64) -> Result<Option<(Checkpoint, Vec<Hash>)>, StoreError> {
    let Some(point) = latest_checkpoint(db).await? else { return Ok(None) };
    let hashes: Vec<String> = ledger::Entity::find()
        .select_only()
        .column(ledger::Column::LeafHash)
        .order_by_asc(ledger::Column::Seq)
        .limit(point.size)
        .into_tuple()
        .all(&db.conn())
        .await?;
    let leaves = hashes.iter().map(|h| parse_hash(h)).collect::<Option<Vec<_>>>();
    let leaves = leaves.ok_or_else(|| StoreError::corrupt("a leaf hash of the ledger"))?;
    let index = usize::try_from(seq - 1).unwrap_or(usize::MAX);
    Ok(tree::inclusion_path(&leaves, index).map(|path| (point, path)))
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
