//! The embedded log.

use std::{
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
};

use anlu_domain::time::UtcMs;
use fjall::{CompressionType, Database, Keyspace, KeyspaceCreateOptions, PersistMode};
use tokio::sync::watch;

use crate::{
    envelope,
    error::BusError,
    event::Trimmed,
    meter::Meter,
    record::{Entry, Record},
    settings::LogSettings,
    shard::Shard,
    writer::{Queue, Writer},
};

const SHARDS_KEY: &str = "shards";

/// The embedded durable log: one folder, one process. Dropping it writes what is queued and closes it.
pub struct Log {
    db: Database,
    meta: Keyspace,
    consumers: Keyspace,
    shards: Arc<[Shard]>,
    queue: Arc<Queue>,
    paused: Arc<AtomicBool>,
    settings: LogSettings,
    writer: Mutex<Option<JoinHandle<()>>>,
    meter: Meter,
}

impl Log {
    /// Opens or creates the log in `dir`. After a crash the log ends with the last batch that became durable.
    pub fn open(dir: &Path, settings: LogSettings) -> Result<Self, BusError> {
        std::fs::create_dir_all(dir).map_err(|e| BusError::Folder(Arc::new(e)))?;
        let db = Database::builder(dir)
            .journal_compression(CompressionType::None)
            .cache_size(settings.cache_bytes)
            .worker_threads(1)
            .open()?;
        let meta = db.keyspace("meta", KeyspaceCreateOptions::default)?;
        let consumers = db.keyspace("consumers", KeyspaceCreateOptions::default)?;
        check_shard_count(&db, &meta, settings.shards)?;
        let shards = (0..settings.shards)
            .map(|n| {
                let options = || KeyspaceCreateOptions::default().max_memtable_size(settings.shard_buffer_bytes);
                let batches = db.keyspace(&format!("shard-{n:05}"), options)?;
                Shard::open(n, batches, number(&meta, &first_key(n))?)
            })
            .collect::<Result<Arc<[Shard]>, BusError>>()?;
        let queue = Arc::new(Queue::new(settings.shards, settings.max_pending_records));
        let paused = Arc::new(AtomicBool::new(false));
        let writer = Writer {
            dir: dir.to_owned(),
            db: db.clone(),
            shards: Arc::clone(&shards),
            queue: Arc::clone(&queue),
            paused: Arc::clone(&paused),
            linger: settings.linger,
            min_free: settings.min_free_bytes,
            tail: settings.tail_bytes,
        };
        let writer = std::thread::Builder::new()
            .name("bus-writer".to_owned())
            .spawn(move || writer.run())
            .map_err(|e| BusError::Folder(Arc::new(e)))?;
        let writer = Mutex::new(Some(writer));
        Ok(Self { db, meta, consumers, shards, queue, paused, settings, writer, meter: Meter::default() })
    }

    /// Appends records (shard, record), all or none, in the order given; returns when they are synced to disk. Appends
    /// of many callers share one sync. Waits when too many records are queued already. Dropping the future does not
    /// take the records back.
    pub async fn append(&self, batch: Vec<(u16, Record)>) -> Result<(), BusError> {
        let mut appending = self.begin(0);
        for (shard, record) in &batch {
            appending.add(*shard, record)?;
        }
        self.finish(appending).await
    }

    /// Begins what [`Log::finish`] appends; some `room` bytes are expected for each shard.
    pub fn begin(&self, room: usize) -> Appending {
        let shards = vec![(Vec::new(), 0); self.shards.len()];
        Appending { shards, room, records: 0, most: self.settings.max_record_bytes }
    }

    /// [`Log::append`] of records that were added one by one.
    pub async fn finish(&self, appending: Appending) -> Result<(), BusError> {
        let Appending { shards, records, .. } = appending;
        if records == 0 {
            return Ok(());
        }
        let wanted = u32::try_from(records).unwrap_or(u32::MAX).min(self.settings.max_pending_records);
        let room = self.queue.room.acquire_many(wanted).await.map_err(|_why| BusError::Closed)?;
        room.forget();
        let answer = self.queue.push(shards, usize::try_from(wanted).unwrap_or(usize::MAX));
        answer.await.unwrap_or(Err(BusError::Closed))
    }

    /// Up to `max_entries` durable entries from offset `from` on. Starts at [`Log::first`] when `from` was trimmed.
    /// Blocks on the disk: call it from a blocking thread or a detector's own task.
    pub fn read(&self, shard: u16, from: u64, max_entries: usize) -> Result<Vec<Entry>, BusError> {
        let mut entries = Vec::new();
        self.each(shard, from, max_entries, |entry| entries.push(entry.clone()))?;
        Ok(entries)
    }

    /// Shows what [`Log::read`] would give, entry by entry. On an error some may have been shown.
    pub fn each(&self, shard: u16, from: u64, max_entries: usize, show: impl FnMut(&Entry)) -> Result<(), BusError> {
        self.shard(shard)?.each(from, max_entries, show)
    }

    /// The next offset to be written in the shard (0 when there is no such shard).
    pub fn head(&self, shard: u16) -> u64 {
        self.shard(shard).map_or(0, Shard::head)
    }

    /// The oldest offset kept in the shard.
    pub fn first(&self, shard: u16) -> u64 {
        self.shard(shard).map_or(0, Shard::first)
    }

    /// Follows the head of the shard. A receiver of a shard that does not exist never changes.
    pub fn watch(&self, shard: u16) -> watch::Receiver<u64> {
        self.shard(shard).map_or_else(|_| watch::channel(0).1, |s| s.head.subscribe())
    }

    /// Number of shards.
    pub fn shards(&self) -> u16 {
        self.settings.shards
    }

    /// Shard of a key; stable for ever (FNV-1a, 64 bit).
    pub fn shard_of(&self, key: &[u8]) -> u16 {
        let hash =
            key.iter().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0000_0100_0000_01b3));
        u16::try_from(hash % u64::from(self.settings.shards.max(1))).unwrap_or(0)
    }

    /// Remembers, synced to disk, that `consumer` is done with everything before `offset`. One sync per call: commit
    /// with a snapshot every few seconds, not per batch.
    pub fn commit(&self, consumer: &str, shard: u16, offset: u64) -> Result<(), BusError> {
        self.shard(shard)?;
        let mut batch = self.db.batch().durability(Some(PersistMode::SyncAll));
        batch.insert(&self.consumers, consumer_key(consumer, shard), offset.to_be_bytes());
        Ok(batch.commit()?)
    }

    /// What `consumer` committed last; 0 when it never did.
    pub fn committed(&self, consumer: &str, shard: u16) -> Result<u64, BusError> {
        number(&self.consumers, &consumer_key(consumer, shard))
    }

    /// Drops whole batches that lie before offset `before`.
    pub fn trim(&self, shard: u16, before: u64) -> Result<(), BusError> {
        let shard = self.shard(shard)?;
        let mut batch = self.db.batch();
        let (mut first, mut dropped) = (shard.first(), 0);
        for stored in shard.oldest() {
            let stored = stored?;
            let end = stored.first.saturating_add(stored.count);
            if end > before.min(shard.head()) {
                break;
            }
            batch.remove(&shard.batches, stored.first.to_be_bytes());
            (first, dropped) = (end, dropped + 1);
        }
        if dropped > 0 {
            batch.insert(&self.meta, first_key(shard.number), first.to_be_bytes());
            batch.commit()?;
            shard.first.store(first, Ordering::Release);
            Trimmed { shard: shard.number, batches: dropped, first }.emit();
        }
        Ok(())
    }

    /// Retention: drops batches received wholly before `keep_from` that every one of `consumers` has committed.
    pub fn retain(&self, keep_from: UtcMs, consumers: &[&str]) -> Result<(), BusError> {
        for shard in self.shards.iter() {
            let mut done = if consumers.is_empty() { 0 } else { u64::MAX };
            for consumer in consumers {
                done = done.min(self.committed(consumer, shard.number)?);
            }
            let mut before = shard.first();
            for stored in shard.oldest() {
                let stored = stored?;
                let end = stored.first.saturating_add(stored.count);
                if end > done || shard.records(&stored)?.iter().any(|r| r.received >= keep_from) {
                    break;
                }
                before = end;
            }
            self.trim(shard.number, before)?;
        }
        Ok(())
    }

    /// What is counted on the links that write to this log.
    pub fn meter(&self) -> &Meter {
        &self.meter
    }

    /// Refuses appends with [`BusError::Paused`] until called with `false`: for moving the disk, and for tests.
    pub fn pause(&self, paused: bool) {
        self.paused.store(paused, Ordering::Release);
    }

    fn shard(&self, shard: u16) -> Result<&Shard, BusError> {
        self.shards.get(usize::from(shard)).ok_or(BusError::NoShard(shard))
    }
}

/// Records on their way into the log, as it keeps them.
pub struct Appending {
    /// For each shard, the records and their number.
    shards: Vec<(Vec<u8>, u32)>,
    room: usize,
    records: usize,
    /// Longest record, bytes.
    most: usize,
}

impl Appending {
    /// Adds a record behind those of its shard. After an error nothing should be appended.
    pub fn add(&mut self, shard: u16, record: &Record) -> Result<(), BusError> {
        let (encoded, count) = self.shards.get_mut(usize::from(shard)).ok_or(BusError::NoShard(shard))?;
        if encoded.is_empty() {
            encoded.reserve(self.room);
        }
        let before = encoded.len();
        envelope::encode(record, encoded);
        let bytes = encoded.len().saturating_sub(before);
        if bytes > self.most {
            return Err(BusError::RecordSize { bytes, limit: self.most });
        }
        *count += 1;
        self.records += 1;
        Ok(())
    }

    /// How many there are.
    pub fn records(&self) -> usize {
        self.records
    }

    /// Bytes of the shard that has most.
    pub fn largest(&self) -> usize {
        self.shards.iter().map(|(encoded, _)| encoded.len()).max().unwrap_or(0)
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        self.queue.close();
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(writer) = writer {
            let _panicked = writer.join();
        }
    }
}

fn check_shard_count(db: &Database, meta: &Keyspace, asked: u16) -> Result<(), BusError> {
    let stored = if let Some(v) = meta.get(SHARDS_KEY)? {
        u16::from_be_bytes(<[u8; 2]>::try_from(&*v).unwrap_or_default())
    } else {
        meta.insert(SHARDS_KEY, asked.to_be_bytes())?;
        db.persist(PersistMode::SyncAll)?;
        asked
    };
    if stored == asked && asked > 0 { Ok(()) } else { Err(BusError::ShardCount { stored, asked }) }
}

fn number(keyspace: &Keyspace, key: &[u8]) -> Result<u64, BusError> {
    let stored = keyspace.get(key)?;
    Ok(stored.and_then(|v| <[u8; 8]>::try_from(&*v).ok()).map_or(0, u64::from_be_bytes))
}

fn first_key(shard: u16) -> Vec<u8> {
    [b"first/".as_slice(), &shard.to_be_bytes()].concat()
}

fn consumer_key(consumer: &str, shard: u16) -> Vec<u8> {
    [consumer.as_bytes(), b"/", &shard.to_be_bytes()].concat()
}
