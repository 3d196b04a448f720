//! How long frames waited for their acknowledgement: counts by whole milliseconds, bounded memory, no locks.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// Waits of this many milliseconds and more are counted as one.
const LONGEST_MS: usize = 60_000;

/// Counts of waits.
#[derive(Debug)]
pub(crate) struct Delays(Box<[AtomicU64]>);

impl Default for Delays {
    fn default() -> Self {
        Self((0..=LONGEST_MS).map(|_| AtomicU64::new(0)).collect())
    }
}

impl Delays {
    /// Counts one wait.
    pub(super) fn add(&self, wait: Duration) {
        let millis = usize::try_from(wait.as_millis()).unwrap_or(LONGEST_MS).min(LONGEST_MS);
        if let Some(count) = self.0.get(millis) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The wait, in milliseconds, that `percent` of all waits do not exceed; `None` without any.
    pub(super) fn percentile(&self, percent: u64) -> Option<u64> {
        let counts: Vec<u64> = self.0.iter().map(|n| n.load(Ordering::Relaxed)).collect();
        let all: u64 = counts.iter().sum();
        let wanted = all.saturating_mul(percent).div_ceil(100);
        let mut seen = 0;
        let at = counts.iter().position(|n| {
            seen += n;
            *n > 0 && seen >= wanted
        });
        at.and_then(|ms| u64::try_from(ms).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_the_least_wait_that_covers_the_share() {
        let delays = Delays::default();
        assert_eq!(delays.percentile(50), None);
        for ms in 1..=100 {
            delays.add(Duration::from_millis(ms));
        }
        delays.add(Duration::from_hours(1));
        assert_eq!([50, 99, 100].map(|p| delays.percentile(p)), [Some(51), Some(100), Some(60_000)]);
    }
}
