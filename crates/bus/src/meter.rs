//! Counts by link and civil day, on their way from the sockets and the live workers to the store.
//!
//! The log is what gateway and workers share, so it carries this too. Counts wait in memory until somebody takes them
//! and stores them; a crash loses what was not taken yet (statistics, not positions), and nothing is counted twice:
//! positions are counted per shard up to an offset that is stored together with the counts.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
};

use anlu_domain::{
    ids::VehicleId,
    link::{LinkCounts, LinkKey, LinkKind, LinkState},
    time::{CivilDay, UtcMs},
};
use rustc_hash::FxBuildHasher;

/// Which of the two connections of a platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Main link.
    Main,
    /// Sub link.
    Sub,
}

/// What was counted since it was last taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Counts to add.
    pub counts: BTreeMap<(LinkKey, CivilDay), LinkCounts>,
    /// How links stand that changed.
    pub states: BTreeMap<LinkKey, LinkState>,
    /// Links over which vehicles were first heard of that day.
    pub routes: BTreeMap<VehicleId, (LinkKey, CivilDay)>,
    /// Next offset whose positions are not counted, by shard.
    pub counted: BTreeMap<u16, u64>,
}

impl Taken {
    /// Nothing was counted.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[derive(Default)]
struct State {
    waiting: Taken,
    states: BTreeMap<LinkKey, LinkState>,
    counted: BTreeMap<u16, u64>,
    /// Link (place in `links`) and day each vehicle was last heard of.
    routes: HashMap<VehicleId, (u16, CivilDay), FxBuildHasher>,
    links: Vec<LinkKey>,
    /// Positions by place of the link and day, until they are taken.
    hot: HashMap<(u16, CivilDay), LinkCounts, FxBuildHasher>,
}

/// Counters of all links of a process.
#[derive(Default)]
pub struct Meter(Mutex<State>);

impl Meter {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A link that is configured and not connected yet.
    pub fn declare(&self, link: LinkKey, at: UtcMs) {
        let mut state = self.lock();
        let known = state.states.get(&link).copied().unwrap_or_default();
        state.tell(link, LinkState { main_up: Some(false), sub_up: Some(false), changed_at: Some(at), ..known });
    }

    /// A connection of a platform came up or went down.
    pub fn connection(&self, link: LinkKey, part: Part, up: bool, at: UtcMs) {
        let mut state = self.lock();
        let before = state.states.get(&link).copied().unwrap_or_default();
        let mut now = LinkState { changed_at: Some(at), ..before };
        match part {
            Part::Main => now.main_up = Some(up),
            Part::Sub => now.sub_up = Some(up),
        }
        if part == Part::Main && before.main_up == Some(true) && !up {
            state.counts(&link, at).breaks += 1;
        }
        state.tell(link, now);
    }

    /// Messages are on disk, or were confirmed by the other side.
    pub fn messages(&self, link: LinkKey, n: u64, at: UtcMs) {
        let mut state = self.lock();
        state.counts(&link, at).messages += n;
        let known = state.states.get(&link).copied().unwrap_or_default();
        state.tell(link, LinkState { last_at: Some(at), ..known });
    }

    /// Input was not taken.
    pub fn rejected(&self, link: &LinkKey, reason: &str, at: UtcMs) {
        self.lock().counts(link, at).reject(reason, 1);
    }

    /// The sender's numbering has holes.
    pub fn missing(&self, link: &LinkKey, n: u64, at: UtcMs) {
        self.lock().counts(link, at).missing += n;
    }

    /// What was counted before this process began: the next offset of each shard whose positions are not counted.
    pub fn resume(&self, counted: BTreeMap<u16, u64>) {
        self.lock().counted = counted;
    }

    /// Positions of the log entry `offset` of `shard`: vehicle, device time, and whether the device told it. An entry
    /// that was counted before is left out.
    pub fn positions(
        &self,
        (shard, offset): (u16, u64),
        (kind, id): (LinkKind, &str),
        received: UtcMs,
        positions: impl Iterator<Item = (VehicleId, UtcMs, bool)>,
    ) {
        let mut state = self.lock();
        let next = state.counted.entry(shard).or_default();
        if offset < *next {
            return;
        }
        *next = offset.saturating_add(1);
        let next = *next;
        state.waiting.counted.insert(shard, next);
        let mut positions = positions.peekable();
        if positions.peek().is_none() {
            return;
        }
        let day = received.day();
        let place = state.place(kind, id);
        let State { waiting, routes, links, hot, .. } = &mut *state;
        let counts = hot.entry((place, day)).or_default();
        for (vehicle, time, readable) in positions {
            counts.position(time, received, readable);
            // A replay of old entries does not move a vehicle back.
            let newer = routes.get(&vehicle).is_none_or(|(was, on)| *on < day || (*on == day && *was != place));
            if newer && let Some(link) = links.get(usize::from(place)) {
                routes.insert(vehicle, (place, day));
                waiting.routes.insert(vehicle, (link.clone(), day));
            }
        }
    }

    /// Takes what was counted; whoever cannot store it gives it back.
    pub fn take(&self) -> Taken {
        let mut state = self.lock();
        let State { waiting, hot, links, .. } = &mut *state;
        for ((place, day), counts) in hot.drain() {
            if let Some(link) = links.get(usize::from(place)) {
                waiting.counts.entry((link.clone(), day)).or_default().add(&counts);
            }
        }
        std::mem::take(waiting)
    }

    /// Gives back what could not be stored. What was counted meanwhile is kept beside it.
    pub fn give_back(&self, taken: Taken) {
        let mut state = self.lock();
        let newer = std::mem::replace(&mut state.waiting, taken);
        for (key, counts) in newer.counts {
            state.waiting.counts.entry(key).or_default().add(&counts);
        }
        state.waiting.states.extend(newer.states);
        state.waiting.routes.extend(newer.routes);
        state.waiting.counted.extend(newer.counted);
    }
}

impl State {
    fn counts(&mut self, link: &LinkKey, at: UtcMs) -> &mut LinkCounts {
        self.waiting.counts.entry((link.clone(), at.day())).or_default()
    }

    fn tell(&mut self, link: LinkKey, state: LinkState) {
        self.states.insert(link.clone(), state);
        self.waiting.states.insert(link, state);
    }

    /// Place of a link. There are few: they stand in the configuration.
    fn place(&mut self, kind: LinkKind, id: &str) -> u16 {
        let known = self.links.iter().position(|link| link.kind == kind && link.id == id);
        let place = known.unwrap_or_else(|| {
            self.links.push(LinkKey::platform(kind, id));
            self.links.len() - 1
        });
        u16::try_from(place).unwrap_or(u16::MAX)
    }
}

#[cfg(test)]
mod tests {
    use anlu_domain::time::DAY_MS;
    use uuid::Uuid;

    use super::*;

    const T: UtcMs = UtcMs(1_790_000_000_000);

    const EAST: (LinkKind, &str) = (LinkKind::PlatformIn, "east");

    fn platform() -> LinkKey {
        LinkKey::platform(LinkKind::PlatformIn, "east")
    }

    fn one(vehicle: u128) -> impl Iterator<Item = (VehicleId, UtcMs, bool)> {
        std::iter::once((VehicleId(Uuid::from_u128(vehicle)), T.plus(-5_000), true))
    }

    #[test]
    fn an_entry_is_counted_once_however_often_it_is_read() {
        let meter = Meter::default();
        meter.resume(BTreeMap::from([(3, 7)]));
        meter.positions((3, 6), EAST, T, one(1));
        assert!(meter.take().is_empty(), "counted by the process before");
        meter.positions((3, 7), EAST, T, one(1));
        meter.positions((3, 7), EAST, T, one(1));
        meter.positions((3, 9), EAST, T, std::iter::empty());
        let taken = meter.take();
        assert_eq!(taken.counts[&(platform(), T.day())].positions, 1);
        assert_eq!((taken.counted[&3], taken.routes.len()), (10, 1));
        assert!(meter.take().is_empty());
    }

    #[test]
    fn a_vehicle_is_told_once_a_day_and_when_it_comes_another_way() {
        let meter = Meter::default();
        let v = VehicleId(Uuid::from_u128(1));
        meter.positions((0, 0), EAST, T, one(1));
        meter.take();
        meter.positions((0, 1), EAST, T, one(1));
        assert!(meter.take().routes.is_empty());
        meter.positions((0, 2), (LinkKind::Terminals, ""), T, one(1));
        assert_eq!(meter.take().routes[&v].0, LinkKey::terminals());
        meter.positions((0, 3), (LinkKind::Terminals, ""), T.plus(DAY_MS), one(1));
        assert_eq!(meter.take().routes[&v].1, T.plus(DAY_MS).day());
        meter.positions((0, 4), EAST, T, one(1));
        assert!(meter.take().routes.is_empty(), "old entries move nobody back");
    }

    #[test]
    fn what_could_not_be_stored_is_not_lost() {
        let meter = Meter::default();
        meter.messages(platform(), 2, T);
        let taken = meter.take();
        meter.messages(platform(), 3, T.plus(1));
        meter.rejected(&platform(), "crc", T);
        meter.give_back(taken);
        let all = meter.take();
        let counts = &all.counts[&(platform(), T.day())];
        assert_eq!((counts.messages, counts.rejections()), (5, 1));
        assert_eq!(all.states[&platform()].last_at, Some(T.plus(1)), "the newer state stands");
    }

    #[test]
    fn a_main_link_that_falls_is_a_break_and_one_that_never_stood_is_not() {
        let meter = Meter::default();
        meter.declare(platform(), T);
        meter.connection(platform(), Part::Main, false, T);
        meter.connection(platform(), Part::Main, true, T);
        meter.connection(platform(), Part::Sub, true, T);
        meter.connection(platform(), Part::Sub, false, T);
        meter.connection(platform(), Part::Main, false, T.plus(9));
        let taken = meter.take();
        assert_eq!(taken.counts[&(platform(), T.day())].breaks, 1);
        let state = taken.states[&platform()];
        assert_eq!((state.main_up, state.sub_up, state.changed_at), (Some(false), Some(false), Some(T.plus(9))));
    }
}
