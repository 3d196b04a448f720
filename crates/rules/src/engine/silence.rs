//! Vehicles that fell silent while they drove. Facts cannot tell of what does not come: this goes by the clock of
//! receipt, which facts and noted instants bring forward, so a replay of the log finds the same.
//!
//! Each vehicle that drives stands in the list of the second in which it would be due had nothing more come. Only then is
//! it looked at, and mostly put into a later list: millions cost a glance each now and then, not all at once.

use std::collections::BTreeMap;

use anlu_domain::{
    finding::Finding,
    time::{DAY_MS, MINUTE_MS},
};
use serde::{Deserialize, Serialize};

use super::{
    Engine, Slot, Version,
    packed::Packed,
    state::{Number, VehicleKey},
};
use crate::{
    emit::{Figures, Revisions, Subject, Wanted},
    kinds::{data_silent::Params, ms},
};

/// Nothing received for longer than this by anybody: it was we who did not listen.
const PAUSE_MS: i64 = 5 * MINUTE_MS;

/// The silence of the vehicles of a shard.
#[derive(Clone, Debug, Default)]
pub(super) struct Silence {
    listening: Listening,
    /// Those that are silent.
    dark: BTreeMap<Number, Vec<Dark>>,
    /// `None` until somebody looks: it follows from the vehicles.
    watch: Option<Watch>,
}

/// Receive times, UTC ms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Listening {
    /// The newest.
    at: i64,
    /// Since when we have listened without a pause.
    since: i64,
}

/// What is told of a silent vehicle by one rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Dark {
    /// Place of the rule.
    place: u16,
    /// Last heard of, UTC ms.
    start: i64,
    /// We listened, and heard nothing, since: UTC ms.
    since: i64,
    /// Second in which it is told again.
    next: i64,
    revisions: Revisions,
}

/// Which vehicles drove when they were last heard of, and when to look at them.
#[derive(Clone, Debug, Default)]
struct Watch {
    /// A bit for each number that stands in a list.
    listed: Vec<u64>,
    /// Numbers by the second in which they are looked at.
    due: BTreeMap<i64, Vec<Number>>,
}

/// What a snapshot holds of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Kept<K> {
    listening: Listening,
    dark: Vec<(K, Vec<Dark>)>,
}

impl Silence {
    pub(super) fn keep<K: VehicleKey>(&self, vehicles: &[(K, Packed)]) -> Kept<K> {
        let named =
            |(number, dark): (&Number, &Vec<Dark>)| Some((vehicles.get(number.place())?.0.clone(), dark.clone()));
        Kept { listening: self.listening, dark: self.dark.iter().filter_map(named).collect() }
    }

    pub(super) fn of<K>(kept: Kept<K>, number: impl Fn(&K) -> Option<Number>) -> Self {
        let dark = kept.dark.into_iter().filter_map(|(name, dark)| Some((number(&name)?, dark))).collect();
        Self { listening: kept.listening, dark, watch: None }
    }

    /// Bytes that are held.
    pub(super) fn bytes(&self) -> usize {
        self.watch.as_ref().map_or(0, |watch| {
            let lists: usize = watch.due.values().map(|list| list.capacity().saturating_mul(size_of::<Number>())).sum();
            lists.saturating_add(watch.listed.capacity().saturating_mul(8))
        })
    }

    /// Whether a look at `now` is worth a note of the time.
    pub(super) fn overdue(&self, engine: &Engine, now: i64, vehicles: usize) -> bool {
        let new_minute = now.div_euclid(MINUTE_MS) > self.listening.at.div_euclid(MINUTE_MS);
        let waits = self.watch.as_ref().map_or(vehicles > 0, |watch| !watch.due.is_empty());
        new_minute && waits && engine.silent_after().is_some()
    }

    /// It is `now`.
    pub(super) fn passes<K: VehicleKey>(
        &mut self,
        engine: &Engine,
        now: i64,
        vehicles: &[(K, Packed)],
        out: &mut Vec<Finding>,
    ) {
        let Listening { at, since } = self.listening;
        if now < at.saturating_sub(PAUSE_MS) {
            // The clock of the machine was set back: it is as if we began to listen.
            self.listening = Listening { at: now, since: now };
            self.watch = None;
        }
        if now <= at {
            return;
        }
        let since = if now.saturating_sub(at) > PAUSE_MS { now } else { since };
        self.listening = Listening { at: now, since };
        if second(now) == second(at) {
            return;
        }
        let Some(after) = engine.silent_after() else { return };
        let mut watch = self.watch.take().unwrap_or_else(|| Watch::over(engine, after, vehicles));
        for number in watch.take_due(second(now)) {
            let next = vehicles.get(number.place()).and_then(|vehicle| self.look(engine, number, vehicle, out));
            if let Some(next) = next {
                watch.list(number, next);
            }
        }
        self.watch = Some(watch);
    }

    /// Looks at a vehicle; the second in which to look again, if ever.
    fn look<K: VehicleKey>(
        &mut self,
        engine: &Engine,
        number: Number,
        (name, packed): &(K, Packed),
        out: &mut Vec<Finding>,
    ) -> Option<i64> {
        let (last, heard) = packed.lately()?;
        if !engine.movement.moves(&last) {
            return None;
        }
        let Listening { at, since } = self.listening;
        let since = heard.max(since);
        let profile = packed.open().profile;
        let now = second(at);
        // Should it come back at once and fall silent again, it is looked at in time.
        let soon = now.saturating_add(engine.silent_after().map_or(1, second));
        let mut next = None;
        for (place, slot, version, params) in engine.silent_rules(at) {
            if !version.applies.to(&profile) {
                continue;
            }
            let told = self.dark.get(&number).and_then(|all| all.iter().position(|dark| dark.place == place));
            if told.is_none() {
                let due = due(since, ms(params.limit_minutes));
                if due > now {
                    next = Some(next.map_or(due, |next: i64| next.min(due)));
                    continue;
                }
                let dark = Dark { place, start: heard, since, next: now, revisions: Revisions::default() };
                self.dark.entry(number).or_default().push(dark);
            }
            let Some(dark) = self.dark.get_mut(&number).and_then(|all| all.iter_mut().find(|dark| dark.place == place))
            else {
                continue;
            };
            if dark.next <= now {
                let figures = Figures { at: last.at, ..dark.figures(at, params) };
                let subject = Subject { vehicle: name, driver: None };
                engine.sink((slot, version), subject, (Wanted::All, 0), out).open(&mut dark.revisions, &figures, 0);
                // Whoever is silent for days is not told of each day.
                let goes_on = figures.driving < DAY_MS;
                dark.next = if goes_on { now.saturating_add(second(ms(params.revise_minutes))) } else { i64::MAX };
            }
            if dark.next < i64::MAX {
                next = Some(next.unwrap_or(dark.next).min(dark.next).min(soon));
            }
        }
        next
    }

    /// Something came of this vehicle, at the newest receive time; it `drives` or not.
    pub(super) fn hears<K: VehicleKey>(
        &mut self,
        engine: &Engine,
        (number, name): (Number, &K),
        drives: bool,
        out: &mut Vec<Finding>,
    ) {
        if !self.dark.is_empty()
            && let Some(all) = self.dark.remove(&number)
        {
            self.ends(engine, name, &all, out);
        }
        if drives
            && let (Some(watch), Some(after)) = (&mut self.watch, engine.silent_after())
            && !watch.has(number)
        {
            watch.list(number, due(self.listening.at, after));
        }
    }

    /// Nothing more will come.
    pub(super) fn finish<K: VehicleKey>(&mut self, engine: &Engine, vehicles: &[(K, Packed)], out: &mut Vec<Finding>) {
        for (number, all) in std::mem::take(&mut self.dark) {
            if let Some((name, _)) = vehicles.get(number.place()) {
                self.ends(engine, name, &all, out);
            }
        }
        *self = Self::default();
    }

    fn ends<K: VehicleKey>(&self, engine: &Engine, name: &K, all: &[Dark], out: &mut Vec<Finding>) {
        for dark in all {
            let Some((_, slot, version, params)) =
                engine.silent_rules(dark.start).find(|(place, ..)| *place == dark.place)
            else {
                continue;
            };
            let subject = Subject { vehicle: name, driver: None };
            let figures = dark.figures(self.listening.at, params);
            engine.sink((slot, version), subject, (Wanted::All, 0), out).close(&dark.revisions, &figures);
        }
    }
}

impl Dark {
    fn figures(&self, end: i64, params: &Params) -> Figures<'static> {
        let silent = end.saturating_sub(self.since);
        let (start, limit) = (self.start, ms(params.limit_minutes));
        Figures { start, end, driving: silent, gap: silent, limit, at: None, speed: None, zone: None }
    }
}

impl Watch {
    /// All vehicles that drove when they were last heard of.
    fn over<K>(engine: &Engine, after: i64, vehicles: &[(K, Packed)]) -> Self {
        let mut watch = Self::default();
        for (number, (_, packed)) in (0..).map(Number).zip(vehicles) {
            if let Some((last, heard)) = packed.lately()
                && engine.movement.moves(&last)
            {
                watch.list(number, due(heard, after));
            }
        }
        watch
    }

    fn has(&self, number: Number) -> bool {
        let (word, bit) = spot(number);
        self.listed.get(word).is_some_and(|bits| bits & bit != 0)
    }

    fn list(&mut self, number: Number, second: i64) {
        let (word, bit) = spot(number);
        if self.listed.len() <= word {
            self.listed.resize(word.saturating_add(1), 0);
        }
        if let Some(bits) = self.listed.get_mut(word) {
            *bits |= bit;
        }
        self.due.entry(second).or_default().push(number);
    }

    /// Takes those out that are to be looked at by `second`, in the order of their numbers.
    fn take_due(&mut self, second: i64) -> Vec<Number> {
        let later = self.due.split_off(&second.saturating_add(1));
        let mut due: Vec<Number> = std::mem::replace(&mut self.due, later).into_values().flatten().collect();
        due.sort_unstable();
        for number in &due {
            let (word, bit) = spot(*number);
            if let Some(bits) = self.listed.get_mut(word) {
                *bits &= !bit;
            }
        }
        due
    }
}

impl Engine {
    /// The shortest silence that any rule tells of, ms; `None`: no rule does.
    fn silent_after(&self) -> Option<i64> {
        self.silent_after
    }

    /// The rules about silence in force at `time`.
    fn silent_rules(&self, time: i64) -> impl Iterator<Item = (u16, &Slot, &Version, &Params)> {
        (0..).zip(&self.slots).filter_map(move |(place, slot)| {
            let version = slot.in_force(time)?;
            Some((place, slot, version, version.params.silence()?))
        })
    }
}

/// The second of an instant, or seconds of a length.
fn second(ms: i64) -> i64 {
    ms.div_euclid(1_000)
}

/// The first second at whose begin more than `after` ms have passed since `heard`.
fn due(heard: i64, after: i64) -> i64 {
    second(heard.saturating_add(after)).saturating_add(1)
}

/// Place of the bit of a number.
fn spot(number: Number) -> (usize, u64) {
    (number.place() / 64, 1 << (number.place() % 64))
}

#[cfg(test)]
mod tests;
