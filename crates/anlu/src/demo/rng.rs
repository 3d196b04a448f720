//! A small seeded generator (`SplitMix64`), so that one seed always makes the same county.

/// `SplitMix64`: tiny, fast, good enough for invented data; never for anything secret.
#[derive(Clone, Debug)]
pub(crate) struct Rng(u64);

impl Rng {
    /// A generator for one part of the county: parts do not disturb each other when one of them changes.
    pub(crate) fn for_part(seed: u64, part: &str) -> Self {
        let mixed = part
            .bytes()
            .fold(seed ^ 0x51_7c_c1_b7_27_22_0a_95, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
        Self(mixed)
    }

    /// The next 64 bits.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A whole number from 0 up to, not including, `n` (0 when `n` is 0).
    pub(crate) fn below(&mut self, n: u32) -> u32 {
        let wide = (self.next() >> 32) * u64::from(n);
        u32::try_from(wide >> 32).unwrap_or(0)
    }

    /// A whole number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i32, high: i32) -> i32 {
        let span = u32::try_from(high.saturating_sub(low).max(0)).unwrap_or(0);
        low.saturating_add(i32::try_from(self.below(span + 1)).unwrap_or(0))
    }

    /// A number in [0, 1).
    pub(crate) fn unit(&mut self) -> f64 {
        f64::from(self.below(u32::MAX)) / f64::from(u32::MAX)
    }

    /// A number in [low, high).
    pub(crate) fn range(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// True with probability `p`.
    pub(crate) fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// One item of a list that is not empty.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let n = u32::try_from(items.len()).unwrap_or(u32::MAX);
        &items[self.below(n) as usize]
    }

    /// An identifier of version 7 (the creation time first, so that ids of one load lie together in the tables).
    pub(crate) fn uuid(&mut self, created_ms: i64) -> uuid::Uuid {
        let mut random = [0_u8; 10];
        random[..8].copy_from_slice(&self.next().to_le_bytes());
        random[8..].copy_from_slice(&self.next().to_le_bytes()[..2]);
        uuid::Builder::from_unix_timestamp_millis(u64::try_from(created_ms).unwrap_or(0), &random).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::Rng;

    #[test]
    fn one_seed_makes_one_sequence_and_parts_differ() {
        let take = |seed, part| {
            let mut rng = Rng::for_part(seed, part);
            [rng.next(), rng.next(), rng.next()]
        };
        assert_eq!(take(1, "people"), take(1, "people"));
        assert_ne!(take(1, "people"), take(2, "people"));
        assert_ne!(take(1, "people"), take(1, "vehicles"));
    }

    #[test]
    fn numbers_stay_in_their_range() {
        let mut rng = Rng::for_part(7, "range");
        let mut seen = [false; 5];
        for _ in 0..1_000 {
            let n = rng.between(-2, 2);
            seen[usize::try_from(n + 2).unwrap()] = true;
            assert!((0.0..1.0).contains(&rng.unit()));
        }
        assert_eq!(seen, [true; 5]);
    }
}
