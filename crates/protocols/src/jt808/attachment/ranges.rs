//! Which bytes of a file arrived.

/// Sorted ranges that do not touch each other, of a file of a known size.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ranges {
    /// Start and end (exclusive).
    parts: Vec<(u32, u32)>,
}

impl Ranges {
    /// Adds `len` bytes from `start`; `false` when that would make more than `limit` separate ranges.
    pub fn add(&mut self, start: u32, len: u32, limit: usize) -> bool {
        let end = start.saturating_add(len);
        if len == 0 {
            return true;
        }
        let first = self.parts.partition_point(|(_, part_end)| *part_end < start);
        let behind = self.parts.partition_point(|(part_start, _)| *part_start <= end);
        let touched = self.parts.get(first..behind).unwrap_or_default();
        if touched.is_empty() && self.parts.len() >= limit {
            return false;
        }
        let start = touched.first().map_or(start, |(part_start, _)| start.min(*part_start));
        let end = touched.last().map_or(end, |(_, part_end)| end.max(*part_end));
        self.parts.splice(first..behind.max(first), [(start, end)]);
        true
    }

    /// Bytes that arrived.
    pub fn covered(&self) -> u32 {
        self.parts.iter().fold(0, |sum, (start, end)| sum.saturating_add(end.saturating_sub(*start)))
    }

    /// Offset and length of what is missing of a file of `size` bytes, at most `limit` parts.
    pub fn missing(&self, size: u32, limit: usize) -> Vec<(u32, u32)> {
        let mut missing = Vec::new();
        let mut at = 0_u32;
        for (start, end) in self.parts.iter().copied().chain([(size, size)]) {
            let start = start.min(size);
            if start > at && missing.len() < limit {
                missing.push((at, start.saturating_sub(at)));
            }
            at = at.max(end);
        }
        missing
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    proptest! {
        #[test]
        fn equals_a_bitmap(adds in vec((0_u32..200, 0_u32..40), 0..30)) {
            let mut ranges = Ranges::default();
            let mut bitmap = [false; 240];
            for (start, len) in adds {
                prop_assert!(ranges.add(start, len, 1_000));
                for bit in &mut bitmap[start as usize..(start + len) as usize] {
                    *bit = true;
                }
            }
            prop_assert_eq!(ranges.covered() as usize, bitmap.iter().filter(|bit| **bit).count());
            let mut absent = bitmap.map(|bit| !bit);
            for (start, len) in ranges.missing(240, 1_000) {
                prop_assert!(len > 0);
                for bit in &mut absent[start as usize..(start + len) as usize] {
                    prop_assert!(std::mem::take(bit), "only what is missing, once");
                }
            }
            prop_assert_eq!(absent, [false; 240]);
        }
    }

    #[test]
    fn is_bounded() {
        let mut ranges = Ranges::default();
        assert!(ranges.add(0, 1, 2) && ranges.add(10, 1, 2));
        assert!(!ranges.add(20, 1, 2), "a third range");
        assert!(ranges.add(1, 9, 2), "this one joins the two");
        assert_eq!(ranges.missing(20, 9), [(11, 9)]);
    }
}
