//! The engine: facts of vehicles in, findings out. A pure function of pack, state and facts.
//!
//! Two ways in, one verdict. [`Engine::step`] takes facts as they arrive: it judges each at once, judges anew what a fact
//! that comes late within a bounded window changes, drops duplicates, later and future-dated facts, and follows driver
//! cards. [`Engine::screen_vehicle`]
//! takes rows of one vehicle that are already in order. Both cut time into pieces ([`Piece`]) that are driving, still,
//! unknown or away, and hand them to the rule kinds.

use std::sync::Arc;

use anlu_domain::{
    finding::{Finding, PackRef},
    party::profile::Profile,
    time::{CivilDay, DAY_MS, MINUTE_MS, UtcMs},
    track::Fact,
};

use crate::{
    emit::{Sink, Subject, Wanted},
    kinds::{Params, ms},
    pack::{Applies, Pack, SeverityLimits},
    zones::ZoneSet,
};

pub(crate) mod calm;
mod clock;
mod course;
pub(crate) mod motion;
mod packed;
mod revise;
mod screen;
mod silence;
mod snapshot;
mod state;
mod vehicle;
mod wheel;
mod window;

use self::{
    calm::Calm,
    clock::Walk,
    course::{Asked, Course},
};
pub(crate) use self::{
    clock::Clock,
    motion::{Movement, Sample},
    window::Order,
};
pub use self::{
    motion::{Motion, Piece, Tells},
    screen::Row,
    snapshot::SnapshotError,
    state::{Counts, Number, ShardState, VehicleKey},
};

/// Rules of one pack, ready to run. Cheap to share; holds no state.
#[derive(Clone, Debug)]
pub struct Engine {
    pack: PackRef,
    fingerprint: u64,
    order: Order,
    movement: Movement,
    slots: Vec<Slot>,
    zones: Arc<ZoneSet>,
    /// What stirs no rule.
    calm: Calm,
    /// The shortest silence that a rule tells of, ms.
    silent_after: Option<i64>,
    /// There are rules about zones, and zones.
    zoned: bool,
    /// No vehicle may sleep: to hold its verdicts against those of one that may.
    #[cfg(test)]
    sleepless: bool,
}

/// One rule id with its versions by validity.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    id: String,
    versions: Vec<Version>,
    /// It is about zones.
    zonal: bool,
    /// A piece may stir it.
    stirs: bool,
    /// It asks how the subject moved.
    of_motion: bool,
    /// It asks for the alarm word.
    of_words: bool,
}

/// A rule as it stands for a period.
#[derive(Clone, Debug)]
struct Version {
    /// In force from this instant (included), UTC ms.
    from: i64,
    /// Until this instant (excluded), UTC ms.
    to: i64,
    params: Params,
    severity: SeverityLimits,
    applies: Applies,
}

impl Engine {
    /// An engine for a pack that has been loaded, hence checked.
    pub fn new(pack: &Pack) -> Self {
        let mut slots: Vec<Slot> = Vec::new();
        for rule in &pack.rules {
            let version = Version {
                from: rule.valid_from.start().0,
                to: rule.valid_to.map_or(i64::MAX, |day: CivilDay| day.plus_days(1).start().0),
                params: rule.params.clone(),
                severity: rule.severity,
                applies: rule.applies.clone(),
            };
            match slots.last_mut() {
                Some(slot) if slot.id == rule.id => {
                    slot.stirs |= version.params.may_stir();
                    slot.versions.push(version);
                }
                _ => slots.push(Slot {
                    id: rule.id.clone(),
                    zonal: version.params.zonal(),
                    stirs: version.params.may_stir(),
                    of_motion: version.params.of_motion(),
                    of_words: version.params.of_words(),
                    versions: vec![version],
                }),
            }
        }
        let mut calm = Calm::default();
        for rule in &pack.rules {
            rule.params.calms(&mut calm);
        }
        let silences = pack.rules.iter().filter_map(|rule| rule.params.silence());
        let silent_after = silences.map(|params| ms(params.limit_minutes)).min();
        Self {
            pack: pack.reference(),
            fingerprint: pack.fingerprint(),
            order: Order {
                window: i64::from(pack.intake.order.window_minutes) * MINUTE_MS,
                facts: usize::try_from(pack.intake.order.window_facts).unwrap_or(usize::MAX),
                future: i64::from(pack.intake.order.future_minutes) * MINUTE_MS,
            },
            movement: Movement::new(&pack.intake.movement),
            slots,
            calm,
            silent_after,
            zones: Arc::default(),
            zoned: false,
            #[cfg(test)]
            sleepless: false,
        }
    }

    /// The same rules over these zones. Without it there are none.
    #[must_use]
    pub fn with_zones(&self, zones: Arc<ZoneSet>) -> Self {
        let zoned = !zones.is_empty() && self.slots.iter().any(|slot| slot.zonal);
        Self { zones, zoned, ..self.clone() }
    }

    /// Zones in force.
    pub fn zones(&self) -> &Arc<ZoneSet> {
        &self.zones
    }

    /// The pack that findings will name.
    pub fn pack(&self) -> &PackRef {
        &self.pack
    }

    /// Changes whenever anything in the pack that bears on a verdict changes. A stored state belongs to one of these.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// Takes one fact of a vehicle (its key, and what the registry knows of it), received at `received`. Findings that
    /// this fact brings about are added to `out`: opened, revised, closed or taken back, in a fixed order. A fact that
    /// comes late by less than the window is put into its place, and what lies behind it is judged anew. Rules that ask
    /// for a class, a mass, a line or a sector are silent without it.
    pub fn step<K: VehicleKey>(
        &self,
        state: &mut ShardState<K>,
        vehicle: (&K, &Profile),
        fact: &Fact,
        received: UtcMs,
        out: &mut Vec<Finding>,
    ) {
        let number = state.number(vehicle.0);
        self.step_numbered(state, (number, vehicle.1), fact, received, out);
    }

    /// [`Engine::step`] of the vehicle with this number in `state`.
    pub fn step_numbered<K: VehicleKey>(
        &self,
        state: &mut ShardState<K>,
        vehicle: (Number, &Profile),
        fact: &Fact,
        received: UtcMs,
        out: &mut Vec<Finding>,
    ) {
        state.take(self, vehicle, fact, received, out);
    }

    /// It is `now`, by the clock that receive times come from: what persons did is judged to its end when their vehicles
    /// have not been heard of for longer than the window. Spells stay open. A caller that keeps a log must note the
    /// instants at which it calls this, in their place among the facts: findings depend on them as on facts.
    pub fn advance<K: VehicleKey>(&self, state: &mut ShardState<K>, now: UtcMs, out: &mut Vec<Finding>) {
        state.advance(self, now, out);
    }

    /// Whether [`Engine::advance`] would judge anything.
    pub fn overdue<K: VehicleKey>(&self, state: &ShardState<K>, now: UtcMs) -> bool {
        state.overdue(self, now)
    }

    /// Nothing more will come (end of a file, or of a test): releases what waits for its turn and closes what is open.
    pub fn finish<K: VehicleKey>(&self, state: &mut ShardState<K>, out: &mut Vec<Finding>) {
        state.finish(self, out);
    }

    /// Screens the rows of one vehicle (its key, and what is known of it), sorted by time; see [`Row`]. Adds closed
    /// findings to `out`, equal to those that stepping would close.
    pub fn screen_vehicle(&self, vehicle: (&str, &Profile), rows: impl Iterator<Item = Row>, out: &mut Vec<Finding>) {
        screen::run(self, vehicle, rows, out);
    }

    /// Hands `piece` to every rule.
    fn feed(&self, clock: &mut Clock, piece: &Piece, subject: Subject<'_>, wanted: Wanted, out: &mut Vec<Finding>) {
        self.feed_asked(Asked::ALL, clock, piece, subject, wanted, out);
    }

    /// Hands `piece` to the rules that are asked.
    fn feed_asked(
        &self,
        asked: Asked,
        clock: &mut Clock,
        piece: &Piece,
        subject: Subject<'_>,
        wanted: Wanted,
        out: &mut Vec<Finding>,
    ) {
        if piece.tells != Tells::Word {
            clock.end = Some(piece.end);
        }
        let lift = clock.lift;
        self.feed_states(asked, &mut clock.walk(), lift, piece, subject, wanted, out);
    }

    /// Hands `piece` to the rules that are asked: their states are those of `states`, whose clock ends where the piece
    /// does.
    #[expect(clippy::too_many_arguments, reason = "what it is about, what is known of it, and where it goes")]
    fn feed_states(
        &self,
        asked: Asked,
        states: &mut impl Walk,
        lift: u32,
        piece: &Piece,
        subject: Subject<'_>,
        wanted: Wanted,
        out: &mut Vec<Finding>,
    ) {
        let stirs = self.zoned && piece.from.is_some_and(|at| self.zones.stirs(&piece.profile, at));
        for (place, slot) in (0..).zip(&self.slots).filter(|(place, slot)| asked.has(*place) && slot.asks(piece)) {
            let held = states.holds(place);
            if slot.zonal && !stirs && !held {
                continue;
            }
            if let Some(version) = slot.in_force(piece.start) {
                let params = &version.params;
                if !held && !params.wakes(piece) {
                    continue;
                }
                if version.applies.to(&piece.profile) {
                    let fresh = || params.wakes(piece).then(|| params.fresh());
                    let mut sink = self.sink((slot, version), subject, (wanted, lift), out);
                    states.visit(place, fresh, |state| params.step(state, piece, &mut sink));
                } else if subject.driver.is_none() || params.about_the_vehicle() {
                    // Not about this vehicle (any more).
                    let mut sink = self.sink((slot, version), subject, (wanted, lift), out);
                    states.visit(place, || None, |state| params.finish(state, &mut sink));
                } else {
                    // The person drives something the rule is not about: no rest, and no driving of its kind.
                    let motion = match (piece.tells, piece.motion) {
                        (Tells::Word, _) => Motion::Away,
                        (_, Motion::Driving) => Motion::Unknown,
                        (_, motion) => motion,
                    };
                    let mut sink = self.sink((slot, version), subject, (wanted, lift), out);
                    let seen = Piece { motion, ..*piece };
                    states.visit(place, || None, |state| params.step(state, &seen, &mut sink));
                }
            } else if let Some(version) = slot.expired(piece.start) {
                let mut sink = self.sink((slot, version), subject, (wanted, lift), out);
                states.visit(place, || None, |state| version.params.finish(state, &mut sink));
            }
        }
    }

    /// Until when nothing will be told of a vehicle of this profile with this own clock, whose time is accounted for
    /// until `end`, as long as no piece stirs: UTC ms, at most a day after that.
    fn silent_until(&self, clock: &Clock, end: i64, profile: &Profile) -> i64 {
        #[cfg(test)]
        if self.sleepless {
            return i64::MIN;
        }
        let mut until = end.saturating_add(DAY_MS);
        for (place, slot) in (0..).zip(&self.slots) {
            let held = clock.state(place);
            for bound in slot.versions.iter().flat_map(|v| [v.from, v.to]).filter(|bound| *bound > end) {
                until = until.min(bound);
            }
            match slot.in_force(end).filter(|version| version.applies.to(profile)) {
                Some(version) => until = until.min(version.params.silent_until(held, end)),
                // It ends with the next piece.
                None if held.is_some() => return i64::MIN,
                None => {}
            }
        }
        until
    }

    /// Whether something may be told of `piece` at once, however little is remembered.
    fn stirs(&self, piece: &Piece) -> bool {
        (!self.calm.holds(piece) && self.stirred(piece))
            || (self.zoned && piece.from.is_some_and(|at| self.zones.stirs(&piece.profile, at)))
    }

    /// Whether `piece` stirs a rule that is not about zones.
    fn stirred(&self, piece: &Piece) -> bool {
        let told = |version: &Version| version.params.stirs(piece) && version.applies.to(&piece.profile);
        let mut stirred = self.slots.iter().filter(|slot| slot.stirs && slot.asks(piece));
        stirred.any(|slot| slot.in_force(piece.start).is_some_and(told))
    }

    /// Closes every rule of `clock`.
    fn conclude(&self, clock: &mut Clock, subject: Subject<'_>, wanted: Wanted, out: &mut Vec<Finding>) {
        // A clock that no time passed on may still know of words.
        let end = clock.end.unwrap_or(i64::MAX);
        let lift = clock.lift;
        let mut states = clock.walk();
        for (place, slot) in (0..).zip(&self.slots) {
            if let Some(version) = slot.in_force(end.saturating_sub(1)).or_else(|| slot.expired(end)) {
                let mut sink = self.sink((slot, version), subject, (wanted, lift), out);
                states.visit(place, || None, |state| version.params.finish(state, &mut sink));
            }
        }
        clock.end = None;
    }

    fn sink<'a>(
        &'a self,
        (slot, version): (&'a Slot, &'a Version),
        subject: Subject<'a>,
        (wanted, lift): (Wanted, u32),
        out: &'a mut Vec<Finding>,
    ) -> Sink<'a> {
        let zones = self.zones.as_ref();
        Sink { rule: &slot.id, pack: &self.pack, severity: &version.severity, subject, wanted, lift, zones, out }
    }
}

impl Slot {
    /// Whether it is about what `piece` tells.
    fn asks(&self, piece: &Piece) -> bool {
        match piece.tells {
            Tells::All => true,
            Tells::Motion => self.of_motion,
            Tells::Word => self.of_words,
        }
    }

    fn in_force(&self, time: i64) -> Option<&Version> {
        self.versions.iter().find(|v| v.from <= time && time < v.to)
    }

    /// The newest version that has ended before `time`.
    fn expired(&self, time: i64) -> Option<&Version> {
        self.versions.iter().rev().find(|v| v.to <= time)
    }
}

#[cfg(test)]
mod tests;
