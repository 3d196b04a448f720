//! Appending: numbers the drafts of one transaction, hashes them, moves the head and signs a checkpoint.

use anlu_domain::time::UtcMs;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait, IntoActiveModel, QuerySelect};

use super::{
    LedgerDraft, Pending, Signer,
    leaf::{Entry, Hash, parse_hash},
    proof::{LEVELS, TILE_HEIGHT},
    tree::Frontier,
};
use crate::{
    StoreError, Tx,
    entity::{checkpoint, ledger, ledger_head, ledger_tile},
};

/// Rows per insert statement: 9 columns each, well under the 32,766 parameters of `SQLite`.
const BATCH: usize = 2_000;

/// Notes changes for the ledger; see [`Tx::record`].
pub fn append(tx: &Tx, drafts: &[LedgerDraft], now: UtcMs) {
    tx.record(drafts.iter().cloned(), now);
}

/// Writes the pending drafts. Called once per transaction, just before it commits.
pub(crate) async fn flush(tx: &DatabaseTransaction, signer: &Signer, pending: Vec<Pending>) -> Result<(), StoreError> {
    let head = lock_head(tx).await?;
    let mut frontier = frontier_of(&head)?;
    let mut at = 0;
    let mut rows = Vec::with_capacity(pending.len().min(BATCH));
    let mut tiles = Vec::new();
    let total = pending.len();
    for (i, p) in pending.into_iter().enumerate() {
        at = p.at.0;
        let entry = number(p, frontier.size() + 1)?;
        let size = frontier.size() + 1;
        frontier.grow(entry.hash(), |height, hash| tiles.extend(tile(height, size, &hash)));
        rows.push(row(entry));
        if rows.len() == BATCH || i + 1 == total {
            ledger::Entity::insert_many(rows.drain(..)).exec_without_returning(tx).await?;
        }
    }
    for some in tiles.chunks(BATCH) {
        ledger_tile::Entity::insert_many(some.iter().cloned()).exec_without_returning(tx).await?;
    }
    let root = frontier.root();
    let signed = signer.sign(frontier.size(), root, at);
    let size = i64::try_from(frontier.size()).map_err(|_e| StoreError::corrupt("ledger size"))?;
    let mut head = head.into_active_model();
    head.size = Set(size);
    head.frontier = Set(frontier.peaks().iter().map(hex::encode).collect::<Vec<_>>().join(","));
    head.root = Set(hex::encode(root));
    head.update(tx).await?;
    let point = checkpoint::ActiveModel {
        size: Set(size),
        root: Set(hex::encode(root)),
        at: Set(at),
        key: Set(hex::encode(signed.key)),
        signature: Set(hex::encode(signed.signature)),
    };
    checkpoint::Entity::insert(point).exec_without_returning(tx).await?;
    Ok(())
}

/// Level and number of a subtree that the log of `size` leaves completes; `None` for heights of which none are kept.
pub(super) fn tile_at(height: u32, size: u64) -> Option<(i32, i64)> {
    let level = height / TILE_HEIGHT;
    if !height.is_multiple_of(TILE_HEIGHT) || level > LEVELS {
        return None;
    }
    Some((i32::try_from(level).ok()?, i64::try_from((size >> height).checked_sub(1)?).ok()?))
}

/// The row of such a subtree.
fn tile(height: u32, size: u64, hash: &Hash) -> Option<ledger_tile::ActiveModel> {
    let (level, idx) = tile_at(height, size)?;
    Some(ledger_tile::ActiveModel { level: Set(level), idx: Set(idx), hash: Set(hex::encode(hash)) })
}

/// The head row, locked until the transaction ends (`SQLite` transactions hold the only write lock anyway).
async fn lock_head(tx: &DatabaseTransaction) -> Result<ledger_head::Model, StoreError> {
    let head = ledger_head::Entity::find_by_id(1).lock_exclusive().one(tx).await?;
    head.ok_or_else(|| StoreError::corrupt("the ledger has no head row"))
}

pub(super) fn frontier_of(head: &ledger_head::Model) -> Result<Frontier, StoreError> {
    let bad = || StoreError::corrupt("the ledger head does not fit its size");
    let peaks = head.frontier.split(',').filter(|t| !t.is_empty()).map(parse_hash).collect::<Option<Vec<_>>>();
    let size = u64::try_from(head.size).map_err(|_e| bad())?;
    peaks.and_then(|p| Frontier::from_parts(size, p)).ok_or_else(bad)
}

fn number(p: Pending, seq: u64) -> Result<Entry, StoreError> {
    let LedgerDraft { actor, action, subject_kind, subject_id, before, after } = p.draft;
    Ok(Entry {
        seq: i64::try_from(seq).map_err(|_e| StoreError::corrupt("ledger size"))?,
        at: p.at.0,
        actor,
        action: action.to_owned(),
        subject_kind: subject_kind.to_owned(),
        subject_id,
        before: before.map(|v| v.to_string()),
        after: after.map(|v| v.to_string()),
        leaf_hash: String::new(),
    })
}

fn row(entry: Entry) -> ledger::ActiveModel {
    let hash = hex::encode(entry.hash());
    ledger::ActiveModel {
        seq: Set(entry.seq),
        at: Set(entry.at),
        actor: Set(entry.actor),
        action: Set(entry.action),
        subject_kind: Set(entry.subject_kind),
        subject_id: Set(entry.subject_id),
        before: Set(entry.before),
        after: Set(entry.after),
        leaf_hash: Set(hash),
    }
}
