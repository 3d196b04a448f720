//! What the registry knows of the vehicles of a shard, so that a replay judges as the first run did.
//!
//! A vehicle's profile is asked of the registry when its first fact comes, and again when the registry has changed. A
//! profile that changes while the vehicle is judged is noted in a file beside the snapshot, with the entry from which on
//! it counts: a replay without a snapshot finds there what was known then. What changed while no process ran, and no
//! snapshot tells of, is not known.

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use anlu_domain::{ids::VehicleId, party::profile::Profile};
use serde::{Deserialize, Serialize};

use super::roster::Row;

/// From entry `offset` on, `vehicle` is judged as `after`; from the change before on it was judged as `before`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Change {
    offset: u64,
    vehicle: VehicleId,
    before: Profile,
    after: Profile,
}

/// Changes of the profiles of the vehicles of one shard.
pub(super) struct Profiles {
    file: PathBuf,
    /// Entries before this one were judged by an earlier run.
    until: u64,
    /// Changes of each vehicle, rising by offset.
    changes: BTreeMap<VehicleId, Vec<Change>>,
    /// Changes that are not in the file yet.
    unwritten: Vec<Change>,
}

impl Profiles {
    /// Takes up the changes noted for a shard whose log begins at `first` and was judged before `until`.
    pub(super) fn open(folder: &Path, shard: u16, first: u64, until: u64) -> io::Result<Self> {
        let file = folder.join(format!("shard-{shard:05}.profiles"));
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(e) if e.kind() == io::ErrorKind::NotFound => String::new(),
            Err(e) => return Err(e),
        };
        let lines: Vec<&str> = text.lines().collect();
        let read: Vec<Change> = lines.iter().map_while(|line| serde_json::from_str(line).ok()).collect();
        if read.len() < lines.len() {
            tracing::warn!(shard, line = read.len(), "noted profiles are cut off or damaged from here on");
        }
        // What the log no longer holds is not replayed.
        let kept: Vec<Change> = read.into_iter().filter(|change| change.offset >= first).collect();
        if kept.len() < lines.len() {
            rewrite(folder, &file, &kept)?;
        }
        let mut changes: BTreeMap<VehicleId, Vec<Change>> = BTreeMap::new();
        for change in kept {
            changes.entry(change.vehicle).or_default().push(change);
        }
        Ok(Self { file, until, changes, unwritten: Vec::new() })
    }

    /// What `vehicle`, of which the registry told `told`, is judged as in entry `offset`.
    pub(super) fn at(&self, vehicle: VehicleId, offset: u64, told: Profile) -> Profile {
        self.noted(vehicle, offset).unwrap_or(told)
    }

    fn noted(&self, vehicle: VehicleId, offset: u64) -> Option<Profile> {
        if self.changes.is_empty() {
            return None;
        }
        let changes = self.changes.get(&vehicle)?;
        match changes.iter().find(|change| change.offset > offset) {
            Some(next) => Some(next.before),
            None => changes.last().filter(|_| offset < self.until).map(|last| last.after),
        }
    }

    /// A fact of `vehicle` in entry `offset` is about to be judged, and the registry was asked since it changed; `before`
    /// tells what it was judged as until now. Notes a change; [`Profiles::write`] before anything comes of it.
    pub(super) fn compare(
        &mut self,
        (vehicle, row): (VehicleId, &mut Row),
        offset: u64,
        before: impl FnOnce() -> Option<Profile>,
    ) {
        if row.compared || self.noted(vehicle, offset).is_some() {
            return;
        }
        let Some(after) = row.told else { return };
        row.compared = true;
        let last = self.changes.get(&vehicle).and_then(|changes| changes.last()).map(|last| last.after);
        if let Some(before) = last.or_else(before).filter(|before| *before != after) {
            let change = Change { offset, vehicle, before, after };
            self.changes.entry(vehicle).or_default().push(change);
            self.unwritten.push(change);
        }
    }

    /// Writes what was noted. After an error, call it again.
    pub(super) fn write(&mut self) -> io::Result<()> {
        if self.unwritten.is_empty() {
            return Ok(());
        }
        let folder = self.file.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let mut file = OpenOptions::new().create(true).append(true).open(&self.file)?;
        file.write_all(&lines(&self.unwritten)?)?;
        file.sync_all()?;
        File::open(folder)?.sync_all()?;
        self.unwritten.clear();
        Ok(())
    }
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
    let beside = path.with_extension("profiles.tmp");
    let mut file = File::create(&beside)?;
    file.write_all(&lines(changes)?)?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use anlu_domain::party::vehicle::VehicleClass;
    use uuid::Uuid;

    use super::*;

    fn of(class: VehicleClass) -> Profile {
        Profile { class: Some(class), ..Profile::default() }
    }

    const ONE: VehicleId = VehicleId(Uuid::from_u128(1));

    fn told(class: VehicleClass) -> Row {
        Row { told: Some(of(class)), ..Row::default() }
    }

    fn at(profiles: &Profiles, row: &Row, offset: u64) -> Profile {
        profiles.at(ONE, offset, row.told.unwrap())
    }

    #[test]
    fn a_replay_sees_each_profile_from_the_entry_on_from_which_it_counted() {
        let dir = tempfile::tempdir().unwrap();
        let (truck, coach, taxi) = (VehicleClass::HeavyTruck, VehicleClass::Coach, VehicleClass::Taxi);
        let mut first = Profiles::open(dir.path(), 3, 0, 0).unwrap();
        let mut row = told(truck);
        first.compare((ONE, &mut row), 5, || None);
        assert_eq!(at(&first, &row, 5), of(truck));
        for (offset, class, before) in [(10, coach, truck), (20, taxi, coach)] {
            row = told(class);
            first.compare((ONE, &mut row), offset, || Some(of(before)));
            assert_eq!(at(&first, &row, offset), of(class));
        }
        first.write().unwrap();
        // Judged up to 30; then the registry changed once more while nothing ran.
        let mut again = Profiles::open(dir.path(), 3, 0, 30).unwrap();
        let mut row = told(truck);
        let seen = [0, 9, 10, 19, 20, 29].map(|offset| at(&again, &row, offset).class.unwrap());
        assert_eq!(seen, [truck, truck, coach, coach, taxi, taxi]);
        for offset in 0..30 {
            again.compare((ONE, &mut row), offset, || None);
        }
        assert!(again.unwritten.is_empty(), "a replay notes nothing twice");
        again.compare((ONE, &mut row), 30, || None);
        assert_eq!((at(&again, &row, 30), at(&again, &row, 29)), (of(truck), of(taxi)));
        again.write().unwrap();
        // The log has let go of the entries before 15.
        let trimmed = Profiles::open(dir.path(), 3, 15, 40).unwrap();
        assert_eq!(trimmed.changes[&ONE].len(), 2);
        assert_eq!(fs::read_to_string(dir.path().join("shard-00003.profiles")).unwrap().lines().count(), 2);
    }

    #[test]
    fn what_is_cut_off_is_left_out() {
        let dir = tempfile::tempdir().unwrap();
        let mut one = Profiles::open(dir.path(), 0, 0, 0).unwrap();
        one.compare((ONE, &mut told(VehicleClass::Coach)), 4, || Some(Profile::default()));
        one.write().unwrap();
        let path = dir.path().join("shard-00000.profiles");
        let mut text = fs::read_to_string(&path).unwrap();
        text.push_str("{\"offset\":9,\"veh");
        fs::write(&path, &text).unwrap();
        let again = Profiles::open(dir.path(), 0, 0, 9).unwrap();
        assert_eq!(again.changes[&ONE].len(), 1);
        assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), 1, "the rest is gone from the file too");
    }
}
