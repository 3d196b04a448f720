//! Small files become one per day and shard, and positions leave when their retention ends.
//!
//! The log is rolled every few minutes, so a day has hundreds of small files; a reader of one vehicle would open them
//! all. Compaction merges the files of a folder without holding up the writer: it reads and writes beside it, and takes
//! the shard only to put the new file in place of the old ones. A crash at any moment leaves either the old files, or
//! the new one with old ones whose range it covers: [`crate::layout::tidy`] removes those.

use std::{collections::BTreeSet, fs, path::Path};

use anlu_domain::{ids::VehicleId, time::CivilDay};
use serde::Serialize;

use crate::{
    HistoryError, Writer, layout,
    layout::{Part, ShardFolder},
    merge::Merge,
    schema,
    write::file::{Unfinished, Writing},
};

/// Rows turned into columns at a time.
const CHUNK: usize = 65_536;

/// How long positions are kept, in whole days after their own.
pub trait Retention {
    /// Every number of days that [`Retention::days`] may answer.
    fn terms(&self) -> BTreeSet<u32>;
    /// How long the positions of a vehicle are kept.
    fn days(&self, vehicle: VehicleId) -> u32;
}

/// What a pass does.
#[derive(Clone, Copy, Debug)]
pub struct Pass {
    /// The present civil day.
    pub today: CivilDay,
    /// Days after which hardly anything is added any more: later than `today - settled_days` a folder is merged only
    /// when it has `crowded` files.
    pub settled_days: u32,
    /// Files of a folder that make it worth merging while its day still goes on.
    pub crowded: usize,
}

/// What a pass did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Compacted {
    /// Folders looked at.
    pub folders: u64,
    /// Folders rewritten.
    pub rewritten: u64,
    /// Folders removed because every retention had ended.
    pub removed: u64,
    /// Files read.
    pub files: u64,
    /// Rows written.
    pub rows: u64,
    /// Rows left out because their retention had ended.
    pub expired: u64,
    /// Bytes of the files read.
    pub bytes_before: u64,
    /// Bytes of the files written.
    pub bytes_after: u64,
}

impl Writer {
    /// Merges and thins the folders that want it, oldest day first. Blocks on files; `go_on` is asked between rows and
    /// ends the pass early, with nothing half done. A folder that cannot be read ends the pass with its error.
    pub fn compact(
        &self,
        pass: &Pass,
        retention: &dyn Retention,
        go_on: &dyn Fn() -> bool,
    ) -> Result<Compacted, HistoryError> {
        let mut done = Compacted::default();
        let terms = retention.terms();
        for folder in layout::shard_folders(self.root(), CivilDay(i32::MIN), CivilDay(i32::MAX))? {
            if !go_on() {
                break;
            }
            done.folders += 1;
            let age = u32::try_from(pass.today.0.saturating_sub(folder.day.0)).unwrap_or(0);
            let over = terms.iter().copied().filter(|term| *term < age).max().unwrap_or(0);
            if over > 0 && terms.last() == Some(&over) {
                self.remove(&folder, &mut done)?;
                continue;
            }
            let parts = layout::parts(&folder.path)?;
            let settled = age >= pass.settled_days;
            if (settled && parts.len() > 1) || parts.len() >= pass.crowded || thin(&parts, over)? {
                self.rewrite(&folder, &parts, (over, retention), go_on, &mut done)?;
            }
        }
        Ok(done)
    }

    /// Merges `parts` into one, without the vehicles whose retention is at most `over` days.
    fn rewrite(
        &self,
        folder: &ShardFolder,
        parts: &[Part],
        (over, retention): (u32, &dyn Retention),
        go_on: &dyn Fn() -> bool,
        done: &mut Compacted,
    ) -> Result<(), HistoryError> {
        let Some(first) = parts.first() else { return Ok(()) };
        let last = parts.iter().fold(first.last, |last, part| last.max(part.last));
        let merged = Part::new(&folder.path, first.first, last);
        let mut file = Unfinished::create(&merged, Writing::Compaction { expired: over })?;
        let mut rows = Merge::open(parts)?;
        let (mut written, mut expired, mut held) = (0_u64, 0_u64, None);
        let mut chunk = Vec::with_capacity(CHUNK);
        loop {
            chunk.clear();
            let mut ended = false;
            while chunk.len() < CHUNK {
                let Some(row) = rows.next().transpose()? else {
                    ended = true;
                    break;
                };
                let kept = match held {
                    Some((vehicle, kept)) if vehicle == row.vehicle => kept,
                    _ => over == 0 || retention.days(row.vehicle) > over,
                };
                held = Some((row.vehicle, kept));
                if kept { chunk.push(row) } else { expired += 1 }
            }
            if !go_on() {
                return file.abandon();
            }
            if !chunk.is_empty() {
                file.push(&chunk.iter().collect::<Vec<_>>())?;
                written += u64::try_from(chunk.len()).unwrap_or(u64::MAX);
            }
            if ended {
                break;
            }
        }
        let file = file.finish()?;
        let before = bytes(parts.iter().map(|p| p.path.as_path()));
        let parts_now = || layout::parts(&folder.path);
        let replaced = self.between_rolls(folder.shard, || {
            // A roll that replays the log may have merged some of these files meanwhile: the next pass tries again.
            if parts_now()?.into_iter().filter(|p| p.overlaps(merged.first, merged.last)).ne(parts.iter().cloned()) {
                return file.abandon().map(|()| false);
            }
            file.publish(&merged)?;
            parts.iter().filter(|p| p.path != merged.path).try_for_each(|p| layout::remove(&p.path))?;
            Ok::<_, HistoryError>(true)
        })?;
        if !replaced {
            return Ok(());
        }
        done.rewritten += 1;
        done.files += u64::try_from(parts.len()).unwrap_or(u64::MAX);
        done.rows += written;
        done.expired += expired;
        done.bytes_before += before;
        done.bytes_after += bytes([merged.path.as_path()]);
        Ok(())
    }

    /// Removes a folder whose day is out of every retention.
    fn remove(&self, folder: &ShardFolder, done: &mut Compacted) -> Result<(), HistoryError> {
        self.between_rolls(folder.shard, || {
            for part in layout::parts(&folder.path)? {
                done.bytes_before += bytes([part.path.as_path()]);
                done.files += 1;
                layout::remove(&part.path)?;
            }
            Ok::<_, HistoryError>(())
        })?;
        done.removed += 1;
        // Fails while something foreign lies inside, which stays; the day goes with its last shard.
        let _not_empty = fs::remove_dir(&folder.path);
        let _more_shards = folder.path.parent().map(fs::remove_dir);
        Ok(())
    }
}

/// Whether files still hold vehicles whose retention of at most `over` days has ended.
fn thin(parts: &[Part], over: u32) -> Result<bool, HistoryError> {
    for part in parts.iter().take_while(|_| over > 0) {
        let file = fs::File::open(&part.path).map_err(HistoryError::io(&part.path))?;
        if schema::expired(&schema::open(&part.path, &file)?) < over {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Bytes of files; one that is gone counts nothing.
fn bytes<'a>(paths: impl IntoIterator<Item = &'a Path>) -> u64 {
    paths.into_iter().filter_map(|p| fs::metadata(p).ok()).map(|m| m.len()).sum()
}

#[cfg(test)]
mod killed;
#[cfg(test)]
mod tests;
