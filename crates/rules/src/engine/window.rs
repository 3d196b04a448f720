//! The bounded window in which facts of one vehicle wait to be put into the order of device time.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::Sample;

/// Bounds of the window.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Order {
    /// A fact waits until one this much newer has come, ms.
    pub(crate) window: i64,
    /// At most so many facts wait.
    pub(crate) facts: usize,
    /// A fact dated this much after its receipt is not used, ms.
    pub(crate) future: i64,
}

/// A fact that waits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Waiting {
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

impl Waiting {
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

/// What became of a fact that was offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Offer {
    Taken,
    Duplicate,
    Late,
}

/// Facts of one vehicle in the order of device time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Window {
    waiting: VecDeque<Waiting>,
    /// Rank of the newest fact that has left.
    left: Option<(i64, bool)>,
}

impl Window {
    /// Puts `fact` into its place. The first fix of an instant stays, later ones are duplicates.
    pub(crate) fn offer(&mut self, fact: Waiting) -> Offer {
        let rank = fact.rank();
        let is_fix = rank.1;
        if let Some(left) = self.left {
            if is_fix && rank == left {
                return Offer::Duplicate;
            }
            if rank < left {
                return Offer::Late;
            }
        }
        let place = self.waiting.partition_point(|w| w.rank() <= rank);
        if is_fix && place.checked_sub(1).and_then(|i| self.waiting.get(i)).is_some_and(|w| w.rank() == rank) {
            return Offer::Duplicate;
        }
        self.waiting.insert(place, fact);
        Offer::Taken
    }

    /// The oldest fact, when it need not wait any longer.
    pub(crate) fn release(&mut self, order: &Order) -> Option<Waiting> {
        let (oldest, newest) = (self.waiting.front()?.time(), self.waiting.back()?.time());
        if newest.saturating_sub(oldest) > order.window || self.waiting.len() > order.facts {
            self.next()
        } else {
            None
        }
    }

    /// The oldest fact, waiting or not.
    pub(crate) fn next(&mut self) -> Option<Waiting> {
        let fact = self.waiting.pop_front()?;
        self.left = Some(fact.rank());
        Some(fact)
    }
}
