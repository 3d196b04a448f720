//! 0x8608 asks for areas or routes (2019), answered with 0x0608.

use crate::wire::{field::List, layout};

layout! {
    /// What to answer with.
    pub struct QueryAreas {
        /// 1 circles, 2 rectangles, 3 polygons, 4 routes.
        pub query_type: u8,
        /// Ids; none: all.
        pub ids: List<u32, 4>,
    }
}
