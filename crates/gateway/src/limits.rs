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

    /// One more on a connection with so many terminals online; `false` when the connection must be closed.
    pub(crate) fn spend(&mut self, now: UtcMs, terminals: usize) -> bool {
        if now.0.saturating_sub(self.window.0) >= MINUTE_MS {
            self.window = now;
            self.seen = 0;
        }
        self.seen = self.seen.saturating_add(1);
        self.seen <= self.limit.saturating_mul(u32::try_from(terminals.max(1)).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_ends_within_a_minute_and_comes_back() {
        let mut patience = Patience::new(3, UtcMs(0));
        assert!((0..3).all(|t| patience.spend(UtcMs(t), 0)));
        assert!(!patience.spend(UtcMs(59_999), 1));
        assert!(patience.spend(UtcMs(60_000), 1));
    }

    #[test]
    fn every_terminal_brings_its_own_patience() {
        let mut patience = Patience::new(3, UtcMs(0));
        assert!((0..6).all(|t| patience.spend(UtcMs(t), 2)));
        assert!(!patience.spend(UtcMs(6), 2));
    }
}
