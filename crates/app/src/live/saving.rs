//! When the state of a shard is saved. Its worker writes the file; the disk takes it while the worker goes on judging.

use std::{sync::Arc, time::Duration};

use anlu_bus::Log;
use tokio::{
    task::{JoinHandle, spawn_blocking},
    time::Instant,
};

use super::{figures, judge::JudgeError, plane::DETECTORS, snapshot::Written};

/// Snapshots of all shards together take no more than about one part in so many of a core, however many vehicles there
/// are.
const SAVING: u32 = 10;

/// A snapshot that is written, and not yet in its place.
pub(super) struct Saving {
    pub(super) written: Written,
    pub(super) log: Arc<Log>,
    pub(super) shard: u16,
    /// Next offset to judge.
    pub(super) offset: u64,
    pub(super) begun: Instant,
}

impl Saving {
    /// Brings it to disk and commits the offset, which is answered.
    fn finish(self) -> Result<Saved, JudgeError> {
        let Self { written, log, shard, offset, begun } = self;
        let stopped = begun.elapsed();
        let bytes = written.keep()?;
        log.commit(DETECTORS, shard, offset)?;
        figures::saved(shard, offset, bytes, stopped);
        Ok(Saved { offset, took: begun.elapsed() })
    }
}

/// A snapshot in its place.
pub(super) struct Saved {
    pub(super) offset: u64,
    took: Duration,
}

/// The snapshots of a shard, one after the other.
pub(super) struct Saves {
    every: Duration,
    shards: u32,
    /// Until the next one.
    pace: Duration,
    last: Instant,
    under_way: Option<JoinHandle<Result<Saved, JudgeError>>>,
}

impl Saves {
    /// The first one after `every`; of so many `shards` each is saved as seldom as all of them can bear.
    pub(super) fn new(every: Duration, shards: u16) -> Self {
        Self { every, shards: shards.into(), pace: every, last: Instant::now(), under_way: None }
    }

    /// Whether it is time for the next one.
    pub(super) fn due(&self) -> bool {
        self.under_way.is_none() && self.last.elapsed() >= self.pace
    }

    /// The disk takes what was written, if anything.
    pub(super) fn begin(&mut self, saving: Option<Saving>) {
        self.last = Instant::now();
        self.under_way = saving.map(|saving| spawn_blocking(move || saving.finish()));
    }

    /// What became of the one under way, if it has ended.
    pub(super) async fn ended(&mut self) -> Option<Result<Saved, JudgeError>> {
        if self.under_way.as_ref().is_some_and(JoinHandle::is_finished) { self.end().await } else { None }
    }

    /// Waits for the one under way, if there is one.
    pub(super) async fn end(&mut self) -> Option<Result<Saved, JudgeError>> {
        // After a panic nothing was saved, which the next one mends.
        let done = self.under_way.take()?.await.ok()?;
        if let Ok(saved) = &done {
            self.pace = self.every.max(saved.took * SAVING * self.shards);
        }
        Some(done)
    }
}
