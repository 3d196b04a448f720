//! Zones in force for a shard, so that a replay judges as the first run did.
//!
//! The registry's zones are read when a worker starts and when the registry has changed; workers share one set. Which set
//! counts from which entry on is noted in a file beside the snapshot, before anything is judged by it; the sets stand
//! beside it by their fingerprint. No note: no zones.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use anlu_rules::{engine::Engine, zones::ZoneSet};
use anlu_store::{Store, StoreError, repo::zone};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

/// What tells two states of the registry's zones apart.
type Stamp = (u64, i64, i64);

/// The zones of the registry, read once for all workers.
#[derive(Default)]
pub(super) struct Shared(Mutex<Option<(Stamp, Arc<ZoneSet>)>>);

impl Shared {
    /// The zones as they are now.
    pub(super) async fn read(&self, store: &Store) -> Result<Arc<ZoneSet>, StoreError> {
        let mut known = self.0.lock().await;
        let stamp = zone::stamp(store.read()).await?;
        if let Some((of, set)) = known.as_ref()
            && *of == stamp
        {
            return Ok(Arc::clone(set));
        }
        let set = Arc::new(ZoneSet::new(zone::in_use(store.read()).await?));
        *known = Some((stamp, Arc::clone(&set)));
        Ok(set)
    }
}

/// From entry `offset` on, the set of this fingerprint is in force.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Change {
    offset: u64,
    zones: u64,
}

/// Zones of one shard.
pub(super) struct Zones {
    folder: PathBuf,
    file: PathBuf,
    shard: u16,
    /// Entries before this one were judged by an earlier run.
    until: u64,
    /// What the registry told last.
    told: Arc<ZoneSet>,
    /// Rising by offset.
    changes: Vec<Change>,
    /// The rules over the zones that were asked for last.
    engine: Arc<Engine>,
}

impl Zones {
    /// Takes up the changes noted for a shard whose log begins at `first` and was judged before `until`.
    pub(super) fn open(folder: &Path, shard: u16, first: u64, until: u64, engine: Arc<Engine>) -> io::Result<Self> {
        let file = folder.join(format!("shard-{shard:05}.zones"));
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(e) if e.kind() == io::ErrorKind::NotFound => String::new(),
            Err(e) => return Err(e),
        };
        let lines: Vec<&str> = text.lines().collect();
        let mut changes: Vec<Change> = lines.iter().map_while(|line| serde_json::from_str(line).ok()).collect();
        if changes.len() < lines.len() {
            tracing::warn!(shard, line = changes.len(), "noted zones are cut off or damaged from here on");
        }
        // What the log no longer holds is not replayed; the last set before its begin is in force there.
        let begins = changes.iter().rposition(|change| change.offset <= first).unwrap_or(0);
        changes.drain(..begins);
        if changes.len() < lines.len() {
            rewrite(folder, &file, &changes)?;
        }
        Ok(Self { folder: folder.to_owned(), file, shard, until, told: Arc::default(), changes, engine })
    }

    /// Takes what the registry tells.
    pub(super) fn learn(&mut self, told: Arc<ZoneSet>) {
        self.told = told;
    }

    /// Fingerprint of the set in force in entry `offset`.
    fn at(&self, offset: u64) -> u64 {
        let noted = self.changes.iter().rev().find(|change| change.offset <= offset).map_or(0, |change| change.zones);
        let replayed = offset < self.until || self.changes.last().is_some_and(|last| offset < last.offset);
        if replayed { noted } else { self.told.fingerprint() }
    }

    /// Entry `offset` is about to be judged: notes a change, before anything comes of it.
    pub(super) fn note(&mut self, offset: u64) -> io::Result<()> {
        let zones = self.at(offset);
        let last = self.changes.iter().rev().find(|change| change.offset <= offset).map_or(0, |change| change.zones);
        if zones == last {
            return Ok(());
        }
        fs::create_dir_all(&self.folder)?;
        let set = self.set_file(zones);
        if !set.exists() {
            let beside = set.with_extension(format!("{:05}.tmp", self.shard));
            let mut file = File::create(&beside)?;
            file.write_all(&self.told.encode().map_err(io::Error::other)?)?;
            file.sync_all()?;
            fs::rename(&beside, &set)?;
        }
        let change = Change { offset, zones };
        let mut file = OpenOptions::new().create(true).append(true).open(&self.file)?;
        file.write_all(&lines(&[change])?)?;
        file.sync_all()?;
        File::open(&self.folder)?.sync_all()?;
        self.changes.push(change);
        Ok(())
    }

    /// The rules over the zones in force in entry `offset`.
    pub(super) fn engine(&mut self, offset: u64) -> &Engine {
        let zones = self.at(offset);
        if self.engine.zones().fingerprint() != zones {
            let set = if zones == self.told.fingerprint() { Arc::clone(&self.told) } else { self.read(zones) };
            self.engine = Arc::new(self.engine.with_zones(set));
        }
        &self.engine
    }

    /// A set that was in force. One that is lost is told, and the present one stands in for it.
    fn read(&self, zones: u64) -> Arc<ZoneSet> {
        if zones == 0 {
            return Arc::default();
        }
        let read = fs::read(self.set_file(zones)).map_err(|e| e.to_string());
        match read.and_then(|bytes| ZoneSet::decode(&bytes).map_err(|e| e.to_string())) {
            Ok(set) => Arc::new(set),
            Err(error) => {
                tracing::warn!(shard = self.shard, zones = mark(zones), error, "zones of a replay are lost");
                Arc::clone(&self.told)
            }
        }
    }

    fn set_file(&self, zones: u64) -> PathBuf {
        self.folder.join(format!("zones-{}.set", mark(zones)))
    }
}

/// Removes sets that no shard names any more. Only while no worker runs.
pub(super) fn tidy(folder: &Path) -> io::Result<()> {
    let files: Vec<PathBuf> = match fs::read_dir(folder) {
        Ok(entries) => entries.filter_map(|entry| Some(entry.ok()?.path())).collect(),
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(e),
    };
    let ends = |path: &Path, with: &str| path.extension().is_some_and(|extension| extension == with);
    let mut named = Vec::new();
    for path in files.iter().filter(|path| ends(path, "zones")) {
        let text = fs::read_to_string(path)?;
        named.extend(text.lines().filter_map(|line| serde_json::from_str::<Change>(line).ok()).map(|c| c.zones));
    }
    for path in files.iter().filter(|path| ends(path, "set")) {
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        if !named.iter().any(|zones| stem == format!("zones-{}", mark(*zones))) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

fn mark(zones: u64) -> String {
    format!("{zones:016x}")
}

fn lines(changes: &[Change]) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for change in changes {
        serde_json::to_writer(&mut bytes, change)?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}

fn rewrite(folder: &Path, path: &Path, changes: &[Change]) -> io::Result<()> {
    let beside = path.with_extension("zones.tmp");
    let mut file = File::create(&beside)?;
    file.write_all(&lines(changes)?)?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    File::open(folder)?.sync_all()
}
