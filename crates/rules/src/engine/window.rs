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
    /// When the vehicle was last heard of, receive time, UTC ms.
    heard: Option<i64>,
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

    /// A fact was received at `at`, whatever became of it.
    pub(crate) fn hears(&mut self, at: i64) {
        self.heard = self.heard.max(Some(at));
    }

    /// When the vehicle was last heard of.
    pub(crate) fn heard(&self) -> Option<i64> {
        self.heard
    }

    /// Whether facts wait although nothing was heard for as long as they would be waited for, by receive time.
    pub(crate) fn overdue(&self, order: &Order, now: i64) -> bool {
        let silent = self.heard.is_some_and(|heard| now.saturating_sub(heard) > order.window);
        silent && self.waiting.front().is_some_and(|oldest| oldest.time() <= now)
    }

    /// The oldest fact, when it lies before `now`.
    pub(crate) fn next_before(&mut self, now: i64) -> Option<Waiting> {
        self.waiting.front().filter(|oldest| oldest.time() <= now)?;
        self.next()
    }

    /// The newest position that waits.
    pub(crate) fn newest(&self) -> Option<&Sample> {
        self.waiting.iter().rev().find_map(|w| match w {
            Waiting::Fix(sample) if sample.at.is_some() => Some(sample),
            _ => None,
        })
    }

    /// The oldest fact, waiting or not.
    pub(crate) fn next(&mut self) -> Option<Waiting> {
        let fact = self.waiting.pop_front()?;
        self.left = Some(fact.rank());
        Some(fact)
    }
}
