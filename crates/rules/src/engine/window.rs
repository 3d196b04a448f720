//! The facts of one vehicle's last minutes, in the order of device time. They have been judged as they came; they are
//! kept so that a late one can still be put into its place, and everything behind it judged anew.

use std::vec::Drain;

use anlu_domain::time::sixty_fourth;

use super::Sample;

/// Bounds of the window.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Order {
    /// A fact settles when one this much newer has come, ms.
    pub(crate) window: i64,
    /// At most so many facts are kept.
    pub(crate) facts: usize,
    /// A fact dated this much after its receipt is not used, ms.
    pub(crate) future: i64,
}

/// How many facts of a vehicle are kept before ripe ones settle. They need not at once, unless a person's clock waits: many
/// that settle together cost little more than one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    facts: u64,
    /// From the oldest to the newest, ms: of a vehicle that is awake, and of one that sleeps, of which less else is kept.
    awake: u64,
    asleep: u64,
}

impl Order {
    /// The room of a vehicle, by its number: facts of millions that were heard of first in the same minute must not settle
    /// in the same minute. Spans are one and a half and three windows, give or take a sixth.
    pub(super) fn room(&self, number: u32) -> Room {
        let sixty_fourths = u64::from(sixty_fourth(number));
        let window = self.window.unsigned_abs();
        let awake = window.saturating_mul(80 + (sixty_fourths / 2 + 16) % 32) / 64;
        let asleep = window.saturating_mul(160 + (sixty_fourths + 32) % 64) / 64;
        Room { facts: u64::try_from(self.facts).unwrap_or(u64::MAX), awake, asleep }
    }
}

impl Room {
    /// Whether `facts` over `span` ms are so many that ripe ones should settle.
    pub(super) fn full(&self, facts: u64, span: u64, asleep: bool) -> bool {
        facts > self.facts || span > if asleep { self.asleep } else { self.awake }
    }
}

/// A fact that may still be overtaken.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Recent {
    /// A position.
    Fix(Sample),
    /// From this instant the vehicle is driven by this certificate, or by nobody known.
    Card {
        /// Device time, UTC ms.
        time: i64,
        /// Certificate number.
        driver: Option<String>,
    },
}

impl Recent {
    pub(crate) fn time(&self) -> i64 {
        match self {
            Self::Fix(s) => s.time,
            Self::Card { time, .. } => *time,
        }
    }

    /// At the same instant a card comes before a fix.
    fn rank(&self) -> (i64, bool) {
        (self.time(), matches!(self, Self::Fix(_)))
    }
}

/// Where a fact that was offered belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Offer {
    /// Behind everything that has come.
    Newest,
    /// Before the fact at this place.
    Late(usize),
    /// There already.
    Duplicate,
    /// Before what has settled.
    TooLate,
}

/// Facts of one vehicle in the order of device time.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Window {
    /// Oldest first.
    pub(super) recent: Vec<Recent>,
    /// Rank of the newest fact that has settled.
    pub(super) settled: Option<(i64, bool)>,
    /// When the vehicle was last heard of, receive time, UTC ms.
    pub(super) heard: Option<i64>,
    /// Usual time between facts, ms, as it was when they were two or when some settled last; 0 before. It only helps to
    /// keep them in few bytes.
    pub(super) usual: i64,
}

impl Window {
    /// Where `fact` belongs. The first fix of an instant stays, later ones are duplicates.
    pub(crate) fn offer(&self, fact: &Recent, order: &Order) -> Offer {
        let rank = fact.rank();
        let is_fix = rank.1;
        if let Some(settled) = self.settled {
            if is_fix && rank == settled {
                return Offer::Duplicate;
            }
            if rank < settled {
                return Offer::TooLate;
            }
        }
        let place = self.recent.partition_point(|r| r.rank() <= rank);
        if place < self.ripe(order) {
            return Offer::TooLate;
        }
        if is_fix && place.checked_sub(1).and_then(|i| self.recent.get(i)).is_some_and(|r| r.rank() == rank) {
            return Offer::Duplicate;
        }
        if place == self.recent.len() { Offer::Newest } else { Offer::Late(place) }
    }

    /// From the oldest fact to the newest, ms.
    pub(crate) fn span(&self) -> i64 {
        let ends = self.recent.first().zip(self.recent.last());
        ends.map_or(0, |(oldest, newest)| newest.time().saturating_sub(oldest.time()))
    }

    /// Whether so much is kept of a vehicle that is awake that ripe facts should settle.
    pub(super) fn full(&self, room: &Room) -> bool {
        let known = |n: i64| u64::try_from(n).unwrap_or_default();
        room.full(u64::try_from(self.recent.len()).unwrap_or(u64::MAX), known(self.span()), false)
    }

    /// How many of the oldest facts need not be kept any longer: nothing is put before the last of them.
    pub(crate) fn ripe(&self, order: &Order) -> usize {
        let Some(newest) = self.recent.last().map(Recent::time) else { return 0 };
        let old = self.recent.partition_point(|r| newest.saturating_sub(r.time()) > order.window);
        old.max(self.recent.len().saturating_sub(order.facts))
    }

    /// Takes the oldest `n` facts out.
    pub(crate) fn settle(&mut self, n: usize) -> Drain<'_, Recent> {
        let n = n.min(self.recent.len());
        let last = n.checked_sub(1).and_then(|last| self.recent.get(last));
        self.settled = last.map(Recent::rank).or(self.settled);
        if let [.., before, newest] = self.recent.as_slice() {
            self.usual = newest.time().saturating_sub(before.time());
        }
        self.recent.drain(..n)
    }

    /// Keeps a fact at `place`.
    pub(crate) fn keep(&mut self, place: usize, fact: Recent) {
        self.recent.insert(place.min(self.recent.len()), fact);
        if let [before, newest] = self.recent.as_slice() {
            self.usual = newest.time().saturating_sub(before.time());
        }
    }

    /// A fact was received at `at`, whatever became of it.
    pub(crate) fn hears(&mut self, at: i64) {
        self.heard = self.heard.max(Some(at));
    }

    /// How many facts nobody waits for any longer, since nothing was heard for as long as they would be waited for, by
    /// receive time.
    pub(crate) fn overdue(&self, order: &Order, now: i64) -> usize {
        let silent = self.heard.is_some_and(|heard| now.saturating_sub(heard) > order.window);
        if silent { self.recent.partition_point(|r| r.time() <= now) } else { 0 }
    }

    /// The newest sample among them that is `wanted`.
    pub(crate) fn newest(&self, wanted: impl Fn(&Sample) -> bool) -> Option<&Sample> {
        self.recent.iter().rev().find_map(|r| match r {
            Recent::Fix(sample) if wanted(sample) => Some(sample),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vehicles_that_began_together_settle_one_after_the_other() {
        let order = Order { window: 180_000, facts: 256, future: 0 };
        let mut of_second = std::collections::BTreeMap::new();
        for number in 0..6_400 {
            let room = order.room(number);
            let first = (0_u64..1_000).find(|seconds| room.full(10, seconds * 1_000, true));
            *of_second.entry(first.unwrap_or_default()).or_insert(0_u32) += 1;
            let awake = (0_u64..1_000).find(|seconds| room.full(10, seconds * 1_000, false)).unwrap_or_default();
            assert!((226..=316).contains(&awake), "{awake}");
        }
        let (first, last) = (of_second.first_key_value().unwrap(), of_second.last_key_value().unwrap());
        assert!((450..=453).contains(first.0) && (625..=631).contains(last.0), "{first:?} {last:?}");
        assert!(of_second.values().all(|together| *together < 6_400 / 40), "{of_second:?}");
        assert!(order.room(0).full(257, 0, true), "too many");
    }
}
