//! The state of one shard: every vehicle, packed, and every driver.

use std::{collections::HashMap, fmt::Display, hash::Hash, hint::black_box};

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
    silence::{Kept, Silence},
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
    /// Fixes that say neither where nor how fast, and raise or end no alarm: not used.
    pub void: u64,
}

/// What names a vehicle: short to keep, and written as findings name it.
pub trait VehicleKey: Clone + Ord + Hash + Display {}

impl<K: Clone + Ord + Hash + Display> VehicleKey for K {}

/// Place of a vehicle in a [`ShardState`]. Whoever has it need not look the vehicle up by its name again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number(pub(super) u32);

impl Number {
    /// Numbers rise from 0 as vehicles come.
    pub fn place(self) -> usize {
        self.0 as usize
    }
}

/// Everything the rules remember about the vehicles and drivers of one shard.
#[derive(Clone, Debug)]
pub struct ShardState<K: VehicleKey = String> {
    pub(super) counts: Counts,
    numbers: HashMap<K, Number, FxBuildHasher>,
    /// By their numbers. One that was named and of which nothing is remembered has no bytes.
    pub(super) vehicles: Vec<(K, Packed)>,
    pub(super) drivers: Drivers,
    silence: Silence,
    /// Where vehicles are packed.
    draft: Draft,
}

impl<K: VehicleKey> Default for ShardState<K> {
    fn default() -> Self {
        Self::of(Counts::default(), Vec::new(), Drivers::new(), None)
    }
}

impl<K: VehicleKey> PartialEq for ShardState<K> {
    fn eq(&self, other: &Self) -> bool {
        (&self.counts, &self.drivers, self.sorted()) == (&other.counts, &other.drivers, other.sorted())
            && self.silent() == other.silent()
    }
}

impl<K: VehicleKey> ShardState<K> {
    pub(super) fn of(counts: Counts, vehicles: Vec<(K, Packed)>, drivers: Drivers, silent: Option<Kept<K>>) -> Self {
        let numbers: HashMap<K, Number, FxBuildHasher> =
            (0..).map(Number).zip(&vehicles).map(|(number, (name, _))| (name.clone(), number)).collect();
        let silence = silent.map(|kept| Silence::of(kept, |name| numbers.get(name).copied())).unwrap_or_default();
        Self { counts, numbers, vehicles, drivers, silence, draft: Draft::default() }
    }

    /// Which vehicles are silent.
    pub(super) fn silent(&self) -> Kept<K> {
        self.silence.keep(&self.vehicles)
    }

    /// Number of a vehicle; one that was never named gets the next.
    pub fn number(&mut self, name: &K) -> Number {
        if let Some(known) = self.numbers.get(name) {
            return *known;
        }
        let number = Number(u32::try_from(self.vehicles.len()).unwrap_or(u32::MAX));
        self.numbers.insert(name.clone(), number);
        self.vehicles.push((name.clone(), Packed::default()));
        number
    }

    /// Has the vehicles with these numbers brought from memory at once, so that whoever judges them one after the other
    /// need not wait for each.
    pub fn touch(&self, numbers: &[Number]) {
        let vehicles = numbers.iter().filter_map(|number| self.vehicles.get(number.place()));
        black_box(vehicles.fold(0, |all, (_, packed)| all ^ packed.touch()));
    }

    /// Vehicles of which something is remembered, by name.
    fn sorted(&self) -> Vec<(K, &Packed)> {
        // Names beside each other, so that they need not be looked for while they are put into order.
        let mut sorted: Vec<(K, &Packed)> = self.remembered().map(|(name, packed)| (name.clone(), packed)).collect();
        sorted.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        sorted
    }

    pub(super) fn remembered(&self) -> impl Iterator<Item = &(K, Packed)> {
        self.vehicles.iter().filter(|(_, packed)| !packed.is_empty())
    }

    /// What became of the facts so far.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Vehicles of which something is remembered.
    pub fn vehicles(&self) -> usize {
        self.remembered().count()
    }

    /// Bytes that are kept of vehicles, with their names and what the tables need.
    pub fn bytes(&self) -> usize {
        let numbers = self.numbers.capacity().saturating_mul(8) / 7;
        numbers
            .saturating_mul(size_of::<(K, Number)>().saturating_add(1))
            .saturating_add(self.vehicles.capacity().saturating_mul(size_of::<(K, Packed)>()))
            .saturating_add(self.vehicles.iter().map(|(_, packed)| packed.capacity()).sum())
            .saturating_add(self.silence.bytes())
    }

    pub(super) fn take(
        &mut self,
        engine: &Engine,
        (number, profile): (Number, &Profile),
        fact: &Fact,
        received: UtcMs,
        out: &mut Vec<Finding>,
    ) {
        self.silence.passes(engine, received.0, &self.vehicles, out);
        let Some((name, packed)) = self.vehicles.get_mut(number.place()) else { return };
        let name: &K = name;
        if fact.time() > received.plus(engine.order.future) {
            self.counts.future += 1;
            self.silence.hears(engine, (number, name), false, out);
            return packed.heard(received.0, &mut self.draft);
        }
        let recent = match fact {
            Fact::Fix(fix) => Recent::Fix(Sample::of(fix)),
            Fact::Driver(event) => Recent::Card { time: event.time.0, driver: at_wheel(event) },
        };
        let drives = matches!(&recent, Recent::Fix(sample) if engine.movement.moves(sample));
        self.silence.hears(engine, (number, name), drives, out);
        if let Recent::Fix(sample) = &recent
            && !sample.sees()
            && !sample.warns()
            && packed.quiet_until(sample.time)
        {
            self.counts.void += 1;
            return packed.heard(received.0, &mut self.draft);
        }
        let room = engine.order.room(number.0);
        if let Recent::Fix(sample) = &recent {
            let shown = packed.newer(engine, &room, (name, profile), (sample, received.0), &mut self.draft, out);
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
        if ripe > 0 && (vehicle.awaited(ripe) || vehicle.window.full(&room)) {
            vehicle.settle(engine, name, ripe, &mut self.drivers, out);
            vehicle.rest(engine, name);
        } else if vehicle.is_new() {
            vehicle.rest(engine, name);
        }
        packed.close(&vehicle, &mut self.draft);
    }

    /// The newest position of each vehicle, as far as the rules keep it: without heading and status.
    pub fn newest(&self) -> impl Iterator<Item = (Number, &K, Fix)> {
        let all = (0..).map(Number).zip(&self.vehicles);
        all.filter_map(|(number, (name, packed))| Some((number, name, packed.newest()?)))
    }

    pub(super) fn overdue(&self, engine: &Engine, now: UtcMs) -> bool {
        self.silence.overdue(engine, now.0, self.vehicles.len())
            || self.vehicles.iter().any(|(_, packed)| waits(packed, engine, now))
    }

    /// What the registry knew of a vehicle when its last fact was taken; `None` for one never seen.
    pub fn profile(&self, number: Number) -> Option<Profile> {
        let (_, packed) = self.vehicles.get(number.place()).filter(|(_, packed)| !packed.is_empty())?;
        Some(packed.open().profile)
    }

    /// Certificate of who is at the wheel, by the newest card that is known.
    pub fn at_wheel(&self, name: &K) -> Option<String> {
        let number = self.numbers.get(name)?;
        let (_, packed) = self.vehicles.get(number.place()).filter(|(_, packed)| packed.personal())?;
        packed.open().at_wheel()
    }

    pub(super) fn advance(&mut self, engine: &Engine, now: UtcMs, out: &mut Vec<Finding>) {
        self.silence.passes(engine, now.0, &self.vehicles, out);
        let mut waiting: Vec<&mut (K, Packed)> =
            self.vehicles.iter_mut().filter(|(_, packed)| waits(packed, engine, now)).collect();
        waiting.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        for (name, packed) in waiting {
            let name: &K = name;
            let mut vehicle = packed.open();
            let old = vehicle.window.overdue(&engine.order, now.0);
            vehicle.settle(engine, name, old, &mut self.drivers, out);
            packed.close(&vehicle, &mut self.draft);
        }
    }

    pub(super) fn finish(&mut self, engine: &Engine, out: &mut Vec<Finding>) {
        self.numbers.clear();
        self.silence.finish(engine, &self.vehicles, out);
        let mut vehicles = std::mem::take(&mut self.vehicles);
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
