//! Recomputes the whole ledger and names everything that does not hold.

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{Checkpoint, Entry, append::frontier_of, leaf::Hash, tree::Frontier};
use crate::{
    Store, StoreError,
    entity::{checkpoint, ledger, ledger_head},
};

/// Rows read at a time.
const BATCH: u64 = 2_000;
/// Steps that run side by side take their time before their place, and clocks are corrected: so much is no sign of
/// anything, milliseconds.
const CLOCK_TOLERANCE_MS: i64 = 5 * 60 * 1_000;
/// Faults kept in a report; the count goes on.
const KEPT: usize = 100;

/// Something that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The entry's content does not hash to its stored leaf hash.
    Altered {
        /// Entry.
        seq: i64,
    },
    /// Entries are not there.
    Missing {
        /// First entry that is not there.
        from: i64,
        /// Last entry that is not there.
        to: i64,
    },
    /// An entry stands beyond the signed end of the log.
    Inserted {
        /// Entry.
        seq: i64,
    },
    /// The tree does not have the signed root: an entry in the range was replaced together with its hash.
    Root {
        /// First entry that may be altered.
        from: i64,
        /// Last entry that may be altered.
        to: i64,
    },
    /// A checkpoint's signature is not that of this installation's key.
    Signature {
        /// Size the checkpoint claims.
        size: u64,
    },
    /// The head row disagrees with the log or with the newest checkpoint.
    Head {
        /// Size the head claims.
        size: i64,
    },
    /// The log is not a continuation of a checkpoint that was handed out earlier.
    Rewritten {
        /// Size of the earlier checkpoint.
        size: u64,
    },
}

impl Fault {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Altered { .. } => "ledger_entry_altered",
            Self::Missing { .. } => "ledger_entry_missing",
            Self::Inserted { .. } => "ledger_entry_inserted",
            Self::Root { .. } => "ledger_root_differs",
            Self::Signature { .. } => "ledger_signature",
            Self::Head { .. } => "ledger_head",
            Self::Rewritten { .. } => "ledger_rewritten",
        }
    }
}

impl core::fmt::Display for Fault {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Altered { seq } => write!(f, "entry {seq}: its content was altered"),
            Self::Missing { from, to } if from == to => write!(f, "entry {from}: removed"),
            Self::Missing { from, to } => write!(f, "entries {from} to {to}: removed"),
            Self::Inserted { seq } => write!(f, "entry {seq}: stands beyond the signed end of the log"),
            Self::Root { from, to } => {
                write!(f, "entries {from} to {to}: one or more were replaced together with their hash")
            }
            Self::Signature { size } => write!(f, "checkpoint of size {size}: not signed by this installation's key"),
            Self::Head { size } => write!(f, "head of size {size}: disagrees with the log"),
            Self::Rewritten { size } => {
                write!(f, "checkpoint of size {size} handed out earlier is not part of this log")
            }
        }
    }
}

/// What [`verify`] found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Entries read.
    pub entries: u64,
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
        if hex::encode(hash) != entry.leaf_hash {
            self.report.fault(Fault::Altered { seq: entry.seq });
            self.broken = true;
        }
        self.frontier.push(hash);
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

    /// Ends the walk: entries beyond the last checkpoint were not written by this program.
    pub fn finish(mut self) -> Report {
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
    let broken = walk.broken;
    let mut report = walk.finish();
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
