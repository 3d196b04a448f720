//! The state of one shard: every vehicle and driver in a fixed order.

use std::collections::BTreeMap;

use anlu_domain::{
    finding::Finding,
    party::profile::Profile,
    time::UtcMs,
    track::{DriverEvent, Fact, Fix},
};
use serde::{Deserialize, Serialize};

use super::{
    Engine, Sample,
    clock::DriverClock,
    vehicle::VehicleState,
    window::{Offer, Waiting},
};
use crate::emit::{Subject, Wanted};

/// What became of the facts of a shard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Put into their place.
    pub taken: u64,
    /// Same vehicle and device time as one before: dropped.
    pub duplicate: u64,
    /// Older than what has already been judged: dropped.
    pub late: u64,
    /// Dated after their receipt by more than the pack allows: not used.
    pub future: u64,
    /// Fixes that say neither where nor how fast: not used.
    pub void: u64,
}

/// Everything the rules remember about the vehicles and drivers of one shard.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ShardState {
    counts: Counts,
    vehicles: BTreeMap<String, VehicleState>,
    drivers: BTreeMap<String, DriverClock>,
}

impl ShardState {
    /// What became of the facts so far.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Vehicles seen.
    pub fn vehicles(&self) -> usize {
        self.vehicles.len()
    }

    pub(super) fn take(
        &mut self,
        engine: &Engine,
        (name, profile): (&str, &Profile),
        fact: &Fact,
        received: UtcMs,
        out: &mut Vec<Finding>,
    ) {
        if fact.time() > received.plus(engine.order.future) {
            self.counts.future += 1;
            return;
        }
        let waiting = match fact {
            Fact::Fix(fix) => {
                let Some(sample) = Sample::of(fix) else {
                    self.counts.void += 1;
                    return;
                };
                Waiting::Fix(sample)
            }
            Fact::Driver(event) => Waiting::Card { time: event.time.0, driver: at_wheel(event) },
        };
        if !self.vehicles.contains_key(name) {
            self.vehicles.insert(name.to_owned(), VehicleState::default());
        }
        let Some(vehicle) = self.vehicles.get_mut(name) else { return };
        vehicle.profile = *profile;
        vehicle.window.hears(received.0);
        match vehicle.window.offer(waiting) {
            Offer::Taken => self.counts.taken += 1,
            Offer::Duplicate => self.counts.duplicate += 1,
            Offer::Late => self.counts.late += 1,
        }
        while let Some(next) = vehicle.window.release(&engine.order) {
            vehicle.pass(engine, name, next, &mut self.drivers, out);
        }
    }

    /// The newest position of each vehicle, as far as the rules keep it: without heading and status.
    pub fn newest(&self) -> impl Iterator<Item = (&str, Fix)> {
        self.vehicles.iter().filter_map(|(name, vehicle)| Some((name.as_str(), vehicle.newest()?)))
    }

    pub(super) fn overdue(&self, engine: &Engine, now: UtcMs) -> bool {
        self.vehicles.values().any(|vehicle| vehicle.window.overdue(&engine.order, now.0))
    }

    /// What the registry knew of a vehicle when its last fact was taken; `None` for one never seen.
    pub fn profile(&self, vehicle: &str) -> Option<&Profile> {
        self.vehicles.get(vehicle).map(|v| &v.profile)
    }

    pub(super) fn advance(&mut self, engine: &Engine, now: UtcMs, out: &mut Vec<Finding>) {
        for (name, vehicle) in &mut self.vehicles {
            if !vehicle.window.overdue(&engine.order, now.0) {
                continue;
            }
            while let Some(next) = vehicle.window.next_before(now.0) {
                vehicle.pass(engine, name, next, &mut self.drivers, out);
            }
        }
    }

    pub(super) fn finish(&mut self, engine: &Engine, out: &mut Vec<Finding>) {
        for (name, vehicle) in &mut self.vehicles {
            while let Some(next) = vehicle.window.next() {
                vehicle.pass(engine, name, next, &mut self.drivers, out);
            }
        }
        for (name, vehicle) in &mut self.vehicles {
            let subject = Subject { vehicle: name, driver: None };
            engine.conclude(&mut vehicle.clock, subject, Wanted::All, out);
        }
        for (certificate, driver) in &mut self.drivers {
            let subject = Subject { vehicle: &driver.vehicle, driver: Some(certificate) };
            engine.conclude(&mut driver.clock, subject, Wanted::All, out);
        }
        self.vehicles.clear();
        self.drivers.clear();
    }
}

/// Who holds the wheel after a card event. A card that could not be read names nobody.
fn at_wheel(event: &DriverEvent) -> Option<String> {
    let certificate = event.certificate_no.as_deref().map(str::trim).filter(|c| !c.is_empty());
    certificate.filter(|_| event.on_duty).map(str::to_owned)
}
