//! 0x0608 answer to a query of areas or routes (2019).

use crate::wire::{field::Raw, layout};

layout! {
    /// The areas or routes asked for with 0x8608.
    ///
    /// The text of 2019 contradicts itself about what follows the count: terminals send whole bodies of
    /// 0x8600–0x8606, single entries of them, or ids alone. So it is kept as sent.
    #[derive(Copy)]
    pub struct AreasReply<'a> {
        /// 1 circles, 2 rectangles, 3 polygons, 4 routes.
        pub query_type: u8,
        /// Number of areas or routes.
        pub count: u32,
        /// What follows.
        pub data: Raw<'a>,
    }
}

impl AreasReply<'_> {
    /// The ids, when exactly `count` of them follow and nothing else.
    pub fn ids(&self) -> Option<Vec<u32>> {
        let fits = self.data.0.len() / 4 == usize::try_from(self.count).ok()?;
        let (quads, rest) = self.data.0.as_chunks::<4>();
        (fits && rest.is_empty()).then(|| quads.iter().map(|quad| u32::from_be_bytes(*quad)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_only_when_they_are_all() {
        let reply = |count, data| AreasReply { query_type: 1, count, data: Raw(data) };
        assert_eq!(reply(2, &[0, 0, 0, 1, 0, 0, 0, 9]).ids(), Some(vec![1, 9]));
        assert_eq!(reply(2, &[0, 0, 0, 1, 0, 0, 0]).ids(), None);
        assert_eq!(reply(1, &[0, 0, 0, 1, 0, 0, 0, 9]).ids(), None);
    }
}
