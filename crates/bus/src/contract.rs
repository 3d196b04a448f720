//! What every adapter of the log must do, as functions an adapter's tests call with a way to open it.
//!
//! Each function panics with a reason when the contract is broken; it is test code that ships with the crate so that
//! an adapter in another crate or behind a feature runs exactly the same checks.
#![expect(clippy::missing_panics_doc, clippy::expect_used, reason = "these are test bodies: a panic is the verdict")]

use anlu_domain::time::UtcMs;

use crate::{BusError, Entry, Record, Source};

/// The operations of a log, as the contract needs them.
pub trait Adapter: Sized + Sync {
    /// See [`Log::append`](crate::Log::append).
    fn append(&self, batch: Vec<(u16, Record)>) -> impl Future<Output = Result<(), BusError>> + Send;
    /// See [`Log::read`](crate::Log::read).
    fn read(&self, shard: u16, from: u64, max: usize) -> Result<Vec<Entry>, BusError>;
    /// See [`Log::head`](crate::Log::head).
    fn head(&self, shard: u16) -> u64;
    /// See [`Log::first`](crate::Log::first).
    fn first(&self, shard: u16) -> u64;
    /// See [`Log::watch`](crate::Log::watch).
    fn watch(&self, shard: u16) -> tokio::sync::watch::Receiver<u64>;
    /// See [`Log::commit`](crate::Log::commit).
    fn commit(&self, consumer: &str, shard: u16, offset: u64) -> Result<(), BusError>;
    /// See [`Log::committed`](crate::Log::committed).
    fn committed(&self, consumer: &str, shard: u16) -> Result<u64, BusError>;
    /// See [`Log::trim`](crate::Log::trim).
    fn trim(&self, shard: u16, before: u64) -> Result<(), BusError>;
}

impl Adapter for crate::Log {
    async fn append(&self, batch: Vec<(u16, Record)>) -> Result<(), BusError> {
        Self::append(self, batch).await
    }
    fn read(&self, shard: u16, from: u64, max: usize) -> Result<Vec<Entry>, BusError> {
        Self::read(self, shard, from, max)
    }
    fn head(&self, shard: u16) -> u64 {
        Self::head(self, shard)
    }
    fn first(&self, shard: u16) -> u64 {
        Self::first(self, shard)
    }
    fn watch(&self, shard: u16) -> tokio::sync::watch::Receiver<u64> {
        Self::watch(self, shard)
    }
    fn commit(&self, consumer: &str, shard: u16, offset: u64) -> Result<(), BusError> {
        Self::commit(self, consumer, shard, offset)
    }
    fn committed(&self, consumer: &str, shard: u16) -> Result<u64, BusError> {
        Self::committed(self, consumer, shard)
    }
    fn trim(&self, shard: u16, before: u64) -> Result<(), BusError> {
        Self::trim(self, shard, before)
    }
}

/// A recognisable record.
pub fn record(n: u32) -> Record {
    Record {
        received: UtcMs(1_700_000_000_000 + i64::from(n)),
        source: Source::Jt808 { phone: format!("139{n:08}"), vehicle: None },
        frame: n.to_be_bytes().repeat(12),
    }
}

/// Offsets are contiguous per shard and in append order, and shards do not disturb each other.
pub async fn offsets_are_contiguous_per_shard<A: Adapter>(open: impl Fn() -> A) {
    let log = open();
    log.append(vec![(0, record(0)), (1, record(100)), (0, record(1))]).await.expect("append");
    log.append(vec![(0, record(2))]).await.expect("append");
    assert_eq!((log.head(0), log.head(1)), (3, 1));
    let entries = log.read(0, 0, 10).expect("read");
    assert_eq!(entries.iter().map(|e| e.offset).collect::<Vec<_>>(), [0, 1, 2]);
    for (n, entry) in (0..).zip(entries) {
        assert_eq!((entry.shard, entry.record), (0, record(n)));
    }
    assert_eq!(log.read(1, 0, 10).expect("read")[0].record, record(100));
}

/// Reading starts anywhere, also inside a batch, honours the limit and ends at the head.
pub async fn reads_start_anywhere<A: Adapter>(open: impl Fn() -> A) {
    let log = open();
    for start in [0, 7, 9] {
        let end = if start == 0 { 7 } else { start + 2 };
        log.append((start..end).map(|n| (0, record(n))).collect()).await.expect("append");
    }
    for from in 0..12_u32 {
        for max in [0_usize, 1, 3, 100] {
            let got: Vec<_> = log.read(0, u64::from(from), max).expect("read").into_iter().map(|e| e.record).collect();
            let want: Vec<_> = (from..11).take(max).map(record).collect();
            assert_eq!(got, want, "from {from}, at most {max}");
        }
    }
}

/// What append confirmed is there after the log is opened again; the head goes on where it was.
pub async fn confirmed_records_survive_reopening<A: Adapter>(open: impl Fn() -> A) {
    let log = open();
    log.append((0..50).map(|n| (u16::from(n % 2 == 1), record(n))).collect()).await.expect("append");
    drop(log);
    let log = open();
    assert_eq!((log.head(0), log.head(1)), (25, 25));
    log.append(vec![(1, record(1000))]).await.expect("append");
    let last = log.read(1, 24, 10).expect("read");
    assert_eq!(
        last.iter().map(|e| (e.offset, e.record.clone())).collect::<Vec<_>>(),
        [(24, record(49)), (25, record(1000))]
    );
}

/// A watcher hears of the new head, and never of a head that cannot be read yet.
pub async fn watchers_follow_the_head<A: Adapter>(open: impl Fn() -> A) {
    let log = open();
    let mut head = log.watch(0);
    assert_eq!(*head.borrow_and_update(), 0);
    for n in 0..20 {
        let (appended, ()) = tokio::join!(log.append(vec![(0, record(n))]), async {
            head.changed().await.expect("the log lives");
            let seen = *head.borrow_and_update();
            assert_eq!(log.read(0, seen - 1, 1).expect("read").len(), 1, "head {seen} announced but not readable");
        });
        appended.expect("append");
    }
    assert_eq!(*head.borrow(), 20);
}

/// Many appenders at once: everything is there once, each appender's records in its own order.
pub async fn concurrent_appends_keep_their_order<A: Adapter>(open: impl Fn() -> A) {
    let log = open();
    let one = |k: u32| {
        let log = &log;
        async move {
            for i in 0..25 {
                log.append(vec![(0, record(k * 1000 + i))]).await.expect("append");
            }
        }
    };
    tokio::join!(one(0), one(1), one(2), one(3), one(4), one(5));
    let all = log.read(0, 0, 1000).expect("read");
    assert_eq!(all.len(), 150);
    for k in 0..6 {
        let phones: Vec<_> = (0..25).map(|i| record(k * 1000 + i)).collect();
        let of_k: Vec<_> = all.iter().map(|e| e.record.clone()).filter(|r| phones.contains(r)).collect();
        assert_eq!(of_k, phones, "appender {k}");
    }
}

/// Consumers' commits are kept apart by name and shard and survive reopening.
pub async fn commits_are_durable<A: Adapter>(open: impl Fn() -> A) {
    let log = open();
    log.append(vec![(0, record(0)), (1, record(1))]).await.expect("append");
    assert_eq!(log.committed("live", 0).expect("read"), 0);
    log.commit("live", 0, 1).expect("commit");
    log.commit("history", 1, 7).expect("commit");
    drop(log);
    let log = open();
    assert_eq!(log.committed("live", 0).expect("read"), 1);
    assert_eq!(log.committed("live", 1).expect("read"), 0);
    assert_eq!(log.committed("history", 1).expect("read"), 7);
}

/// Trimming drops old batches only, offsets go on, reads before the first kept offset start there, also reopened and
/// when everything was dropped.
pub async fn trimming_keeps_offsets<A: Adapter>(open: impl Fn() -> A) {
    let log = open();
    for n in 0..10 {
        log.append(vec![(0, record(n))]).await.expect("append");
    }
    log.trim(0, 4).expect("trim");
    assert_eq!(log.first(0), 4);
    assert_eq!(log.read(0, 0, 1).expect("read")[0].offset, 4);
    log.trim(0, 10).expect("trim");
    drop(log);
    let log = open();
    assert_eq!((log.first(0), log.head(0)), (10, 10));
    assert!(log.read(0, 0, 10).expect("read").is_empty());
    log.append(vec![(0, record(10))]).await.expect("append");
    assert_eq!(log.read(0, 0, 10).expect("read")[0].offset, 10);
}

/// A shard that does not exist is refused, and nothing of that append is stored.
pub async fn unknown_shards_are_refused<A: Adapter>(open: impl Fn() -> A) {
    let log = open();
    let refused = log.append(vec![(0, record(0)), (999, record(1))]).await;
    assert!(matches!(refused, Err(BusError::NoShard(999))), "{refused:?}");
    assert_eq!(log.head(0), 0);
    assert!(matches!(log.read(999, 0, 1), Err(BusError::NoShard(999))));
}
