//! Positions on their way up: sent, not yet sent, and not yet known to be taken.
//!
//! JT/T 809 acknowledges no position. A platform that answers a keep-alive has read everything that stood before it on
//! the same link, so 0x1005 serves as a barrier: what was written before it is confirmed by its 0x1006. On the sub link
//! keep-alives come from above; there the second 0x9005 after a position confirms it.
//!
//! Everything unconfirmed stays here, for a link that breaks sends it again. On the main link a barrier can be asked for
//! at any time, so a window of positions is enough. On the sub link it comes when the other side pleases, once a minute:
//! there only memory bounds what is on its way.

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
    /// Since when it could have gone up, UTC epoch milliseconds by our clock: how late it is.
    pub due: i64,
    /// The position as it goes into 0x1202 (see [`crate::jt809::body::location::Gnss::write`]).
    pub gnss: Vec<u8>,
}

impl Item {
    /// Memory it takes here.
    fn bytes(&self) -> usize {
        size_of::<Entry>().saturating_add(self.gnss.capacity())
    }
}

#[derive(Debug)]
struct Entry {
    item: Item,
    sent: Option<Link>,
    barrier: bool,
    done: bool,
}

impl Entry {
    fn is_unsent(&self) -> bool {
        self.sent.is_none() && !self.done
    }
}

/// Positions in the order they were offered.
#[derive(Debug)]
pub(super) struct Outbox {
    entries: VecDeque<Entry>,
    /// Most that wait, and most on their way on the main link.
    window: usize,
    /// Most memory.
    memory: usize,
    bytes: usize,
    /// Not sent; sent on a link and not confirmed.
    unsent: usize,
    on_main: usize,
    on_sub: usize,
}

impl Outbox {
    pub(super) fn new(window: usize, memory: usize) -> Self {
        Self { entries: VecDeque::new(), window: window.max(1), memory, bytes: 0, unsent: 0, on_main: 0, on_sub: 0 }
    }

    /// Whether one more may come while data goes over `link`. The first one may, however little memory there is.
    pub(super) fn has_room(&self, link: Option<Link>) -> bool {
        let ahead = if link == Some(Link::Main) { self.unsent.saturating_add(self.on_main) } else { self.unsent };
        ahead < self.window && (self.bytes < self.memory || self.entries.is_empty())
    }

    /// One more, sent on a link already or not yet.
    pub(super) fn push(&mut self, item: Item, sent: Option<Link>) {
        self.bytes = self.bytes.saturating_add(item.bytes());
        let count = match sent {
            None => &mut self.unsent,
            Some(link) => self.on(link),
        };
        *count = count.saturating_add(1);
        self.entries.push_back(Entry { item, sent, barrier: false, done: false });
    }

    /// What was not sent and may go now, the oldest first, marked as sent on `link`: by vehicle, in the order of the
    /// fixes. Never more than the window, so that a peer that reads slowly is not given everything in one write.
    pub(super) fn take_unsent(&mut self, link: Link) -> Vec<Item> {
        let ahead = if link == Link::Main { self.on_main } else { 0 };
        let most = self.window.saturating_sub(ahead).min(self.unsent);
        let mut items = Vec::with_capacity(most);
        let first = self.first_unsent();
        for entry in self.entries.iter_mut().skip(first).filter(|entry| entry.is_unsent()).take(most) {
            entry.sent = Some(link);
            entry.barrier = false;
            items.push(entry.item.clone());
        }
        self.unsent = self.unsent.saturating_sub(items.len());
        let on = self.on(link);
        *on = on.saturating_add(items.len());
        items.sort_by_key(|item| (item.vehicle, item.time, item.token));
        items
    }

    /// Where the oldest unsent one stands. Looked for from the back: what waits for the sub link to confirm it is long,
    /// and stands in front.
    fn first_unsent(&self) -> usize {
        let mut left = self.unsent;
        let newer = self.entries.iter().rev().take_while(|entry| {
            let more = left > 0;
            left = left.saturating_sub(usize::from(entry.is_unsent()));
            more
        });
        self.entries.len().saturating_sub(newer.count())
    }

    /// What went out on a lost link and was not confirmed has to go again.
    pub(super) fn link_lost(&mut self, link: Link) {
        for entry in self.entries.iter_mut().filter(|entry| entry.sent == Some(link) && !entry.done) {
            entry.sent = None;
            entry.barrier = false;
            self.unsent = self.unsent.saturating_add(1);
        }
        *self.on(link) = 0;
    }

    fn on(&mut self, link: Link) -> &mut usize {
        match link {
            Link::Main => &mut self.on_main,
            Link::Sub => &mut self.on_sub,
        }
    }

    /// Sent and not confirmed.
    pub(super) fn on_its_way(&self) -> u64 {
        u64::try_from(self.on_main.saturating_add(self.on_sub)).unwrap_or(u64::MAX)
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
        let behind = |entry: &&mut Entry| entry.sent == Some(link) && entry.barrier && !entry.done;
        let mut taken = 0_usize;
        for entry in self.entries.iter_mut().filter(behind) {
            entry.done = true;
            taken = taken.saturating_add(1);
        }
        let on = self.on(link);
        *on = on.saturating_sub(taken);
        let mut confirmed = None;
        while let Some(entry) = self.entries.pop_front_if(|entry| entry.done) {
            self.bytes = self.bytes.saturating_sub(entry.item.bytes());
            confirmed = Some(entry.item.token);
        }
        // The room of an outage is given back.
        let enough = self.entries.len().max(self.window);
        if self.entries.capacity() / 4 > enough {
            self.entries.shrink_to(enough);
        }
        confirmed
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }
}
