//! Where files lie: `day=2026-11-24/shard=00003/000000001000-000000001999.parquet`.
//!
//! Hive style, so that DuckDB and Polars take day and shard from the path. The day is that of the device time in
//! Asia/Shanghai; the name holds the first and last log offset of the shard whose positions may be inside. Inside one
//! folder no two ranges overlap, but for the moment between the renaming of a merged file and the removal of its parts.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use anlu_domain::time::CivilDay;

use crate::HistoryError;

/// Ending of a file that is still being written.
pub(crate) const UNFINISHED: &str = "tmp";

/// One finished file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Part {
    /// First log offset.
    pub(crate) first: u64,
    /// Last log offset, included.
    pub(crate) last: u64,
    /// The file.
    pub(crate) path: PathBuf,
}

impl Part {
    pub(crate) fn new(folder: &Path, first: u64, last: u64) -> Self {
        Self { first, last, path: folder.join(format!("{first:012}-{last:012}.parquet")) }
    }

    pub(crate) fn overlaps(&self, first: u64, last: u64) -> bool {
        self.first <= last && first <= self.last
    }

    fn parse(path: PathBuf) -> Option<Self> {
        let (first, last) = path.file_name()?.to_str()?.strip_suffix(".parquet")?.split_once('-')?;
        let (first, last) = (first.parse().ok()?, last.parse().ok()?);
        Some(Self { first, last, path })
    }
}

/// The folder of one day and shard.
pub(crate) fn folder(root: &Path, day: CivilDay, shard: u16) -> PathBuf {
    root.join(format!("day={day}")).join(format!("shard={shard:05}"))
}

/// The finished files of one folder by offset; none when the folder is not there.
pub(crate) fn parts(folder: &Path) -> Result<Vec<Part>, HistoryError> {
    let mut parts: Vec<Part> = entries(folder)?.into_iter().filter_map(Part::parse).collect();
    parts.sort_unstable();
    Ok(parts)
}

/// The folder of one day and shard.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ShardFolder {
    pub(crate) day: CivilDay,
    pub(crate) shard: u16,
    pub(crate) path: PathBuf,
}

/// The folders of each shard of the days `from..=to` that there are, by day and shard.
pub(crate) fn shard_folders(root: &Path, from: CivilDay, to: CivilDay) -> Result<Vec<ShardFolder>, HistoryError> {
    fn value<'a>(path: &'a Path, key: &str) -> Option<&'a str> {
        path.file_name()?.to_str()?.strip_prefix(key)
    }
    let mut found = Vec::new();
    for path in entries(root)? {
        let Some(day) = value(&path, "day=").and_then(CivilDay::parse_iso) else { continue };
        if (from..=to).contains(&day) {
            let shards = entries(&path)?.into_iter().filter_map(|path| {
                let shard = value(&path, "shard=")?.parse().ok()?;
                Some(ShardFolder { day, shard, path })
            });
            found.extend(shards);
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// Removes what a crash left: unfinished files, and parts whose merged file is there.
pub(crate) fn tidy(root: &Path) -> Result<(), HistoryError> {
    for folder in shard_folders(root, CivilDay(i32::MIN), CivilDay(i32::MAX))? {
        let leftovers = entries(&folder.path)?.into_iter().filter(|p| p.extension().is_some_and(|e| e == UNFINISHED));
        let parts = parts(&folder.path)?;
        let merged = |p: &&Part| parts.iter().any(|q| q != *p && q.first <= p.first && p.last <= q.last);
        for path in leftovers.chain(parts.iter().filter(merged).map(|p| p.path.clone())) {
            remove(&path)?;
        }
    }
    Ok(())
}

/// Removes a file; one that is gone already is fine.
pub(crate) fn remove(path: &Path) -> Result<(), HistoryError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(HistoryError::io(path)(error)),
        _ => Ok(()),
    }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, HistoryError> {
    match fs::read_dir(folder) {
        Ok(entries) => {
            entries.map(|e| e.map(|e| e.path())).collect::<io::Result<_>>().map_err(HistoryError::io(folder))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(HistoryError::io(folder)(error)),
    }
}
