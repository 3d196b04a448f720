//! How much rubbish a connection may send.

use anlu_domain::time::MINUTE_MS;

/// Counts rejected input in windows of one minute.
#[derive(Debug)]
pub(crate) struct Patience {
    limit: u32,
    window: i64,
    seen: u32,
}

impl Patience {
    pub(crate) fn new(limit: u32, now: i64) -> Self {
        Self { limit, window: now, seen: 0 }
    }

    /// One more on a connection with so many terminals online; `false` when the connection must be closed.
    pub(crate) fn spend(&mut self, now: i64, terminals: usize) -> bool {
        if now.saturating_sub(self.window) >= MINUTE_MS {
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
        let mut patience = Patience::new(3, 0);
        assert!((0..3).all(|t| patience.spend(t, 0)));
        assert!(!patience.spend(59_999, 1));
        assert!(patience.spend(60_000, 1));
    }

    #[test]
    fn every_terminal_brings_its_own_patience() {
        let mut patience = Patience::new(3, 0);
        assert!((0..6).all(|t| patience.spend(t, 2)));
        assert!(!patience.spend(6, 2));
    }
}
