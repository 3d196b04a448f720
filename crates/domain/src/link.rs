//! Links over which positions come in and go out, and what is counted on each of them (链路质量).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::time::{MINUTE_MS, UtcMs};

/// Kind of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// Terminals that speak JT/T 808 to us themselves; all of them are one link.
    Terminals,
    /// A lower platform that sends to us (JT/T 809, we are the upper one).
    PlatformIn,
    /// An upper platform that we send to (JT/T 809, we are the lower one).
    PlatformOut,
}

crate::party::names!(LinkKind {
    Terminals = "terminals" "终端直连",
    PlatformIn = "platform_in" "下级平台",
    PlatformOut = "platform_out" "上级平台",
});

/// A link by kind and name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LinkKey {
    /// Kind.
    pub kind: LinkKind,
    /// Name in the configuration; empty for the terminals.
    pub id: String,
}

impl LinkKey {
    /// The link of all terminals.
    pub const fn terminals() -> Self {
        Self { kind: LinkKind::Terminals, id: String::new() }
    }

    /// The link of a platform.
    pub fn platform(kind: LinkKind, id: &str) -> Self {
        Self { kind, id: id.to_owned() }
    }
}

/// Upper ends of the steps of [`LinkCounts::lag`], milliseconds; the last step has none.
pub const LAG_STEPS_MS: [i64; 6] = [10_000, 30_000, MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 120 * MINUTE_MS];

/// What came over one link on one civil day. Adding up is all that ever happens to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LinkCounts {
    /// Messages on disk (received), or positions that the upper platform confirmed (sent).
    pub messages: u64,
    /// Positions read out of them.
    pub positions: u64,
    /// Input that was not taken, by reason (stable codes).
    pub rejected: BTreeMap<String, u64>,
    /// Messages that the numbering of the sender says are missing.
    pub missing: u64,
    /// How long positions took from the device to us: those up to each of [`LAG_STEPS_MS`], then the rest.
    pub lag: [u64; 7],
    /// Positions whose device clock runs ahead of ours.
    pub ahead: u64,
    /// Positions whose device time could not be read: they tell nothing about the way.
    pub untimed: u64,
    /// How often the link broke.
    pub breaks: u64,
}

impl LinkCounts {
    /// Notes a position that left the device at `time` and came at `received`; `readable`: the device told the time.
    pub fn position(&mut self, time: UtcMs, received: UtcMs, readable: bool) {
        self.positions = self.positions.saturating_add(1);
        if !readable {
            self.untimed = self.untimed.saturating_add(1);
            return;
        }
        let lag = received.0.saturating_sub(time.0);
        if lag < 0 {
            self.ahead = self.ahead.saturating_add(1);
        }
        let step = LAG_STEPS_MS.iter().take_while(|end| lag > **end).count();
        if let Some(n) = self.lag.get_mut(step) {
            *n = n.saturating_add(1);
        }
    }

    /// Notes `n` inputs that were not taken.
    pub fn reject(&mut self, reason: &str, n: u64) {
        match self.rejected.get_mut(reason) {
            Some(known) => *known = known.saturating_add(n),
            None => drop(self.rejected.insert(reason.to_owned(), n)),
        }
    }

    /// Adds what was counted elsewhere.
    pub fn add(&mut self, other: &Self) {
        for (sum, n) in [
            (&mut self.messages, other.messages),
            (&mut self.positions, other.positions),
            (&mut self.missing, other.missing),
            (&mut self.ahead, other.ahead),
            (&mut self.untimed, other.untimed),
            (&mut self.breaks, other.breaks),
        ] {
            *sum = sum.saturating_add(n);
        }
        for (sum, n) in self.lag.iter_mut().zip(other.lag) {
            *sum = sum.saturating_add(n);
        }
        for (reason, n) in &other.rejected {
            self.reject(reason, *n);
        }
    }

    /// All inputs that were not taken.
    pub fn rejections(&self) -> u64 {
        self.rejected.values().fold(0, |sum, n| sum.saturating_add(*n))
    }

    /// Upper end of the step within which `permille` of the timed positions came, milliseconds. `None`: there are none,
    /// or it lies beyond the last step.
    pub fn lag_within_ms(&self, permille: u64) -> Option<i64> {
        let all = self.lag.iter().fold(0_u64, |sum, n| sum.saturating_add(*n));
        if all == 0 {
            return None;
        }
        let wanted = u128::from(all) * u128::from(permille);
        let mut seen = 0_u64;
        for (end, n) in LAG_STEPS_MS.into_iter().zip(self.lag) {
            seen = seen.saturating_add(n);
            if u128::from(seen) * 1_000 >= wanted {
                return Some(end);
            }
        }
        None
    }
}

/// How a link stands now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkState {
    /// Main link logged in; `None` for terminals, which have no link of their own.
    pub main_up: Option<bool>,
    /// Sub link logged in.
    pub sub_up: Option<bool>,
    /// Since when.
    pub changed_at: Option<UtcMs>,
    /// Last message on disk, or last confirmation.
    pub last_at: Option<UtcMs>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(ms: i64) -> (UtcMs, UtcMs) {
        (UtcMs(1_000_000), UtcMs(1_000_000 + ms))
    }

    #[test]
    fn lag_falls_into_steps_whose_ends_belong_to_them() {
        let mut c = LinkCounts::default();
        for ms in [0, 10_000, 10_001, 60_000, 60_001, 7_200_000, 7_200_001] {
            let (time, received) = after(ms);
            c.position(time, received, true);
        }
        assert_eq!(c.lag, [2, 1, 1, 1, 0, 1, 1]);
        let (time, received) = after(-5);
        c.position(time, received, true);
        c.position(time, received, false);
        assert_eq!((c.positions, c.ahead, c.untimed, c.lag[0]), (9, 1, 1, 3));
    }

    #[test]
    fn the_step_that_holds_a_share_is_told() {
        let mut c = LinkCounts { lag: [94, 0, 1, 5, 0, 0, 0], ..LinkCounts::default() };
        assert_eq!(
            (c.lag_within_ms(940), c.lag_within_ms(950), c.lag_within_ms(951)),
            (Some(10_000), Some(60_000), Some(300_000))
        );
        c.lag = [0, 0, 0, 0, 0, 0, 3];
        assert_eq!((c.lag_within_ms(950), LinkCounts::default().lag_within_ms(950)), (None, None));
    }

    #[test]
    fn counts_add_up_in_any_order() {
        let mut a = LinkCounts { messages: 2, breaks: 1, ..LinkCounts::default() };
        a.reject("crc", 2);
        let mut b = LinkCounts { messages: 3, missing: 4, ..LinkCounts::default() };
        b.reject("crc", 1);
        b.reject("unknown_plate", 5);
        let (mut ab, mut ba) = (a.clone(), b.clone());
        ab.add(&b);
        ba.add(&a);
        assert_eq!(ab, ba);
        assert_eq!((ab.messages, ab.rejections(), ab.rejected["crc"]), (5, 8, 3));
    }

    #[test]
    fn kinds_have_stable_names() {
        for (kind, name, zh) in LinkKind::ALL {
            assert_eq!(serde_json::to_string(kind).unwrap(), format!("\"{name}\""));
            assert_eq!((LinkKind::parse(name), kind.zh()), (Some(*kind), *zh));
        }
    }
}
