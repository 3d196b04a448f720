//! Which connection speaks for which terminal. A terminal that authenticates anew takes its name from the old
//! connection: the old one is dead by definition (JT/T 808 5.3), even when its socket does not know it yet.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anlu_protocols::jt808::Phone;
use rustc_hash::FxHashMap;
use tokio::sync::Notify;

use crate::{downlink::Ask, event};

/// Orders of one connection that wait; one more is refused.
const MAX_ASKS: usize = 1_000;

/// What a connection is told: terminals it has lost to another one, orders for terminals it has.
#[derive(Default)]
pub(crate) struct Mailbox {
    lost: Mutex<Vec<Phone>>,
    asks: Mutex<Vec<Ask>>,
    pub(crate) notify: Notify,
}

impl Mailbox {
    pub(crate) fn take(&self) -> Vec<Phone> {
        std::mem::take(&mut *lock(&self.lost))
    }

    /// Orders that wait.
    pub(crate) fn asks(&self) -> Vec<Ask> {
        std::mem::take(&mut *lock(&self.asks))
    }

    /// Leaves an order; `false` when too many wait.
    pub(crate) fn ask(&self, ask: Ask) -> bool {
        let mut asks = lock(&self.asks);
        let room = asks.len() < MAX_ASKS;
        if room {
            asks.push(ask);
            self.notify.notify_one();
        }
        room
    }
}

/// Connections by terminal.
#[derive(Default)]
pub(crate) struct Directory(Mutex<FxHashMap<Phone, Arc<Mailbox>>>);

impl Directory {
    /// `mailbox` speaks for `phone` from now on; the former holder is told.
    pub(crate) fn claim(&self, phone: Phone, mailbox: &Arc<Mailbox>) {
        let (former, online) = {
            let mut held = lock(&self.0);
            let former = held.insert(phone, Arc::clone(mailbox));
            (former.filter(|m| !Arc::ptr_eq(m, mailbox)), held.len())
        };
        event::online(online);
        if let Some(former) = former {
            lock(&former.lost).push(phone);
            former.notify.notify_one();
        }
    }

    /// The connection that speaks for `phone` now.
    pub(crate) fn find(&self, phone: Phone) -> Option<Arc<Mailbox>> {
        lock(&self.0).get(&phone).cloned()
    }

    /// Whether `mailbox` speaks for `phone` now.
    pub(crate) fn is_held_by(&self, phone: Phone, mailbox: &Arc<Mailbox>) -> bool {
        lock(&self.0).get(&phone).is_some_and(|m| Arc::ptr_eq(m, mailbox))
    }

    /// `mailbox` no longer speaks for `phone`; nothing happens when another connection has claimed it since.
    pub(crate) fn release(&self, phone: Phone, mailbox: &Arc<Mailbox>) {
        let mut held = lock(&self.0);
        if held.get(&phone).is_some_and(|m| Arc::ptr_eq(m, mailbox)) {
            held.remove(&phone);
        }
        event::online(held.len());
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_claim_wins_and_only_its_holder_can_release_it() {
        let (directory, a, b) = (Directory::default(), Arc::new(Mailbox::default()), Arc::new(Mailbox::default()));
        let phone = Phone::parse("13800138000").unwrap();
        directory.claim(phone, &a);
        directory.claim(phone, &a);
        assert!(a.take().is_empty(), "claiming again is no loss");
        directory.claim(phone, &b);
        assert_eq!(a.take(), [phone]);
        assert!(directory.is_held_by(phone, &b) && !directory.is_held_by(phone, &a));
        directory.release(phone, &a);
        assert_eq!(lock(&directory.0).len(), 1, "the old holder cannot take it away");
        directory.release(phone, &b);
        assert!(lock(&directory.0).is_empty());
    }
}
