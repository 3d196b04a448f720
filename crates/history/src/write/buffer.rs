//! Positions of one shard that are not in files yet. They can be read all the while, also during a roll.

use std::{
    sync::{Arc, Mutex},
    time::Instant,
};

use anlu_domain::{ids::VehicleId, time::UtcMs, track::Fix};

use super::{Settings, lock};
use crate::schema::Position;

/// Rows of a part of a buffer.
const PART: usize = 4_096;

/// Rows in log order, in parts: rows that come never move those that are there, and parts are used again.
pub(super) type Parts = Vec<Vec<Position>>;

/// Parts that hold so many rows.
pub(super) fn parts_of(rows: usize) -> usize {
    rows.div_ceil(PART)
}

/// Empty parts, of all shards together: memory that was never used before costs more than what is written into it.
#[derive(Debug, Default)]
pub(super) struct Spare(Mutex<Parts>);

impl Spare {
    fn part(&self) -> Vec<Position> {
        lock(&self.0).pop().unwrap_or_else(|| Vec::with_capacity(PART))
    }

    /// Takes parts that are not needed any more, so that at most `most` are kept.
    fn take(&self, parts: Parts, most: usize) {
        let mut spare = lock(&self.0);
        let room = most.saturating_sub(spare.len());
        spare.extend(parts.into_iter().filter(|part| part.capacity() == PART).take(room).map(|mut part| {
            part.clear();
            part
        }));
    }
}

/// What one roll writes.
#[derive(Clone, Debug)]
pub(super) struct Batch {
    /// First offset.
    pub(super) first: u64,
    /// Last offset, included.
    pub(super) last: u64,
    pub(super) parts: Arc<Parts>,
    rows: usize,
}

#[derive(Debug, Default)]
pub(super) struct Buffer {
    parts: Parts,
    rows: usize,
    spare: Arc<Spare>,
    /// Offset of the oldest row, and when it came.
    oldest: Option<(u64, Instant)>,
    /// Newest offset seen.
    newest: Option<u64>,
    rolling: Option<Batch>,
    durable: Option<u64>,
}

impl Buffer {
    /// Without rows; parts come from `spare`, and go there.
    pub(super) fn new(spare: Arc<Spare>) -> Self {
        Self { spare, ..Self::default() }
    }

    pub(super) fn push<'a>(
        &mut self,
        last: u64,
        fixes: impl IntoIterator<Item = (u64, VehicleId, &'a Fix)>,
        now: Instant,
    ) {
        let mut fixes = fixes.into_iter().peekable();
        if let Some((offset, ..)) = fixes.peek() {
            // A reader of the log that starts again repeats what is buffered here: the range only ever widens.
            self.oldest = Some(self.oldest.map_or((*offset, now), |(first, since)| (first.min(*offset), since)));
            self.durable =
                self.durable.and_then(|last| if last < *offset { Some(last) } else { offset.checked_sub(1) });
        }
        let mut rows = fixes.map(|(_, vehicle, fix)| Position { vehicle, fix: *fix });
        while let Some(first) = rows.next() {
            if self.parts.last().is_none_or(|part| part.len() >= PART) {
                self.parts.push(self.spare.part());
            }
            if let Some(part) = self.parts.last_mut() {
                let before = part.len();
                part.push(first);
                part.extend(rows.by_ref().take(PART - part.len()));
                self.rows += part.len() - before;
            }
        }
        self.newest = self.newest.max(Some(last));
        if self.rows == 0 && self.rolling.is_none() {
            self.durable = self.newest;
        }
    }

    pub(super) fn len(&self) -> usize {
        self.rows
    }

    pub(super) fn is_due(&self, settings: &Settings, now: Instant) -> bool {
        self.rows >= settings.roll_rows
            || self.oldest.is_some_and(|(_, since)| now.saturating_duration_since(since) >= settings.roll_after)
    }

    /// Takes the rows for a roll; `None` without rows.
    pub(super) fn begin(&mut self) -> Option<Batch> {
        let (first, _) = self.oldest.take()?;
        let (parts, rows) = (Arc::new(std::mem::take(&mut self.parts)), std::mem::take(&mut self.rows));
        let batch = Batch { first, last: self.newest.unwrap_or(first), parts, rows };
        self.rolling = Some(batch.clone());
        Some(batch)
    }

    /// The roll is on disk; its parts may be used again, of which `most` are kept.
    pub(super) fn commit(&mut self, batch: Batch, most: usize) {
        self.rolling = None;
        self.durable = match self.oldest {
            None => self.newest,
            Some((first, _)) => first.checked_sub(1).map(|before| before.min(batch.last)),
        };
        if let Some(parts) = Arc::into_inner(batch.parts) {
            self.spare.take(parts, most);
        }
    }

    /// The roll failed: its rows go back before those that came since.
    pub(super) fn put_back(&mut self, batch: Batch) {
        self.rolling = None;
        let mut parts = Arc::unwrap_or_clone(batch.parts);
        parts.append(&mut self.parts);
        self.parts = parts;
        self.rows += batch.rows;
        self.oldest = Some((batch.first, Instant::now()));
    }

    pub(super) fn durable(&self) -> Option<u64> {
        self.durable
    }

    /// Every row not in a file yet, in log order.
    pub(super) fn rows(&self) -> impl Iterator<Item = &Position> {
        let rolling = self.rolling.iter().flat_map(|batch| batch.parts.iter());
        rolling.chain(&self.parts).flatten()
    }

    /// The fixes of one vehicle between two times, both included, in log order.
    pub(super) fn find(&self, vehicle: VehicleId, from: UtcMs, to: UtcMs, out: &mut Vec<Fix>) {
        let wanted = |p: &&Position| p.vehicle == vehicle && (from..=to).contains(&p.fix.time);
        out.extend(self.rows().filter(wanted).map(|p| p.fix));
    }
}
