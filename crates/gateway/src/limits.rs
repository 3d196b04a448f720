//! How much rubbish a connection may send.

use anlu_domain::time::{MINUTE_MS, UtcMs};

/// Counts rejected input in windows of one minute.
#[derive(Debug)]
pub(crate) struct Patience {
    limit: u32,
    window: UtcMs,
    seen: u32,
}

impl Patience {
    pub(crate) fn new(limit: u32, now: UtcMs) -> Self {
        Self { limit, window: now, seen: 0 }
    }

    /// One more; `false` when the connection must be closed.
    pub(crate) fn spend(&mut self, now: UtcMs) -> bool {
        if now.0.saturating_sub(self.window.0) >= MINUTE_MS {
            self.window = now;
            self.seen = 0;
        }
        self.seen = self.seen.saturating_add(1);
        self.seen <= self.limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_ends_within_a_minute_and_comes_back() {
        let mut patience = Patience::new(3, UtcMs(0));
        assert!((0..3).all(|t| patience.spend(UtcMs(t))));
        assert!(!patience.spend(UtcMs(59_999)));
        assert!(patience.spend(UtcMs(60_000)));
    }
}
