//! What the registry knows of the vehicles of a shard, so that a replay judges as the first run did.
//!
//! A vehicle's profile is asked of the registry when its first fact comes, and again when the registry has changed. A
//! profile that changes while the vehicle is judged is noted in a file beside the snapshot, with the entry from which on
//! it counts: a replay without a snapshot finds there what was known then. What changed while no process ran, and no
//! snapshot tells of, is not known.

use std::{
    collections::{BTreeMap, HashMap},
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use anlu_domain::{ids::VehicleId, party::profile::Profile};
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};

/// From entry `offset` on, `vehicle` is judged as `after`; from the change before on it was judged as `before`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Change {
    offset: u64,
    vehicle: VehicleId,
    before: Profile,
    after: Profile,
}

/// What the registry told last.
#[derive(Clone, Copy)]
pub(super) struct Known {
    pub(super) profile: Profile,
    /// Held against what the vehicle was judged as before.
    pub(super) compared: bool,
}

/// Profiles of the vehicles of one shard.
pub(super) struct Profiles {
    file: PathBuf,
    /// Entries before this one were judged by an earlier run.
    until: u64,
    known: HashMap<VehicleId, Known, FxBuildHasher>,
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
        Ok(Self { file, until, known: HashMap::default(), changes, unwritten: Vec::new() })
    }

    /// Puts into `told` what the registry told of the vehicle of each of `facts`; answers the vehicles that it has to be
    /// asked about: without them `told` is complete.
    pub(super) fn told<'a, T: 'a>(
        &self,
        facts: impl Iterator<Item = &'a (VehicleId, T)>,
        told: &mut Vec<Known>,
    ) -> Vec<VehicleId> {
        told.clear();
        let mut unknown = Vec::new();
        for (id, _) in facts {
            match self.known.get(id) {
                Some(known) => told.push(*known),
                None => unknown.push(*id),
            }
        }
        unknown.sort_unstable();
        unknown.dedup();
        unknown
    }

    /// Takes what the registry tells about `asked`; a vehicle that it does not have has no profile.
    pub(super) fn learn(&mut self, asked: &[VehicleId], told: &BTreeMap<VehicleId, Profile>) {
        for id in asked {
            let profile = told.get(id).copied().unwrap_or_default();
            self.known.insert(*id, Known { profile, compared: false });
        }
    }

    /// The registry has changed: everything is asked anew.
    pub(super) fn forget(&mut self) {
        self.known.clear();
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

    /// A fact of `vehicle` in entry `offset` is about to be judged; `before` tells what it was judged as until now.
    /// Notes a change; [`Profiles::write`] before anything comes of it.
    pub(super) fn compare(&mut self, vehicle: VehicleId, offset: u64, before: impl FnOnce() -> Option<Profile>) {
        if self.noted(vehicle, offset).is_some() {
            return;
        }
        let Some(known) = self.known.get_mut(&vehicle).filter(|known| !known.compared) else { return };
        known.compared = true;
        let after = known.profile;
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

    fn told(class: VehicleClass) -> BTreeMap<VehicleId, Profile> {
        BTreeMap::from([(ONE, of(class))])
    }

    fn asked(profiles: &Profiles) -> Vec<VehicleId> {
        profiles.told([(ONE, ()), (ONE, ())].iter(), &mut Vec::new())
    }

    fn at(profiles: &Profiles, offset: u64) -> Profile {
        let mut told = Vec::new();
        assert!(profiles.told([(ONE, ())].iter(), &mut told).is_empty());
        profiles.at(ONE, offset, told[0].profile)
    }

    #[test]
    fn a_replay_sees_each_profile_from_the_entry_on_from_which_it_counted() {
        let dir = tempfile::tempdir().unwrap();
        let (truck, coach, taxi) = (VehicleClass::HeavyTruck, VehicleClass::Coach, VehicleClass::Taxi);
        let mut first = Profiles::open(dir.path(), 3, 0, 0).unwrap();
        assert_eq!(asked(&first), [ONE]);
        first.learn(&[ONE], &told(truck));
        first.compare(ONE, 5, || None);
        assert_eq!(at(&first, 5), of(truck));
        for (offset, class, before) in [(10, coach, truck), (20, taxi, coach)] {
            first.forget();
            first.learn(&[ONE], &told(class));
            first.compare(ONE, offset, || Some(of(before)));
            assert_eq!(at(&first, offset), of(class));
        }
        first.write().unwrap();
        // Judged up to 30; then the registry changed once more while nothing ran.
        let mut again = Profiles::open(dir.path(), 3, 0, 30).unwrap();
        again.learn(&[ONE], &told(truck));
        let seen = |p: &Profiles| [0, 9, 10, 19, 20, 29].map(|o| at(p, o).class.unwrap());
        assert_eq!(seen(&again), [truck, truck, coach, coach, taxi, taxi]);
        for offset in 0..30 {
            again.compare(ONE, offset, || None);
        }
        assert!(again.unwritten.is_empty(), "a replay notes nothing twice");
        again.compare(ONE, 30, || None);
        assert_eq!((at(&again, 30), at(&again, 29)), (of(truck), of(taxi)));
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
        one.learn(&[ONE], &told(VehicleClass::Coach));
        one.compare(ONE, 4, || Some(Profile::default()));
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
