//! Recomputes the whole ledger and names everything that does not hold.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    Checkpoint, Entry,
    append::{frontier_of, tile_at},
    erase::named_by,
    leaf::{Hash, parse_hash},
    tree::Frontier,
};
use crate::{
    Store, StoreError,
    entity::{checkpoint, ledger, ledger_head, ledger_tile},
};

mod fault;

pub use fault::Fault;

/// Rows read at a time.
const BATCH: u64 = 2_000;
/// Steps that run side by side take their time before their place, and clocks are corrected: so much is no sign of
/// anything, milliseconds.
const CLOCK_TOLERANCE_MS: i64 = 5 * 60 * 1_000;
/// Faults kept in a report; the count goes on.
const KEPT: usize = 100;

/// What [`verify`] found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Entries read.
    pub entries: u64,
    /// Entries whose content was erased on record.
    pub erased: u64,
    /// Checkpoints read.
    pub checkpoints: u64,
    /// The first faults, in the order of the log.
    pub faults: Vec<Fault>,
    /// All faults.
    pub fault_count: u64,
    /// The first entries that were made with the clock set back: they tell an earlier time than an entry before them.
    /// No fault of the log, which proves the order; a person has to explain it.
    pub clock_back: Vec<i64>,
    /// Root of the log as recomputed.
    pub root: Hash,
}

impl Report {
    /// Whether everything holds.
    pub const fn is_sound(&self) -> bool {
        self.fault_count == 0
    }

    fn clock_back(&mut self, seq: i64) {
        if self.clock_back.len() < KEPT {
            self.clock_back.push(seq);
        }
    }

    fn fault(&mut self, fault: Fault) {
        self.fault_count += 1;
        if self.faults.len() < KEPT {
            self.faults.push(fault);
        }
    }
}

/// Walks entries and checkpoints in order; the same walk serves the database and an exported file.
pub struct Walk {
    key: [u8; 32],
    frontier: Frontier,
    next: i64,
    latest: i64,
    covered: u64,
    broken: bool,
    /// Entries that do not hash to their leaf hash, with what they hash to: erased, if a later entry says so.
    odd: BTreeMap<i64, Hash>,
    /// Roots that must be kept, by level and number.
    tiles: BTreeMap<(i32, i64), Hash>,
    report: Report,
}

impl Walk {
    /// A walk that accepts checkpoints signed by `key`.
    pub fn new(key: [u8; 32]) -> Self {
        Self {
            key,
            frontier: Frontier::default(),
            next: 1,
            latest: i64::MIN,
            covered: 0,
            broken: false,
            odd: BTreeMap::new(),
            tiles: BTreeMap::new(),
            report: Report::default(),
        }
    }

    /// The next entry.
    pub fn entry(&mut self, entry: &Entry) {
        self.report.entries += 1;
        if entry.seq > self.next {
            self.report.fault(Fault::Missing { from: self.next, to: entry.seq - 1 });
            self.broken = true;
        } else if entry.seq < self.next {
            self.report.fault(Fault::Inserted { seq: entry.seq });
            self.broken = true;
            return;
        }
        self.next = entry.seq + 1;
        if entry.at < self.latest.saturating_sub(CLOCK_TOLERANCE_MS) {
            self.report.clock_back(entry.seq);
        }
        self.latest = self.latest.max(entry.at);
        let hash = entry.hash();
        // The tree stands on the stored hashes: the signed roots say whether they are the ones that were signed.
        let leaf = parse_hash(&entry.leaf_hash).unwrap_or(hash);
        if hex::encode(hash) == entry.leaf_hash {
            for (seq, left) in named_by(entry) {
                if self.odd.get(&seq) == Some(&left) {
                    self.odd.remove(&seq);
                    self.report.erased += 1;
                }
            }
        } else {
            self.odd.insert(entry.seq, hash);
        }
        let (tiles, size) = (&mut self.tiles, self.frontier.size() + 1);
        self.frontier.grow(leaf, |height, hash| tiles.extend(tile_at(height, size).map(|at| (at, hash))));
    }

    /// Entries pushed so far, with gaps counted: where a checkpoint of this size belongs.
    fn position(&self) -> u64 {
        u64::try_from(self.next - 1).unwrap_or(0)
    }

    /// A checkpoint whose size has just been reached.
    pub fn checkpoint(&mut self, point: &Checkpoint) {
        self.report.checkpoints += 1;
        if !point.is_signed_by(&self.key) {
            self.report.fault(Fault::Signature { size: point.size });
            self.covered = point.size.min(self.position());
            return;
        }
        if point.size > self.position() {
            self.report.fault(Fault::Missing { from: self.next, to: signed(point.size) });
            self.next = signed(point.size) + 1;
            self.broken = true;
        }
        // After a named fault every later root differs: one name is enough.
        if !self.broken && point.root != self.frontier.root() {
            self.report.fault(Fault::Root { from: signed(self.covered) + 1, to: signed(point.size) });
            self.broken = true;
        }
        self.covered = point.size;
    }

    /// Ends the walk: entries beyond the last checkpoint were not written by this program, and nobody said of entries
    /// that are still odd that they were erased.
    pub fn finish(mut self) -> Report {
        for seq in core::mem::take(&mut self.odd).into_keys() {
            // One name is enough: a hash that was altered alone makes the roots differ as well.
            let covers = |f: &Fault| matches!(f, Fault::Root { from, to } if (*from..=*to).contains(&seq));
            if let Some(at) = self.report.faults.iter().position(covers) {
                self.report.faults.remove(at);
                self.report.fault_count -= 1;
            }
            self.report.fault(Fault::Altered { seq });
        }
        self.report.faults.sort_by_key(Fault::place);
        for seq in signed(self.covered) + 1..self.next {
            self.report.fault(Fault::Inserted { seq });
        }
        self.report.root = self.frontier.root();
        self.report
    }
}

fn signed(size: u64) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

/// Verifies the ledger of `store`, reading it in batches. `earlier` are checkpoints handed out before (printed, kept by
/// another authority): they prove that the end of the log was not cut and signed anew.
pub async fn verify(store: &Store, earlier: &[Checkpoint]) -> Result<Report, StoreError> {
    let db = store.read();
    let head = ledger_head::Entity::find_by_id(1).one(&db.conn()).await?;
    let checkpoints_total = checkpoint::Entity::find().count(&db.conn()).await?;
    let mut walk = Walk::new(store.inner.signer.public());
    let (mut after_seq, mut after_size) = (i64::MIN, i64::MIN);
    let mut points: std::collections::VecDeque<checkpoint::Model> = std::collections::VecDeque::new();
    let mut rewritten = earlier.to_vec();
    loop {
        let rows = ledger::Entity::find()
            .filter(ledger::Column::Seq.gt(after_seq))
            .order_by_asc(ledger::Column::Seq)
            .limit(BATCH)
            .all(&db.conn())
            .await?;
        let Some(last) = rows.last().map(|r| r.seq) else { break };
        after_seq = last;
        for row in rows {
            walk.entry(&Entry::from(row));
            loop {
                if points.is_empty() {
                    points.extend(next_points(store, &mut after_size).await?);
                }
                match points.front() {
                    Some(p) if u64::try_from(p.size).unwrap_or(0) <= walk.position() => {
                        take(&mut walk, p, &mut rewritten);
                        points.pop_front();
                    }
                    _ => break,
                }
            }
        }
    }
    loop {
        if points.is_empty() {
            points.extend(next_points(store, &mut after_size).await?);
        }
        let Some(p) = points.pop_front() else { break };
        take(&mut walk, &p, &mut rewritten);
    }
    let (size, root) = (walk.position(), walk.frontier.root());
    let (broken, tiles) = (walk.broken, core::mem::take(&mut walk.tiles));
    let mut report = walk.finish();
    // Where the log itself does not hold, neither can what is made out of it.
    if report.is_sound() {
        check_tiles(store, &mut report, tiles).await?;
    }
    report.checkpoints = checkpoints_total;
    check_head(&mut report, head.as_ref(), size, root, broken);
    for point in rewritten {
        report.fault(Fault::Rewritten { size: point.size });
    }
    Ok(report)
}

fn take(walk: &mut Walk, row: &checkpoint::Model, rewritten: &mut Vec<Checkpoint>) {
    match Checkpoint::from_row(row) {
        Ok(point) => {
            walk.checkpoint(&point);
            rewritten.retain(|r| r.size != point.size || r.root != point.root);
        }
        Err(_) => walk.report.fault(Fault::Signature { size: u64::try_from(row.size).unwrap_or(0) }),
    }
}

async fn next_points(store: &Store, after: &mut i64) -> Result<Vec<checkpoint::Model>, StoreError> {
    let rows = checkpoint::Entity::find()
        .filter(checkpoint::Column::Size.gt(*after))
        .order_by_asc(checkpoint::Column::Size)
        .limit(BATCH)
        .all(&store.read().conn())
        .await?;
    if let Some(last) = rows.last() {
        *after = last.size;
    }
    Ok(rows)
}

/// Compares the kept roots with those the log has.
async fn check_tiles(
    store: &Store,
    report: &mut Report,
    mut tiles: BTreeMap<(i32, i64), Hash>,
) -> Result<(), StoreError> {
    let mut differs = Vec::new();
    for row in ledger_tile::Entity::find().all(&store.read().conn()).await? {
        let at = (row.level, row.idx);
        if tiles.remove(&at).map(hex::encode).as_deref() != Some(row.hash.as_str()) {
            differs.push(at);
        }
    }
    differs.extend(tiles.into_keys());
    differs.sort_unstable();
    for (level, idx) in differs {
        report.fault(Fault::Tile { level, idx });
    }
    Ok(())
}

fn check_head(report: &mut Report, head: Option<&ledger_head::Model>, size: u64, root: Hash, broken: bool) {
    let Some(head) = head else {
        report.fault(Fault::Head { size: 0 });
        return;
    };
    let fits = frontier_of(head).is_ok_and(|f| hex::encode(f.root()) == head.root)
        && u64::try_from(head.size).is_ok_and(|s| s == size)
        && (broken || head.size == 0 || head.root == hex::encode(root));
    if !fits {
        report.fault(Fault::Head { size: head.size });
    }
}
