//! Group commit: many appenders put encoded records into one queue, one thread writes and syncs them together.

use std::{
    path::PathBuf,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use fjall::{Database, PersistMode, Slice};
use tokio::sync::{Semaphore, oneshot};

use crate::{
    envelope,
    error::BusError,
    event::{BatchFailed, BatchWritten},
    shard::Shard,
};

/// Bytes at which a lingering writer starts at once.
const FULL_BATCH_BYTES: usize = 4 * 1024 * 1024;

type Reply = oneshot::Sender<Result<(), BusError>>;

/// Encoded records of one shard.
#[derive(Clone, Default)]
struct Waiting {
    /// As they were appended.
    parts: Vec<Vec<u8>>,
    count: u32,
}

/// Encoded records waiting for the writer.
pub(crate) struct Queue {
    state: Mutex<State>,
    wake: Condvar,
    /// Room for waiting records; appenders wait here.
    pub(crate) room: Semaphore,
}

#[derive(Default)]
struct State {
    shards: Vec<Waiting>,
    replies: Vec<Reply>,
    permits: usize,
    bytes: usize,
    lingering: bool,
    closed: bool,
}

impl Queue {
    pub(crate) fn new(shards: u16, room: u32) -> Self {
        let room = usize::try_from(room).unwrap_or(usize::MAX).min(Semaphore::MAX_PERMITS);
        let state = State { shards: vec![Waiting::default(); usize::from(shards)], ..State::default() };
        Self { state: Mutex::new(state), wake: Condvar::new(), room: Semaphore::new(room) }
    }

    /// Puts encoded records in the queue: for each shard their bytes and number. The reply comes after they are durable.
    pub(crate) fn push(&self, records: Vec<(Vec<u8>, u32)>, permits: usize) -> oneshot::Receiver<Result<(), BusError>> {
        let (reply, answer) = oneshot::channel();
        let mut state = self.lock();
        if state.closed {
            let _closed = reply.send(Err(BusError::Closed));
            return answer;
        }
        let added: usize = records.iter().map(|(bytes, _)| bytes.len()).sum();
        state.bytes += added;
        for (waiting, (bytes, count)) in state.shards.iter_mut().zip(records).filter(|(_, (_, count))| *count > 0) {
            waiting.parts.push(bytes);
            waiting.count += count;
        }
        let first = state.replies.is_empty();
        state.replies.push(reply);
        state.permits += permits;
        let wake = if state.lingering { state.bytes >= FULL_BATCH_BYTES } else { first };
        drop(state);
        if wake {
            self.wake.notify_one();
        }
        answer
    }

    /// No more appends; the writer ends after what is queued.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.wake.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for work, lingers, takes everything. `None`: closed and empty.
    fn take(&self, linger: Duration) -> Option<State> {
        let mut state = self.lock();
        while state.replies.is_empty() {
            if state.closed {
                return None;
            }
            state = self.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let end = Instant::now() + linger;
        state.lingering = true;
        while !state.closed && state.bytes < FULL_BATCH_BYTES {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            state = self.wake.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        let (shards, closed) = (state.shards.len(), state.closed);
        let empty = State { shards: vec![Waiting::default(); shards], closed, ..State::default() };
        Some(std::mem::replace(&mut *state, empty))
    }
}

/// Everything the writer thread needs.
pub(crate) struct Writer {
    pub(crate) dir: PathBuf,
    pub(crate) db: Database,
    pub(crate) shards: Arc<[Shard]>,
    pub(crate) queue: Arc<Queue>,
    pub(crate) paused: Arc<AtomicBool>,
    pub(crate) linger: Duration,
    pub(crate) min_free: u64,
    /// Bytes of a shard's newest batches that are kept at hand.
    pub(crate) tail: usize,
}

impl Writer {
    /// Runs until the queue is closed and empty.
    pub(crate) fn run(self) {
        let mut whole = Vec::new();
        while let Some(work) = self.queue.take(self.linger) {
            let done = self.write(&work, &mut whole);
            if let Err(error) = &done {
                BatchFailed { appends: work.replies.len(), error }.emit();
            }
            self.queue.room.add_permits(work.permits);
            for reply in work.replies {
                let _gone = reply.send(done.clone());
            }
        }
    }

    /// `whole` is room that is used again.
    fn write(&self, work: &State, whole: &mut Vec<u8>) -> Result<(), BusError> {
        if self.paused.load(Ordering::Acquire) {
            return Err(BusError::Paused);
        }
        self.check_space()?;
        let start = Instant::now();
        let mut batch = self.db.batch().durability(Some(PersistMode::SyncAll));
        let mut written = Vec::new();
        for (shard, Waiting { parts, count }) in self.shards.iter().zip(&work.shards) {
            if *count > 0 {
                whole.clear();
                envelope::header(*count, whole);
                for part in parts {
                    whole.extend_from_slice(part);
                }
                let value = Slice::from(&*whole);
                batch.insert(&shard.batches, shard.head().to_be_bytes(), value.clone());
                written.push((shard, *count, value));
            }
        }
        batch.commit()?;
        let mut records = 0;
        for (shard, count, value) in written {
            records += u64::from(count);
            shard.written(count, value, self.tail);
        }
        let bytes = u64::try_from(work.bytes).unwrap_or(u64::MAX);
        BatchWritten { appends: work.replies.len(), records, bytes, took: start.elapsed() }.emit();
        Ok(())
    }

    fn check_space(&self) -> Result<(), BusError> {
        let folder = rustix::fs::statvfs(&self.dir).map_err(|e| BusError::Folder(Arc::new(e.into())))?;
        let free = folder.f_bavail.saturating_mul(folder.f_frsize);
        if free < self.min_free {
            return Err(BusError::DiskFull { free, needed: self.min_free });
        }
        Ok(())
    }
}
