//! A clock that stands where it is put: what the demo tells of the past is made by the same use cases as the present.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use anlu_app::ctx::Desk;
use anlu_domain::{ports::Clock, time::UtcMs};

/// The clock.
pub(super) struct Moved(AtomicI64);

impl Moved {
    /// Stands at an instant.
    pub(super) fn at(now: UtcMs) -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(now.0)))
    }

    /// Puts it there.
    pub(super) fn set(&self, now: UtcMs) {
        self.0.store(now.0, Ordering::SeqCst);
    }

    /// The desk with this clock.
    pub(super) fn desk(self: &Arc<Self>, desk: &Desk) -> Desk {
        Desk { clock: Arc::<Self>::clone(self), ..desk.clone() }
    }
}

impl Clock for Moved {
    fn now(&self) -> UtcMs {
        UtcMs(self.0.load(Ordering::SeqCst))
    }
}
