//! One roll: the buffered rows of a shard become one file per day.

use std::{collections::BTreeMap, path::Path};

use super::{buffer::Batch, file};
use crate::{
    HistoryError,
    layout::{self, Part},
    schema::Position,
};

/// Writes `batch`. Files whose offsets overlap (left by a crash, and now replayed) are merged into the new one, never
/// dropped: whatever they hold stays, each position once.
pub(super) fn run(root: &Path, shard: u16, batch: &Batch) -> Result<(), HistoryError> {
    let mut days: BTreeMap<_, Vec<&Position>> = BTreeMap::new();
    // Neighbours are nearly always of one day.
    let same_day = |one: &Position, next: &Position| one.fix.time.day() == next.fix.time.day();
    for rows in batch.parts.iter().flat_map(|part| part.chunk_by(same_day)) {
        if let Some(first) = rows.first() {
            days.entry(first.fix.time.day()).or_default().extend(rows);
        }
    }
    for (day, rows) in days {
        let folder = layout::folder(root, day, shard);
        file::create_folder(&folder)?;
        let overlapping = layout::parts(&folder)?.into_iter().filter(|p| p.overlaps(batch.first, batch.last));
        let old: Vec<Part> = overlapping.collect();
        let mut kept: Vec<Position> = Vec::new();
        for part in &old {
            kept.extend(file::read(&part.path)?);
        }
        // What is on disk already comes first: of equal positions the first in log order stays.
        // Their keys stand beside each other: a row lies anywhere.
        let mut keyed: Vec<_> = kept.iter().chain(rows).map(|p| (p.vehicle.0.as_u128(), p.fix.time.0, p)).collect();
        keyed.sort_by_key(|(vehicle, time, _)| (*vehicle, *time));
        keyed.dedup_by_key(|(vehicle, time, _)| (*vehicle, *time));
        let all: Vec<&Position> = keyed.into_iter().map(|(.., position)| position).collect();
        let first = old.iter().map(|p| p.first).fold(batch.first, u64::min);
        let last = old.iter().map(|p| p.last).fold(batch.last, u64::max);
        let merged = Part::new(&folder, first, last);
        file::write(&merged, &all)?;
        for part in old.iter().filter(|p| p.path != merged.path) {
            layout::remove(&part.path)?;
        }
    }
    Ok(())
}
