//! Numbers from a seed: a counter under SHA-256, whole numbers only, no modulo bias (docs/DRAW.md, "Numbers").

use super::hash::{Hash, Purpose};

/// Numbers come from 48 bits: exact in every language that has IEEE 754 doubles only.
const SPAN: u64 = 1 << 48;

/// A stream of uniform numbers.
#[derive(Clone, Debug)]
pub struct Stream {
    seed: Hash,
    label: &'static str,
    counter: u64,
}

impl Stream {
    /// The stream of this label under the seed. Different labels give independent streams.
    pub const fn new(seed: Hash, label: &'static str) -> Self {
        Self { seed, label, counter: 0 }
    }

    /// A uniform number in `0..n`. `n` is at least 1 and at most 2^48; outside of that the answer is 0.
    ///
    /// Block `i` is `SHA-256(tag "stream" + seed + label + 0x00 + i as 8 bytes, big-endian)`; its first 6 bytes, read
    /// big-endian, are a candidate, which counts only below the largest multiple of `n` that is at most 2^48.
    pub fn below(&mut self, n: u64) -> u64 {
        let Some(rest) = SPAN.checked_rem(n) else { return 0 };
        let limit = SPAN.saturating_sub(rest);
        loop {
            let candidate = self.next_block();
            if candidate < limit {
                return candidate.checked_rem(n).unwrap_or(0);
            }
            if limit == 0 {
                return 0;
            }
        }
    }

    fn next_block(&mut self) -> u64 {
        let counter = self.counter.to_be_bytes();
        let block = Hash::of(Purpose::Stream, &[&self.seed.0, self.label.as_bytes(), &[0], &counter]);
        self.counter = self.counter.wrapping_add(1);
        block.0.iter().take(6).fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_below_and_repeat_for_the_same_seed() {
        let seed = Hash([7; 32]);
        let draw = |label| {
            let mut s = Stream::new(seed, label);
            (0..100).map(|_| s.below(10)).collect::<Vec<_>>()
        };
        assert_eq!(draw("subjects"), draw("subjects"));
        assert_ne!(draw("subjects"), draw("inspectors"));
        assert!(draw("subjects").into_iter().all(|n| n < 10));
        let mut s = Stream::new(seed, "subjects");
        assert_eq!((s.below(1), s.below(0), s.below(SPAN + 1)), (0, 0, 0));
        assert!(s.below(SPAN) > 0);
    }

    #[test]
    fn candidates_above_the_last_multiple_are_thrown_away() {
        // With n just above half of the span nearly half of all candidates are rejected.
        let n = SPAN / 2 + 1;
        let mut s = Stream::new(Hash([1; 32]), "subjects");
        for _ in 0..200 {
            assert!(s.below(n) < n);
        }
        assert!(s.counter > 300 && s.counter < 500, "{}", s.counter);
    }
}
