//! Positions of one shard that are not in files yet. They can be read all the while, also during a roll.

use std::{sync::Arc, time::Instant};

use anlu_domain::{ids::VehicleId, time::UtcMs, track::Fix};

use super::Settings;
use crate::schema::Position;

/// What one roll writes.
#[derive(Clone, Debug)]
pub(super) struct Batch {
    /// First offset.
    pub(super) first: u64,
    /// Last offset, included.
    pub(super) last: u64,
    /// Rows in log order.
    pub(super) rows: Arc<Vec<Position>>,
}

#[derive(Debug, Default)]
pub(super) struct Buffer {
    rows: Vec<Position>,
    /// Offset of the oldest row, and when it came.
    oldest: Option<(u64, Instant)>,
    /// Newest offset seen.
    newest: Option<u64>,
    rolling: Option<Batch>,
    durable: Option<u64>,
}

impl Buffer {
    pub(super) fn push(&mut self, last: u64, fixes: &[(u64, VehicleId, Fix)], now: Instant) {
        if let Some((offset, ..)) = fixes.first() {
            self.rows.extend(fixes.iter().map(|(_, vehicle, fix)| Position { vehicle: *vehicle, fix: *fix }));
            // A reader of the log that starts again repeats what is buffered here: the range only ever widens.
            self.oldest = Some(self.oldest.map_or((*offset, now), |(first, since)| (first.min(*offset), since)));
            self.durable =
                self.durable.and_then(|last| if last < *offset { Some(last) } else { offset.checked_sub(1) });
        }
        self.newest = self.newest.max(Some(last));
        if self.rows.is_empty() && self.rolling.is_none() {
            self.durable = self.newest;
        }
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn is_due(&self, settings: &Settings, now: Instant) -> bool {
        self.rows.len() >= settings.roll_rows
            || self.oldest.is_some_and(|(_, since)| now.saturating_duration_since(since) >= settings.roll_after)
    }

    /// Takes the rows for a roll; `None` without rows.
    pub(super) fn begin(&mut self) -> Option<Batch> {
        let (first, _) = self.oldest.take()?;
        let batch = Batch { first, last: self.newest.unwrap_or(first), rows: Arc::new(std::mem::take(&mut self.rows)) };
        self.rolling = Some(batch.clone());
        Some(batch)
    }

    /// The roll is on disk.
    pub(super) fn commit(&mut self, batch: &Batch) {
        self.rolling = None;
        self.durable = match self.oldest {
            None => self.newest,
            Some((first, _)) => first.checked_sub(1).map(|before| before.min(batch.last)),
        };
    }

    /// The roll failed: its rows go back before those that came since.
    pub(super) fn put_back(&mut self, batch: Batch) {
        self.rolling = None;
        let mut rows = Arc::unwrap_or_clone(batch.rows);
        rows.append(&mut self.rows);
        self.rows = rows;
        self.oldest = Some((batch.first, Instant::now()));
    }

    pub(super) fn durable(&self) -> Option<u64> {
        self.durable
    }

    /// Every row not in a file yet, in log order.
    pub(super) fn rows(&self) -> impl Iterator<Item = &Position> {
        self.rolling.iter().flat_map(|batch| batch.rows.iter()).chain(&self.rows)
    }

    /// The fixes of one vehicle between two times, both included, in log order.
    pub(super) fn find(&self, vehicle: VehicleId, from: UtcMs, to: UtcMs, out: &mut Vec<Fix>) {
        let wanted = |p: &&Position| p.vehicle == vehicle && (from..=to).contains(&p.fix.time);
        out.extend(self.rows().filter(wanted).map(|p| p.fix));
    }
}
