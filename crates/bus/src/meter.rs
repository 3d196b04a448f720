//! Counts by link and civil day, on their way from the sockets and the live workers to the store.
//!
//! The log is what gateway and workers share, so it carries this too. Counts wait in memory until somebody takes them
//! and stores them; a crash loses what was not taken yet (statistics, not positions), and nothing is counted twice:
//! positions are counted per shard up to an offset that is stored together with the counts.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use anlu_domain::{
    ids::VehicleId,
    link::{LinkCounts, LinkKey, LinkKind, LinkState},
    time::{CivilDay, UtcMs},
};

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
    /// Counts to add; every link and day that vehicles came over has some, if only zeros.
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
}

/// What the worker of one shard counts. Nobody else waits for it.
#[derive(Default)]
struct Shard {
    /// Next offset whose positions are not counted, and whether that has been taken.
    next: u64,
    moved: bool,
    links: Vec<LinkKey>,
    /// Counts of links by their place and day, until they are taken. There are few.
    counts: Vec<(Route, LinkCounts)>,
    /// Vehicles and how they were heard of, in the order in which they were: of one that is named twice the last counts.
    routes: VecDeque<(VehicleId, Route)>,
}

/// A link on a day, as one shard numbers them: what a vehicle is heard of over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    day: CivilDay,
    link: u16,
}

impl Route {
    /// Whether a vehicle that was last heard of over `was` comes another way now, or on another day. A replay of old
    /// entries does not move it back.
    pub fn differs(self, was: Option<Self>) -> bool {
        was.is_none_or(|was| was.day < self.day || (was.day == self.day && was.link != self.link))
    }
}

/// Counters of all links of a process.
#[derive(Default)]
pub struct Meter {
    state: Mutex<State>,
    shards: Mutex<BTreeMap<u16, Arc<Mutex<Shard>>>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Meter {
    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    fn shard(&self, number: u16) -> Arc<Mutex<Shard>> {
        Arc::clone(lock(&self.shards).entry(number).or_default())
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
        for (number, next) in counted {
            lock(&self.shard(number)).next = next;
        }
    }

    /// Counts what one shard holds; for its worker.
    pub fn counter(&self, shard: u16) -> Counter {
        Counter(self.shard(shard))
    }

    /// Takes what was counted, with at most `routes` vehicles: the others wait for the next time, for at the begin of a
    /// day all come at once. Whoever cannot store it gives it back.
    pub fn take(&self, routes: usize) -> Taken {
        let mut taken = std::mem::take(&mut self.lock().waiting);
        let shards: Vec<(u16, Arc<Mutex<Shard>>)> =
            lock(&self.shards).iter().map(|(number, shard)| (*number, Arc::clone(shard))).collect();
        for (number, shard) in shards {
            lock(&shard).take(number, routes, &mut taken);
        }
        taken
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
}

/// Counts the positions of one shard.
pub struct Counter(Arc<Mutex<Shard>>);

impl Counter {
    /// Begins with the next entries of the shard.
    pub fn count(&self) -> Counting<'_> {
        Counting(lock(&self.0))
    }
}

/// Counts entries of one shard.
pub struct Counting<'a>(MutexGuard<'a, Shard>);

impl Counting<'_> {
    /// Counts the positions of the entry `offset`: device time, and whether the device told it. Answers how they came;
    /// `None` without positions, and for an entry that was counted before.
    pub fn positions(
        &mut self,
        offset: u64,
        (kind, id): (LinkKind, &str),
        received: UtcMs,
        positions: impl Iterator<Item = (UtcMs, bool)>,
    ) -> Option<Route> {
        let shard = &mut *self.0;
        if offset < shard.next {
            return None;
        }
        (shard.next, shard.moved) = (offset.saturating_add(1), true);
        let mut positions = positions.peekable();
        positions.peek()?;
        let route = Route { day: received.day(), link: shard.place(kind, id) };
        let counts = shard.counts(route);
        for (time, readable) in positions {
            counts.position(time, received, readable);
        }
        Some(route)
    }

    /// A vehicle was heard of over another link than before, or first that day.
    pub fn heard(&mut self, vehicle: VehicleId, route: Route) {
        self.0.routes.push_back((vehicle, route));
    }
}

impl Shard {
    /// Place of a link. There are few: they stand in the configuration.
    fn place(&mut self, kind: LinkKind, id: &str) -> u16 {
        let known = self.links.iter().position(|link| link.kind == kind && link.id == id);
        let place = known.unwrap_or_else(|| {
            self.links.push(LinkKey::platform(kind, id));
            self.links.len() - 1
        });
        u16::try_from(place).unwrap_or(u16::MAX)
    }

    fn counts(&mut self, route: Route) -> &mut LinkCounts {
        let known = self.counts.iter().position(|(counted, _)| *counted == route).unwrap_or(self.counts.len());
        if known == self.counts.len() {
            self.counts.push((route, LinkCounts::default()));
        }
        &mut self.counts[known].1
    }

    fn take(&mut self, number: u16, most: usize, taken: &mut Taken) {
        if std::mem::take(&mut self.moved) {
            taken.counted.insert(number, self.next);
        }
        let named = |route: Route| Some((self.links.get(usize::from(route.link))?.clone(), route.day));
        for (route, counts) in self.counts.drain(..) {
            if let Some(named) = named(route) {
                taken.counts.entry(named).or_default().add(&counts);
            }
        }
        while taken.routes.len() < most
            && let Some((vehicle, route)) = self.routes.pop_front()
        {
            if let Some(named) = named(route) {
                // Those that had to wait may be all that is told of the link this time.
                taken.counts.entry(named.clone()).or_default();
                taken.routes.insert(vehicle, named);
            }
        }
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

    fn one() -> impl Iterator<Item = (UtcMs, bool)> {
        std::iter::once((T.plus(-5_000), true))
    }

    #[test]
    fn vehicles_that_come_all_at_once_are_told_a_few_at_a_time() {
        let meter = Meter::default();
        for (number, shard) in (0..5_u64).zip([0, 1, 0, 1, 0]) {
            let counter = meter.counter(shard);
            let mut counting = counter.count();
            let route = counting.positions(number, EAST, T, one()).unwrap();
            counting.heard(VehicleId(Uuid::from_u128(number.into())), route);
        }
        let told: Vec<(usize, Vec<u64>)> = (0..4)
            .map(|_| meter.take(2))
            .map(|taken| (taken.routes.len(), taken.counts.values().map(|counts| counts.positions).collect()))
            .collect();
        assert_eq!(told, [(2, vec![5]), (2, vec![0]), (1, vec![0]), (0, vec![])], "each with its link and day");
        assert!(meter.take(2).is_empty());
    }

    #[test]
    fn an_entry_is_counted_once_however_often_it_is_read() {
        let meter = Meter::default();
        meter.resume(BTreeMap::from([(3, 7)]));
        let counter = meter.counter(3);
        assert_eq!(counter.count().positions(6, EAST, T, one()), None, "counted by the process before");
        assert!(meter.take(usize::MAX).is_empty());
        assert!(counter.count().positions(7, EAST, T, one()).is_some());
        assert_eq!(counter.count().positions(7, EAST, T, one()), None);
        assert_eq!(counter.count().positions(9, EAST, T, std::iter::empty()), None);
        let taken = meter.take(usize::MAX);
        assert_eq!(taken.counts[&(platform(), T.day())].positions, 1);
        assert_eq!(taken.counted[&3], 10);
        assert!(meter.take(usize::MAX).is_empty());
    }

    #[test]
    fn a_vehicle_is_told_once_a_day_and_when_it_comes_another_way() {
        let meter = Meter::default();
        let counter = meter.counter(0);
        let terminals = (LinkKind::Terminals, "");
        let route = |offset, link, at| counter.count().positions(offset, link, at, one()).unwrap();
        let east = route(0, EAST, T);
        assert!(east.differs(None) && !route(1, EAST, T).differs(Some(east)));
        let terminal = route(2, terminals, T);
        assert!(terminal.differs(Some(east)));
        let next = route(3, terminals, T.plus(DAY_MS));
        assert!(next.differs(Some(terminal)));
        assert!(!east.differs(Some(next)), "old entries move nobody back");
        let v = VehicleId(Uuid::from_u128(1));
        counter.count().heard(v, east);
        counter.count().heard(v, next);
        assert_eq!(meter.take(usize::MAX).routes[&v], (LinkKey::terminals(), T.plus(DAY_MS).day()));
        assert!(meter.take(usize::MAX).routes.is_empty());
    }

    #[test]
    fn what_could_not_be_stored_is_not_lost() {
        let meter = Meter::default();
        meter.messages(platform(), 2, T);
        let taken = meter.take(usize::MAX);
        meter.messages(platform(), 3, T.plus(1));
        meter.rejected(&platform(), "crc", T);
        meter.give_back(taken);
        let all = meter.take(usize::MAX);
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
        let taken = meter.take(usize::MAX);
        assert_eq!(taken.counts[&(platform(), T.day())].breaks, 1);
        let state = taken.states[&platform()];
        assert_eq!((state.main_up, state.sub_up, state.changed_at), (Some(false), Some(false), Some(T.plus(9))));
    }
}
