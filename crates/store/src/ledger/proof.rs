//! Proofs out of stored hashes: inclusion of an entry, consistency of two sizes (RFC 9162 §2.1.3 and §2.1.4).
//!
//! Hashes of complete subtrees of 256, 65,536 and 16,777,216 leaves are kept as they arise (the tiles of
//! c2sp.org/tlog-tiles), so that a proof reads some hundred rows whatever the size of the log.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    Checkpoint,
    leaf::{Hash, node_hash, parse_hash},
    read::latest_checkpoint,
};
use crate::{
    Db, StoreError,
    entity::{ledger, ledger_tile},
};

/// Height of a tile: 256 hashes.
pub(super) const TILE_HEIGHT: u32 = 8;
/// Highest level of which roots are kept.
pub(crate) const LEVELS: u32 = 3;

/// Proves that entry `seq` (from 1) stands in the log under the newest checkpoint; `None` when there is no such entry.
pub async fn inclusion(db: Db<'_>, seq: i64) -> Result<Option<(Checkpoint, Vec<Hash>)>, StoreError> {
    let Some(point) = latest_checkpoint(db).await? else { return Ok(None) };
    let Some(index) = u64::try_from(seq).ok().and_then(|s| s.checked_sub(1)).filter(|i| *i < point.size) else {
        return Ok(None);
    };
    let mut path = Vec::new();
    let (mut lo, mut hi) = (0, point.size);
    while hi - lo > 1 {
        let mid = lo + split(hi - lo);
        if index < mid {
            path.push(range(db, mid, hi).await?);
            hi = mid;
        } else {
            path.push(range(db, lo, mid).await?);
            lo = mid;
        }
    }
    path.reverse();
    Ok(Some((point, path)))
}

/// Proves that the log of `from` leaves is the beginning of the log of `to` leaves; `None` unless 0 < from ≤ to ≤ size.
pub async fn consistency(db: Db<'_>, from: u64, to: u64) -> Result<Option<Vec<Hash>>, StoreError> {
    let size = latest_checkpoint(db).await?.map_or(0, |p| p.size);
    if from == 0 || from > to || to > size {
        return Ok(None);
    }
    let (mut lo, mut hi, mut m, mut whole) = (0, to, from, true);
    let mut path = Vec::new();
    while m != hi - lo {
        let mid = lo + split(hi - lo);
        if m <= mid - lo {
            path.push(range(db, mid, hi).await?);
            hi = mid;
        } else {
            path.push(range(db, lo, mid).await?);
            m -= mid - lo;
            lo = mid;
            whole = false;
        }
    }
    if !whole {
        path.push(range(db, lo, hi).await?);
    }
    path.reverse();
    Ok(Some(path))
}

/// The hashes of tile `index` at `level`: at most `width` of them, fewer where the log ends.
pub async fn tile(db: Db<'_>, level: u32, index: u64, width: u64) -> Result<Vec<Hash>, StoreError> {
    let size = latest_checkpoint(db).await?.map_or(0, |p| p.size);
    let Some(leaves) = 256_u64.checked_pow(level) else { return Ok(Vec::new()) };
    let complete = size / leaves;
    let Some(first) = index.checked_mul(256).filter(|f| *f < complete) else { return Ok(Vec::new()) };
    stored(db, level, first, width.min(256).min(complete - first)).await
}

/// Hash of the leaves `lo..hi`, where `lo` is a multiple of the smallest power of two that is not below `hi - lo`.
async fn range(db: Db<'_>, lo: u64, hi: u64) -> Result<Hash, StoreError> {
    let mut parts = Vec::new();
    let mut at = lo;
    while at < hi {
        let height = (hi - at).ilog2();
        parts.push(complete(db, height, at >> height).await?);
        at += 1 << height;
    }
    let mut parts = parts.into_iter().rev();
    let last = parts.next().ok_or_else(|| StoreError::corrupt("an empty range of the ledger"))?;
    Ok(parts.fold(last, |right, left| node_hash(&left, &right)))
}

/// Hash of the complete subtree number `index` of 2^`height` leaves.
async fn complete(db: Db<'_>, height: u32, index: u64) -> Result<Hash, StoreError> {
    let level = (height / TILE_HEIGHT).min(LEVELS);
    let over = height - level * TILE_HEIGHT;
    let mut nodes = stored(db, level, index << over, 1 << over).await?;
    if nodes.len() as u64 != 1 << over {
        return Err(StoreError::corrupt("the ledger lacks hashes of its tree"));
    }
    while nodes.len() > 1 {
        nodes = nodes
            .chunks(2)
            .filter_map(|pair| match pair {
                [left, right] => Some(node_hash(left, right)),
                _ => None,
            })
            .collect();
    }
    nodes.pop().ok_or_else(|| StoreError::corrupt("the ledger lacks hashes of its tree"))
}

/// `count` hashes from `first` on at `level`: leaves at 0, roots of 256^level leaves above.
async fn stored(db: Db<'_>, level: u32, first: u64, count: u64) -> Result<Vec<Hash>, StoreError> {
    let bad = || StoreError::corrupt("a hash of the ledger");
    let from = i64::try_from(first).map_err(|_e| bad())?;
    let until = i64::try_from(first.saturating_add(count)).map_err(|_e| bad())?;
    let rows: Vec<String> = if level == 0 {
        ledger::Entity::find()
            .select_only()
            .column(ledger::Column::LeafHash)
            .filter(ledger::Column::Seq.gt(from))
            .filter(ledger::Column::Seq.lte(until))
            .order_by_asc(ledger::Column::Seq)
            .into_tuple()
            .all(&db.conn())
            .await?
    } else {
        ledger_tile::Entity::find()
            .select_only()
            .column(ledger_tile::Column::Hash)
            .filter(ledger_tile::Column::Level.eq(i32::try_from(level).map_err(|_e| bad())?))
            .filter(ledger_tile::Column::Idx.gte(from))
            .filter(ledger_tile::Column::Idx.lt(until))
            .order_by_asc(ledger_tile::Column::Idx)
            .into_tuple()
            .all(&db.conn())
            .await?
    };
    rows.iter().map(|h| parse_hash(h).ok_or_else(bad)).collect()
}

/// The largest power of two below `n` (n ≥ 2).
const fn split(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}
