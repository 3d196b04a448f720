//! Writing behind the log: positions are buffered per shard and rolled into files, one per day.
//!
//! A roll is complete when every file of it is synced and renamed; only then does [`Writer::durable`] move. The log may
//! be trimmed behind that offset and no further, and after a restart the log is replayed from there: whatever a crash
//! left half done is merged with what comes again, so a replay changes nothing. One process writes at a time.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use anlu_domain::{ids::VehicleId, time::UtcMs, track::Fix};

use self::buffer::{Buffer, Spare};
use crate::{HistoryError, layout, schema::Position};

mod buffer;
pub(crate) mod file;
mod roll;

/// When files are rolled.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Positions of one shard that make a file.
    pub roll_rows: usize,
    /// Age of the oldest buffered position at which a file is made even when it is small.
    pub roll_after: Duration,
}

/// Writes positions into the history. A handle: clones share the buffers.
#[derive(Clone, Debug)]
pub struct Writer {
    root: Arc<Path>,
    settings: Settings,
    shards: Arc<Mutex<BTreeMap<u16, Arc<Shard>>>>,
    spare: Arc<Spare>,
}

#[derive(Debug)]
struct Shard {
    buffer: Mutex<Buffer>,
    /// Held while files are written: one roll of a shard at a time.
    rolling: Mutex<()>,
}

/// A lock whose holder panicked is still a buffer of whole positions: each change is one push or one swap.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Writer {
    /// Opens the history under `root`, and removes what a crash left unfinished.
    pub fn open(root: PathBuf, settings: Settings) -> Result<Self, HistoryError> {
        file::create_folder(&root)?;
        layout::tidy(&root)?;
        Ok(Self { root: root.into(), settings, shards: Arc::default(), spare: Arc::default() })
    }

    /// Buffers the fixes of the next log entries of `shard` up to the entry `last`, each with the offset of its entry (an
    /// entry without positions has none, and the log can be trimmed behind it all the same). Offsets of a shard rise, or
    /// start again from a replayed one. Fast, but when a shard has twice the rows that make a file, because nobody called
    /// [`Writer::roll_due`], the call rolls by itself and blocks on files.
    pub fn append<'a>(
        &self,
        shard: u16,
        last: u64,
        fixes: impl IntoIterator<Item = (u64, VehicleId, &'a Fix)>,
    ) -> Result<(), HistoryError> {
        let entry = self.shard(shard);
        let full = {
            let mut buffer = lock(&entry.buffer);
            buffer.push(last, fixes, Instant::now());
            buffer.len() >= self.settings.roll_rows.saturating_mul(2)
        };
        if full { self.roll(shard) } else { Ok(()) }
    }

    /// Rolls every shard that has enough rows or whose oldest row is old enough at `now`. Blocks on files: call it about
    /// once a second off the async threads. On an error the rows stay buffered and the next call tries again.
    pub fn roll_due(&self, now: Instant) -> Result<(), HistoryError> {
        for (number, shard) in self.all() {
            if lock(&shard.buffer).is_due(&self.settings, now) {
                self.roll(number)?;
            }
        }
        Ok(())
    }

    /// Rolls everything, for an orderly end.
    pub fn flush(&self) -> Result<(), HistoryError> {
        self.all().into_iter().try_for_each(|(number, _)| self.roll(number))
    }

    /// Writes the buffered rows of one shard into files.
    pub fn roll(&self, shard: u16) -> Result<(), HistoryError> {
        let entry = self.shard(shard);
        let _one_at_a_time = lock(&entry.rolling);
        let Some(batch) = lock(&entry.buffer).begin() else { return Ok(()) };
        let done = roll::run(&self.root, shard, &batch);
        let most = buffer::parts_of(self.settings.roll_rows).saturating_mul(lock(&self.shards).len());
        let mut buffer = lock(&entry.buffer);
        match done {
            Ok(()) => buffer.commit(batch, most),
            Err(_) => buffer.put_back(batch),
        }
        done
    }

    /// The last offset of `shard` up to which every position is on disk; `None` when nothing was rolled since the
    /// writer was opened.
    pub fn durable(&self, shard: u16) -> Option<u64> {
        lock(&self.shard(shard).buffer).durable()
    }

    /// Positions not yet in files.
    pub fn buffered_rows(&self) -> usize {
        self.all().iter().map(|(_, shard)| lock(&shard.buffer).len()).sum()
    }

    /// Shows every buffered row.
    pub(crate) fn each_buffered(&self, mut show: impl FnMut(&Position)) {
        for (_, shard) in self.all() {
            lock(&shard.buffer).rows().for_each(&mut show);
        }
    }

    /// When it rolls.
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// The root folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Buffered fixes of one vehicle, in log order.
    pub(crate) fn buffered(&self, vehicle: VehicleId, from: UtcMs, to: UtcMs, out: &mut Vec<Fix>) {
        for (_, shard) in self.all() {
            lock(&shard.buffer).find(vehicle, from, to, out);
        }
    }

    /// Does something while no roll of `shard` goes on.
    pub(crate) fn between_rolls<T>(&self, shard: u16, work: impl FnOnce() -> T) -> T {
        let entry = self.shard(shard);
        let _no_roll = lock(&entry.rolling);
        work()
    }

    fn shard(&self, number: u16) -> Arc<Shard> {
        let new =
            || Arc::new(Shard { buffer: Mutex::new(Buffer::new(Arc::clone(&self.spare))), rolling: Mutex::default() });
        Arc::clone(lock(&self.shards).entry(number).or_insert_with(new))
    }

    fn all(&self) -> Vec<(u16, Arc<Shard>)> {
        lock(&self.shards).iter().map(|(number, shard)| (*number, Arc::clone(shard))).collect()
    }
}

#[cfg(test)]
pub(crate) mod tests;
