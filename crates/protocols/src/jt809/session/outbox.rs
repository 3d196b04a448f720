//! Positions on their way up: sent, not yet sent, and not yet known to be taken.
//!
//! JT/T 809 acknowledges no position. A platform that answers a keep-alive has read everything that stood before it on
//! the same link, so 0x1005 serves as a barrier: what was written before it is confirmed by its 0x1006. On the sub link
//! keep-alives come from above; there the second 0x9005 after a position confirms it.

use std::collections::VecDeque;

use super::Link;
use crate::jt809::message::Vehicle;

/// A position to be forwarded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Ascending; confirmed up to a number.
    pub token: u64,
    /// Whose.
    pub vehicle: Vehicle,
    /// Time of the fix, UTC epoch milliseconds: the order in which a gap is sent again.
    pub time: i64,
    /// The position as it goes into 0x1202 (see [`crate::jt809::body::location::Gnss::write`]).
    pub gnss: Vec<u8>,
}

#[derive(Debug)]
struct Entry {
    item: Item,
    sent: Option<Link>,
    barrier: bool,
    done: bool,
}

/// Positions in the order they were offered.
#[derive(Debug)]
pub(super) struct Outbox {
    entries: VecDeque<Entry>,
    window: usize,
}

impl Outbox {
    pub(super) fn new(window: usize) -> Self {
        Self { entries: VecDeque::new(), window: window.max(1) }
    }

    pub(super) fn has_room(&self) -> bool {
        self.entries.len() < self.window
    }

    /// One more, sent on a link already or not yet.
    pub(super) fn push(&mut self, item: Item, sent: Option<Link>) {
        self.entries.push_back(Entry { item, sent, barrier: false, done: false });
    }

    /// Everything not sent, marked as sent on `link` now: by vehicle, in the order of the fixes.
    pub(super) fn take_unsent(&mut self, link: Link) -> Vec<Item> {
        let mut items = Vec::new();
        for entry in self.entries.iter_mut().filter(|entry| entry.sent.is_none() && !entry.done) {
            entry.sent = Some(link);
            entry.barrier = false;
            items.push(entry.item.clone());
        }
        items.sort_by_key(|item| (item.vehicle, item.time, item.token));
        items
    }

    /// What went out on a lost link and was not confirmed has to go again.
    pub(super) fn link_lost(&mut self, link: Link) {
        for entry in self.entries.iter_mut().filter(|entry| entry.sent == Some(link) && !entry.done) {
            entry.sent = None;
            entry.barrier = false;
        }
    }

    /// A barrier stands behind everything sent on `link` so far.
    pub(super) fn set_barrier(&mut self, link: Link) {
        for entry in self.entries.iter_mut().filter(|entry| entry.sent == Some(link)) {
            entry.barrier = true;
        }
    }

    /// Whether something sent on `link` has no barrier behind it.
    pub(super) fn needs_barrier(&self, link: Link) -> bool {
        self.entries.iter().any(|entry| entry.sent == Some(link) && !entry.barrier && !entry.done)
    }

    /// The barrier of `link` was answered; gives the token up to which everything is confirmed, when that moved on.
    pub(super) fn barrier_answered(&mut self, link: Link) -> Option<u64> {
        for entry in self.entries.iter_mut().filter(|entry| entry.sent == Some(link) && entry.barrier) {
            entry.done = true;
        }
        let mut confirmed = None;
        while self.entries.front().is_some_and(|entry| entry.done) {
            confirmed = self.entries.pop_front().map(|entry| entry.item.token);
        }
        confirmed
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }
}
