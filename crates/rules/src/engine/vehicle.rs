//! One vehicle: what has settled, what may still be overtaken, and how a piece of time is shared out between clocks.
//!
//! The vehicle's own clock runs `ahead`: every fact is judged as it comes. What a late fact would change is judged again
//! from the settled clock on. Clocks of persons follow what has settled: facts of several vehicles meet in them, so they
//! wait for the window.
//!
//! Without a card the clock of the vehicle runs. From a card event on, the clock of the person runs, and the vehicle's
//! own sees time away; removal goes back.

use anlu_domain::{finding::Finding, party::profile::Profile, time::DAY_MS, track::Fix};

use super::{
    Clock, Course, Engine, Sample,
    clock::{DriverClock, Drivers},
    motion::{Piece, Tells},
    revise,
    wheel::{Told, Wheel, own},
    window::{Recent, Window},
};
use crate::emit::{Name, Subject, Wanted};

/// What is remembered of one vehicle.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct VehicleState {
    pub(super) window: Window,
    /// After the settled facts.
    pub(super) wheel: Wheel,
    /// Who left the wheel last, and when: his time away passes on this vehicle's facts.
    pub(super) left: Option<(String, i64)>,
    /// Own clock after the settled facts.
    pub(super) settled: Clock,
    /// Own clock after all facts.
    pub(super) ahead: Clock,
    /// What the registry knew of the vehicle when its last fact was taken.
    pub(super) profile: Profile,
    /// It is asleep: nothing will be told until this instant (UTC ms), unless something stirs it. Facts are kept, and
    /// judged when they settle or when it wakes; the clock ahead tells nothing but its lift.
    pub(super) silent_until: Option<i64>,
}

impl VehicleState {
    /// The newest position, as far as it is kept: without heading and status.
    pub(super) fn newest(&self) -> Option<Fix> {
        let sample =
            self.window.newest(|sample| sample.at.is_some()).or(self.wheel.last.as_ref().filter(|s| s.at.is_some()))?;
        Some(sample.fix(self.window.heard))
    }

    /// Certificate at the wheel, by the newest card: settled or not.
    pub(super) fn at_wheel(&self) -> Option<String> {
        let card = |fact: &'_ Recent| match fact {
            Recent::Card { driver, .. } => Some(driver.clone()),
            Recent::Fix(_) => None,
        };
        let kept = self.window.recent.iter().rev().find_map(card);
        let turned = || self.wheel.turns.last().map(|(_, driver)| driver.clone());
        kept.or_else(turned).unwrap_or_else(|| self.wheel.card.clone())
    }

    /// Judges what was kept while it was asleep. Nothing is told by it.
    pub(super) fn wake(&mut self, engine: &Engine, name: Name<'_>) {
        if self.silent_until.take().is_some() {
            self.ahead = self.again(engine, name, self.ahead.lift, Wanted::Nothing, &mut Vec::new());
        }
    }

    /// Lets it sleep, or sleep on, when nothing will be told for a while; wakes it when something might.
    pub(super) fn rest(&mut self, engine: &Engine, name: Name<'_>) {
        // Of a vehicle that is new, no time is accounted for: the first piece begins at its first position.
        let first = || self.wheel.last.map(|last| last.time).or_else(|| self.window.recent.first().map(Recent::time));
        let end = self.settled.end.or_else(first).unwrap_or(i64::MIN);
        let until = engine.silent_until(&self.settled, end, &self.profile);
        let newest = self.window.recent.last().map_or(i64::MAX, Recent::time);
        if newest > until || self.personal() || (self.silent_until.is_none() && self.stirred(engine)) {
            return self.wake(engine, name);
        }
        self.silent_until = Some(until);
        self.ahead = Clock { lift: self.ahead.lift, ..Clock::default() };
    }

    /// Whether nothing but one fact is known of it.
    pub(super) fn is_new(&self) -> bool {
        self.window.recent.len() == 1 && self.window.settled.is_none()
    }

    /// Whether a piece of what is kept may be told of at once.
    fn stirred(&self, engine: &Engine) -> bool {
        let mut stirred = false;
        let mut wheel = self.wheel.clone();
        for fact in &self.window.recent {
            wheel.pass(&engine.movement, self.profile, fact, |told| {
                if let Told::Piece(piece, _) = told {
                    stirred |= engine.stirs(piece);
                }
            });
        }
        stirred
    }

    /// Whether it has to do with a person's clock.
    fn personal(&self) -> bool {
        self.awaited(usize::MAX)
    }

    /// Judges a fact that is newer than all before, and keeps it.
    pub(super) fn newer(&mut self, engine: &Engine, name: Name<'_>, fact: Recent, out: &mut Vec<Finding>) {
        let mut wheel = self.wheel_ahead(engine);
        let only = std::slice::from_ref(&fact);
        run(engine, (name, Wanted::All), self.profile, &mut wheel, &mut self.ahead, only, out);
        self.window.keep(usize::MAX, fact);
    }

    /// Puts a late fact into its place and judges what lies behind it anew. What this changes is told as revisions.
    pub(super) fn late(&mut self, engine: &Engine, name: Name<'_>, place: usize, fact: Recent, out: &mut Vec<Finding>) {
        let mut before = Vec::new();
        self.again(engine, name, self.ahead.lift, Wanted::All, &mut before);
        let lift = revise::above(&before, self.ahead.lift);
        self.window.keep(place, fact);
        let mut after = Vec::new();
        self.ahead = self.again(engine, name, lift, Wanted::All, &mut after);
        revise::differing(before, after, out);
    }

    /// The own clock over what is kept, from the settled one on.
    fn again(&self, engine: &Engine, name: Name<'_>, lift: u32, wanted: Wanted, out: &mut Vec<Finding>) -> Clock {
        let mut clock = Clock { lift, ..self.settled.clone() };
        let facts = &self.window.recent;
        run(engine, (name, wanted), self.profile, &mut self.wheel.clone(), &mut clock, facts, out);
        clock
    }

    /// The wheel after all facts.
    fn wheel_ahead(&self, engine: &Engine) -> Wheel {
        let by_card = |r: &Recent| matches!(r, Recent::Card { .. });
        if self.wheel.card.is_none() && self.wheel.turns.is_empty() && !self.window.recent.iter().any(by_card) {
            let mut newer = self.window.recent.iter().rev().filter_map(|r| match r {
                Recent::Fix(sample) => Some(*sample),
                Recent::Card { .. } => None,
            });
            let Some(newest) = newer.next() else { return self.wheel.clone() };
            if newest.sees() {
                return Wheel { last: Some(newest), ..Wheel::default() };
            }
            let last = newer.find(Sample::sees).or(self.wheel.last);
            return Wheel { last, blind: Some(newest), ..Wheel::default() };
        }
        let mut wheel = self.wheel.clone();
        for fact in &self.window.recent {
            wheel.pass(&engine.movement, self.profile, fact, |_| {});
        }
        wheel
    }

    /// The oldest `n` facts settle. What they tell of persons is judged now.
    pub(super) fn settle(
        &mut self,
        engine: &Engine,
        name: Name<'_>,
        n: usize,
        drivers: &mut Drivers,
        out: &mut Vec<Finding>,
    ) {
        let Self { window, wheel, left, settled, profile, .. } = self;
        let mut course = Course::new(engine, *profile);
        for fact in window.settle(n) {
            wheel.pass(&engine.movement, *profile, &fact, |told| match told {
                Told::Left(driver, since) => *left = Some((driver, since)),
                Told::Holds(driver) => {
                    if left.as_ref().map(|l| l.0.as_str()) == driver {
                        *left = None;
                    }
                }
                Told::Piece(piece, card) => {
                    if let Some((driver, since)) = &left
                        && piece.tells != Tells::Word
                    {
                        let rests = drivers.get_mut(driver).is_some_and(|d| d.idle(engine, driver, piece, out));
                        if !rests || piece.end.saturating_sub(*since) > DAY_MS {
                            *left = None;
                        }
                    }
                    if let Some(driver) = card {
                        if !drivers.contains_key(driver) {
                            drivers.insert(driver.to_owned(), DriverClock::default());
                        }
                        if let Some(at_wheel) = drivers.get_mut(driver) {
                            at_wheel.drive(engine, name, driver, piece, out);
                        }
                    }
                    let subject = Subject { vehicle: name, driver: None };
                    course.feed(settled, &own(piece, card), subject, Wanted::Nothing, out);
                }
            });
        }
    }

    /// Whether a person's clock waits for the oldest `n` facts.
    pub(super) fn awaited(&self, n: usize) -> bool {
        let by_card = |r: &Recent| matches!(r, Recent::Card { .. });
        let known = self.wheel.card.is_some() || !self.wheel.turns.is_empty() || self.left.is_some();
        n > 0 && (known || self.window.recent.iter().take(n).any(by_card))
    }
}

/// Runs the vehicle's own clock over `facts`.
fn run(
    engine: &Engine,
    (name, wanted): (Name<'_>, Wanted),
    profile: Profile,
    wheel: &mut Wheel,
    clock: &mut Clock,
    facts: &[Recent],
    out: &mut Vec<Finding>,
) {
    let subject = Subject { vehicle: name, driver: None };
    let mut course = Course::new(engine, profile);
    for fact in facts {
        wheel.pass(&engine.movement, profile, fact, |told| {
            if let Told::Piece(piece, card) = told {
                course.feed(clock, &own(piece, card), subject, wanted, out);
            }
        });
    }
}

impl DriverClock {
    /// A piece at the wheel of `vehicle`. What lies between it and the last one was spent away; what is accounted for
    /// already (a card in two vehicles at once) counts once.
    fn drive(&mut self, engine: &Engine, vehicle: Name<'_>, driver: &str, piece: &Piece, out: &mut Vec<Finding>) {
        let start = self.clock.end.map_or(piece.start, |end| end.max(piece.start));
        if piece.end <= start {
            return;
        }
        let accounted = piece.tells != Tells::Word;
        if let Some(end) = self.clock.end.filter(|&end| accounted && end < start) {
            self.feed(engine, driver, &Piece::away(end, start), out);
        }
        let vehicle = vehicle.to_string();
        if self.vehicle != vehicle {
            self.vehicle = vehicle;
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
        let subject = Subject { vehicle: &self.vehicle, driver: Some(driver) };
        engine.feed(&mut self.clock, piece, subject, Wanted::All, out);
    }
}
