//! The state of one shard: every vehicle, packed, and every driver.

use std::{
    collections::{HashMap, hash_map::Entry},
    fmt::Display,
    hash::Hash,
};

use anlu_domain::{
    finding::Finding,
    party::profile::Profile,
    time::UtcMs,
    track::{DriverEvent, Fact, Fix},
};
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};

use super::{
    Engine, Sample,
    clock::Drivers,
    packed::{Draft, Packed, Shown},
    window::{Offer, Recent},
};
use crate::emit::{Subject, Wanted};

/// What became of the facts of a shard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Put into their place.
    pub taken: u64,
    /// Those of them that came late, so that what lies behind them was judged anew.
    pub overtaken: u64,
    /// Same vehicle and device time as one before: dropped.
    pub duplicate: u64,
    /// Older than what has settled: dropped.
    pub late: u64,
    /// Dated after their receipt by more than the pack allows: not used.
    pub future: u64,
    /// Fixes that say neither where nor how fast: not used.
    pub void: u64,
}

/// What names a vehicle: short to keep, and written as findings name it.
pub trait VehicleKey: Clone + Ord + Hash + Display {}

impl<K: Clone + Ord + Hash + Display> VehicleKey for K {}

/// Everything the rules remember about the vehicles and drivers of one shard.
#[derive(Clone, Debug)]
pub struct ShardState<K: VehicleKey = String> {
    pub(super) counts: Counts,
    pub(super) vehicles: HashMap<K, Packed, FxBuildHasher>,
    pub(super) drivers: Drivers,
    /// Where vehicles are packed.
    pub(super) draft: Draft,
}

impl<K: VehicleKey> Default for ShardState<K> {
    fn default() -> Self {
        Self {
            counts: Counts::default(),
            vehicles: HashMap::default(),
            drivers: Drivers::new(),
            draft: Draft::default(),
        }
    }
}

impl<K: VehicleKey> PartialEq for ShardState<K> {
    fn eq(&self, other: &Self) -> bool {
        (&self.counts, &self.vehicles, &self.drivers) == (&other.counts, &other.vehicles, &other.drivers)
    }
}

impl<K: VehicleKey> ShardState<K> {
    /// What became of the facts so far.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Vehicles seen.
    pub fn vehicles(&self) -> usize {
        self.vehicles.len()
    }

    /// Bytes that are kept of vehicles, with their names and what the table needs.
    pub fn bytes(&self) -> usize {
        let slot = size_of::<(K, Packed)>().saturating_add(1);
        let table = self.vehicles.capacity().saturating_mul(8) / 7;
        table.saturating_mul(slot).saturating_add(self.vehicles.values().map(Packed::capacity).sum())
    }

    pub(super) fn take(
        &mut self,
        engine: &Engine,
        (name, profile): (&K, &Profile),
        fact: &Fact,
        received: UtcMs,
        out: &mut Vec<Finding>,
    ) {
        if fact.time() > received.plus(engine.order.future) {
            self.counts.future += 1;
            return;
        }
        let recent = match fact {
            Fact::Fix(fix) => {
                let Some(sample) = Sample::of(fix) else {
                    self.counts.void += 1;
                    return;
                };
                Recent::Fix(sample)
            }
            Fact::Driver(event) => Recent::Card { time: event.time.0, driver: at_wheel(event) },
        };
        let packed = match self.vehicles.entry(name.clone()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(Packed::default()),
        };
        if let Recent::Fix(sample) = &recent {
            let shown = packed.newer(engine, (name, profile), sample, received.0, &mut self.draft, out);
            if shown != Shown::NotPlain {
                self.counts.taken += 1;
            }
            match shown {
                Shown::NotPlain => {}
                Shown::Taken => return,
                Shown::Full => {
                    let mut vehicle = packed.open();
                    let ripe = vehicle.window.ripe(&engine.order);
                    vehicle.settle(engine, name, ripe, &mut self.drivers, out);
                    vehicle.rest(engine, name);
                    return packed.close(&vehicle, &mut self.draft);
                }
            }
        }
        let mut vehicle = packed.open();
        vehicle.wake(engine, name);
        vehicle.profile = *profile;
        vehicle.window.hears(received.0);
        match vehicle.window.offer(&recent, &engine.order) {
            Offer::Newest => {
                self.counts.taken += 1;
                vehicle.newer(engine, name, recent, out);
            }
            Offer::Late(place) => {
                self.counts.taken += 1;
                self.counts.overtaken += 1;
                vehicle.late(engine, name, place, recent, out);
            }
            Offer::Duplicate => self.counts.duplicate += 1,
            Offer::TooLate => self.counts.late += 1,
        }
        let ripe = vehicle.window.ripe(&engine.order);
        if ripe > 0 && (vehicle.awaited(ripe) || vehicle.window.full(&engine.order)) {
            vehicle.settle(engine, name, ripe, &mut self.drivers, out);
            vehicle.rest(engine, name);
        }
        packed.close(&vehicle, &mut self.draft);
    }

    /// The newest position of each vehicle, as far as the rules keep it: without heading and status.
    pub fn newest(&self) -> impl Iterator<Item = (&K, Fix)> {
        self.vehicles.iter().filter_map(|(name, vehicle)| Some((name, vehicle.newest()?)))
    }

    pub(super) fn overdue(&self, engine: &Engine, now: UtcMs) -> bool {
        self.vehicles.values().any(|packed| waits(packed, engine, now))
    }

    /// What the registry knew of a vehicle when its last fact was taken; `None` for one never seen.
    pub fn profile(&self, vehicle: &K) -> Option<Profile> {
        self.vehicles.get(vehicle).map(|packed| packed.open().profile)
    }

    pub(super) fn advance(&mut self, engine: &Engine, now: UtcMs, out: &mut Vec<Finding>) {
        let waiting = |(name, packed): (&K, &Packed)| waits(packed, engine, now).then(|| name.clone());
        let mut names: Vec<K> = self.vehicles.iter().filter_map(waiting).collect();
        names.sort_unstable();
        for name in &names {
            let Some(packed) = self.vehicles.get_mut(name) else { continue };
            let mut vehicle = packed.open();
            let old = vehicle.window.overdue(&engine.order, now.0);
            vehicle.settle(engine, name, old, &mut self.drivers, out);
            packed.close(&vehicle, &mut self.draft);
        }
    }

    pub(super) fn finish(&mut self, engine: &Engine, out: &mut Vec<Finding>) {
        let mut vehicles: Vec<(K, Packed)> = self.vehicles.drain().collect();
        vehicles.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        for (name, packed) in &vehicles {
            let mut vehicle = packed.open();
            vehicle.wake(engine, name);
            vehicle.settle(engine, name, usize::MAX, &mut self.drivers, out);
            let subject = Subject { vehicle: name, driver: None };
            engine.conclude(&mut vehicle.ahead, subject, Wanted::All, out);
        }
        for (certificate, driver) in &mut self.drivers {
            let subject = Subject { vehicle: &driver.vehicle, driver: Some(certificate) };
            engine.conclude(&mut driver.clock, subject, Wanted::All, out);
        }
        self.drivers.clear();
    }
}

/// Whether a person's clock waits for facts of a silent vehicle.
fn waits(packed: &Packed, engine: &Engine, now: UtcMs) -> bool {
    packed.personal() && {
        let vehicle = packed.open();
        vehicle.awaited(vehicle.window.overdue(&engine.order, now.0))
    }
}

/// Who holds the wheel after a card event. A card that could not be read names nobody.
fn at_wheel(event: &DriverEvent) -> Option<String> {
    let certificate = event.certificate_no.as_deref().map(str::trim).filter(|c| !c.is_empty());
    certificate.filter(|_| event.on_duty).map(str::to_owned)
}
