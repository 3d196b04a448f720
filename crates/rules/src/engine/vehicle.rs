//! One vehicle: the last fix, who holds the wheel, and how a piece of time is shared out between clocks.
//!
//! Without a card the clock of the vehicle runs. From a card event on, the clock of the person runs, and the vehicle's
//! own sees time away; removal goes back. A card event inside an interval cuts it there.

use std::collections::BTreeMap;

use anlu_domain::{
    finding::Finding,
    party::profile::Profile,
    time::{DAY_MS, UtcMs},
    track::Fix,
};
use serde::{Deserialize, Serialize};

use super::{
    Clock, Engine, Sample,
    clock::DriverClock,
    motion::{Motion, Piece},
    window::{Waiting, Window},
};
use crate::emit::{Subject, Wanted};

/// What is remembered of one vehicle.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct VehicleState {
    pub(super) window: Window,
    last: Option<Sample>,
    /// Certificate at the wheel since the last fix.
    card: Option<String>,
    /// Card events since the last fix, in order.
    turns: Vec<(i64, Option<String>)>,
    /// Who left the wheel last, and when: his time away passes on this vehicle's facts.
    left: Option<(String, i64)>,
    pub(super) clock: Clock,
    /// What the registry knew of the vehicle when its last fact was taken.
    pub(super) profile: Profile,
}

impl VehicleState {
    /// The newest position, as far as it is kept: without heading and status.
    pub(super) fn newest(&self) -> Option<Fix> {
        let sample = self.window.newest().or(self.last.as_ref().filter(|s| s.at.is_some()))?;
        let time = UtcMs(sample.time);
        Some(Fix {
            time,
            received: self.window.heard().map_or(time, UtcMs),
            at: sample.at,
            recorder_speed_kmh: None,
            gnss_speed_kmh: sample.speed,
            direction_deg: None,
            altitude_m: None,
            mileage_km: None,
            alarm: 0,
            status: 0,
            time_from_receiver: false,
        })
    }

    /// Takes the next fact in the order of device time.
    pub(super) fn pass(
        &mut self,
        engine: &Engine,
        name: &str,
        fact: Waiting,
        drivers: &mut BTreeMap<String, DriverClock>,
        out: &mut Vec<Finding>,
    ) {
        let sample = match fact {
            Waiting::Card { time, driver } => return self.turns.push((time, driver)),
            Waiting::Fix(sample) => sample,
        };
        let turns = std::mem::take(&mut self.turns);
        match self.last.replace(sample) {
            None => {
                for (time, driver) in turns {
                    self.turn(time, driver);
                }
            }
            Some(before) => {
                let mut whole = engine.movement.piece(&before, &sample, self.profile);
                for (time, driver) in turns {
                    let cut = time.clamp(whole.start, whole.end);
                    self.share(engine, name, &Piece { end: cut, ..whole }, drivers, out);
                    whole.start = cut;
                    self.turn(cut, driver);
                }
                self.share(engine, name, &whole, drivers, out);
            }
        }
    }

    fn turn(&mut self, time: i64, driver: Option<String>) {
        if driver == self.card {
            return;
        }
        if let Some(left) = std::mem::replace(&mut self.card, driver) {
            self.left = Some((left, time));
        }
        if self.left.as_ref().map(|l| &l.0) == self.card.as_ref() {
            self.left = None;
        }
    }

    /// Hands a piece to whoever holds the wheel, and time away to the others.
    fn share(
        &mut self,
        engine: &Engine,
        name: &str,
        piece: &Piece,
        drivers: &mut BTreeMap<String, DriverClock>,
        out: &mut Vec<Finding>,
    ) {
        if piece.end <= piece.start {
            return;
        }
        let away = Piece { motion: Motion::Away, ..*piece };
        if let Some((driver, since)) = &self.left {
            let rests = drivers.get_mut(driver).is_some_and(|d| d.idle(engine, driver, piece, out));
            if !rests || piece.end.saturating_sub(*since) > DAY_MS {
                self.left = None;
            }
        }
        let own = match &self.card {
            None => piece,
            Some(driver) => {
                if !drivers.contains_key(driver) {
                    drivers.insert(driver.clone(), DriverClock::default());
                }
                if let Some(at_wheel) = drivers.get_mut(driver) {
                    at_wheel.drive(engine, name, driver, piece, out);
                }
                &away
            }
        };
        self.clock.end = Some(own.end);
        engine.feed(&mut self.clock, own, Subject { vehicle: name, driver: None }, Wanted::All, out);
    }
}

impl DriverClock {
    /// A piece at the wheel of `vehicle`. What lies between it and the last one was spent away; what is accounted for
    /// already (a card in two vehicles at once) counts once.
    fn drive(&mut self, engine: &Engine, vehicle: &str, driver: &str, piece: &Piece, out: &mut Vec<Finding>) {
        let start = self.clock.end.map_or(piece.start, |end| end.max(piece.start));
        if piece.end <= start {
            return;
        }
        if let Some(end) = self.clock.end.filter(|&end| end < start) {
            self.feed(engine, driver, &Piece::away(end, start), out);
        }
        if self.vehicle != vehicle {
            vehicle.clone_into(&mut self.vehicle);
        }
        self.feed(engine, driver, &Piece { start, ..*piece }, out);
    }

    /// Time passes on the vehicle he left. `false` when he holds another wheel meanwhile.
    fn idle(&mut self, engine: &Engine, driver: &str, piece: &Piece, out: &mut Vec<Finding>) -> bool {
        let Some(end) = self.clock.end.filter(|&end| end <= piece.start) else { return false };
        self.feed(engine, driver, &Piece::away(end, piece.end), out);
        true
    }

    fn feed(&mut self, engine: &Engine, driver: &str, piece: &Piece, out: &mut Vec<Finding>) {
        self.clock.end = Some(piece.end);
        let subject = Subject { vehicle: &self.vehicle, driver: Some(driver) };
        engine.feed(&mut self.clock, piece, subject, Wanted::All, out);
    }
}
