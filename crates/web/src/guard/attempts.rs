//! Counts log-in failures per address, so that one machine cannot try many names. The lock-out of one account is
//! kept with the account; this count lives in memory and is bounded.

use std::{collections::HashMap, net::IpAddr, sync::Mutex};

use anlu_domain::time::{MINUTE_MS, UtcMs};

/// Failures an address may make within [`WINDOW_MS`].
pub(crate) const MAX_FAILURES: u32 = 30;
/// Length of the window, milliseconds.
pub(crate) const WINDOW_MS: i64 = 10 * MINUTE_MS;
/// Addresses remembered at once.
const MAX_ADDRESSES: usize = 10_000;

#[derive(Clone, Copy)]
struct Window {
    since: UtcMs,
    count: u32,
}

/// Attempts by address.
#[derive(Default)]
pub(crate) struct Attempts(Mutex<HashMap<IpAddr, Window>>);

impl Attempts {
    /// Counts one attempt. `Err` holds the seconds until the next one is taken.
    pub(crate) fn begin(&self, from: IpAddr, now: UtcMs) -> Result<(), u64> {
        let mut seen = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if seen.len() >= MAX_ADDRESSES && !seen.contains_key(&from) {
            seen.retain(|_, w| now.0.saturating_sub(w.since.0) < WINDOW_MS);
            if seen.len() >= MAX_ADDRESSES {
                return Err(60);
            }
        }
        let window = seen.entry(from).or_insert(Window { since: now, count: 0 });
        let age = now.0.saturating_sub(window.since.0);
        if age >= WINDOW_MS {
            *window = Window { since: now, count: 0 };
        } else if window.count >= MAX_FAILURES {
            return Err(u64::try_from((WINDOW_MS - age) / 1000).unwrap_or(0) + 1);
        }
        window.count += 1;
        Ok(())
    }

    /// Takes back an attempt that succeeded: only failures count.
    pub(crate) fn succeeded(&self, from: IpAddr) {
        let mut seen = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(window) = seen.get_mut(&from) {
            window.count = window.count.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_stopped_after_its_failures_and_let_in_again_later() {
        let attempts = Attempts::default();
        let (here, there) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        for _ in 0..MAX_FAILURES {
            attempts.begin(here, UtcMs(0)).unwrap();
        }
        assert_eq!(attempts.begin(here, UtcMs(1000)), Err(600));
        assert_eq!(attempts.begin(there, UtcMs(1000)), Ok(()));
        assert_eq!(attempts.begin(here, UtcMs(WINDOW_MS)), Ok(()));
    }

    #[test]
    fn success_does_not_count_and_memory_is_bounded() {
        let attempts = Attempts::default();
        let here = "192.0.2.1".parse().unwrap();
        for _ in 0..3 * MAX_FAILURES {
            attempts.begin(here, UtcMs(0)).unwrap();
            attempts.succeeded(here);
        }
        for n in 0..MAX_ADDRESSES {
            let _ = attempts.begin(IpAddr::V4(std::net::Ipv4Addr::from_bits(u32::try_from(n).unwrap())), UtcMs(0));
        }
        assert!(attempts.begin("203.0.113.1".parse().unwrap(), UtcMs(1)).is_err());
        assert_eq!(attempts.begin("203.0.113.1".parse().unwrap(), UtcMs(WINDOW_MS)), Ok(()));
        assert!(attempts.0.lock().unwrap().len() <= MAX_ADDRESSES);
    }
}
